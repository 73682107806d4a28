"""What no file may contain."""

from __future__ import annotations

import re
from pathlib import Path

from tests.contract.repository import ROOT, tracked

FORBIDDEN = {
    "path of a user's machine": r"(?<![\w.])/(?:root|home/\w+|Users/\w+)/",
    "path of this checkout": re.escape(f"{ROOT}/"),
    "path of this home": re.escape(f"{Path.home()}/"),
    "file outside the repository": r"\.\./shared",
    "package registry": r"\b(?:pypi\.(?:org|python)|pythonhosted\.org|registry\.npmjs)",
    "private key": r"-----BEGIN (?:\w+ )?PRIVATE KEY",
    "merge conflict": r"^(?:<{7}|>{7}) ",
}


def test_no_file_holds_what_belongs_to_one_machine_or_one_person() -> None:
    """No path of the machine that it was written on, no registry, no secret, no unfinished merge."""
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in tracked()
        for what, pattern in FORBIDDEN.items()
        if re.search(pattern, path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    ]

    assert found == []
