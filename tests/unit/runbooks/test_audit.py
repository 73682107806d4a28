"""The audit record."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from yamtam_nb.runbooks.audit import Audit


def test_each_record_is_one_line_added_to_the_file(tmp_path: Path) -> None:
    """A second run adds to the same file, which only its owner may read."""
    path = tmp_path / "deep" / "audit.jsonl"
    for run in ("first", "second"):
        audit = Audit(path, {"runbook": run})
        audit.note("begin", dry_run=True)
        audit.note("end", result="done\nwith two lines")

    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["runbook"], line["event"]) for line in lines] == [
        ("first", "begin"),
        ("first", "end"),
        ("second", "begin"),
        ("second", "end"),
    ]
    assert lines[0]["time"].endswith("+00:00")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_file_it_is_kept_in_memory() -> None:
    """And nothing is written anywhere."""
    audit = Audit(None, {"runbook": "r"})

    audit.note("begin")

    assert [record["event"] for record in audit.records] == ["begin"]
