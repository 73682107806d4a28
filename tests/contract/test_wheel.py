"""The wheel: a flat layout hides packaging errors, so what is built is looked at."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.contract.repository import PACKAGE, ROOT, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    """Every file of the package is in it (scripts, styles, wire description, types), and the runbooks; no tests."""
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    package = {str(path.relative_to(ROOT)) for path in tracked() if path.is_relative_to(PACKAGE)}
    runbooks = {path.name for path in tracked() if path.parent == ROOT / "notebooks" / "runbooks"}
    assert held == package | {f"yamtam_nb/runbooks/notebooks/{name}" for name in runbooks}


def test_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """What was built imports by itself, with every public name, and finds its data files."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import yamtam_nb, yamtam_nb.testing\n"
        f"assert yamtam_nb.__file__.startswith({str(tmp_path)!r}), yamtam_nb.__file__\n"
        "assert all(getattr(yamtam_nb, name) for name in yamtam_nb.__all__)\n"
        "assert yamtam_nb.testing.SANITIZE_FILE.exists()\n"
    )

    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=tmp_path)
