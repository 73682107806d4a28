"""The files of this repository, for the tests that read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "yamtam_nb"
GENERATED = {PACKAGE / "rpc" / "etcd_pb.py", PACKAGE / "rpc" / "etcd_pb.pyi"}


@cache
def tracked() -> list[Path]:
    """Every file that git knows of, also if it was not committed yet."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules(*folders: Path) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file in ``folders`` that a person wrote: its name and what it parses to."""
    for path in tracked():
        if (
            path.suffix == ".py"
            and path not in GENERATED
            and any(path.is_relative_to(folder) for folder in folders)
        ):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))
