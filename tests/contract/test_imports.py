"""What loading the package costs, and what it offers."""

from __future__ import annotations

import subprocess
import sys

import pytest

import yamtam_nb

HEAVY = ["pandas", "numpy", "anywidget", "ipywidgets", "grpc", "google.protobuf", "trustme", "nbformat"]
HEAVY += ["yamtam_nb.model", "yamtam_nb.magics.transaction.reading", "yamtam_nb.rpc.etcd3_modules"]


def loaded_after(code: str) -> list[str]:
    """Which of the heavy modules a fresh interpreter has loaded after ``code``."""
    question = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", question],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return answer.stdout.split()


def test_importing_the_package_loads_nothing_heavy() -> None:
    """``import yamtam_nb`` loads neither gRPC nor pandas nor any widget library."""
    assert loaded_after("import yamtam_nb") == []


def test_loading_the_extension_loads_nothing_heavy() -> None:
    """``%load_ext yamtam_nb`` loads neither gRPC nor pandas nor any widget library."""
    shell = (
        "from IPython.core.interactiveshell import InteractiveShell\nshell = InteractiveShell.instance()\n"
    )

    assert loaded_after(shell + "shell.extension_manager.load_extension('yamtam_nb')") == []


def test_the_pytest_plugin_loads_nothing_heavy() -> None:
    """Being installed must not slow down the tests of others."""
    assert loaded_after("import yamtam_nb.testing.plugin") == []


@pytest.mark.parametrize("name", yamtam_nb.__all__)
def test_public_name_is_there(name: str) -> None:
    """Each name that the package promises can be had from it."""
    assert getattr(yamtam_nb, name) is not None


def test_names_can_be_completed() -> None:
    """``dir`` shows the names that are loaded on first use, so that Tab finds them."""
    assert set(yamtam_nb.__all__) <= set(dir(yamtam_nb))
