"""What Binder runs: ``postBuild`` once, ``start`` before each notebook server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from yamtam_nb.sandbox.binary import find_etcd

BINDER = Path(__file__).parents[3] / "binder"

SERVER = """
import os, yamtam_nb as yn
with yn.connect(os.environ["YAMTAM_SANDBOX"]) as client:
    tier = client.get("/yamtam/config/model-tier")[0]
    print(client.endpoints[0], client.get("/yamtam/", prefix=True).count, tier.text(), tier.version)
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of an image: ``python`` is the one with yamtam-nb, and the home is nobody's."""
    (home / "bin").mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in ("YAMTAM_SANDBOX", "REPO_DIR")}
    wrapper = home / "bin" / "python"
    wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    wrapper.chmod(0o755)
    root = str(BINDER.parent)
    return {**kept, "HOME": str(home), "PATH": f"{home / 'bin'}:{kept['PATH']}", "PYTHONPATH": root, **more}


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(list(map(str, command)), env=variables, capture_output=True, text=True, timeout=60)


def test_the_server_is_told_of_a_sandbox_with_keys_that_ends_with_it(tmp_path: Path) -> None:
    """``start`` runs what it is given in its own place; the member is gone once that has ended."""
    answer = run(BINDER / "start", sys.executable, "-c", SERVER, **environment(tmp_path))

    assert answer.returncode == 0, answer.stderr
    endpoint, *keys = answer.stdout.split()
    assert keys == ["4", "power", "2"]
    _wait(endpoint, served=False)


def test_without_a_sandbox_the_server_starts_all_the_same(tmp_path: Path) -> None:
    """The notebooks start one of their own then, and say what is wrong if they cannot."""
    variables = environment(tmp_path, YAMTAM_ETCD=str(tmp_path / "none"))

    answer = run(BINDER / "start", "/bin/sh", "-c", 'echo "sandbox=$YAMTAM_SANDBOX"', **variables)

    assert (answer.returncode, answer.stdout) == (0, "sandbox=\n")
    assert "is not a program that can be run" in answer.stderr
    assert answer.stderr.endswith("The sandbox did not start; each notebook starts one of its own.\n")


def test_the_image_has_the_magics_loaded_and_nothing_running(tmp_path: Path) -> None:
    """``postBuild`` tries the sandbox, and a shell of that image knows ``%etcd`` without a word said."""
    variables = environment(tmp_path, REPO_DIR=str(BINDER.parent), YAMTAM_ETCD=str(find_etcd()))

    built = run(BINDER / "postBuild", **variables)
    cell = "%load_ext yamtam_nb\nprint(callable(get_ipython().find_line_magic('etcd')))"
    shell = run(sys.executable, "-m", "IPython", "--no-banner", "--quiet", "-c", cell, **variables)

    assert built.returncode == 0, built.stderr
    _wait(built.stdout.strip(), served=False)
    assert (shell.returncode, shell.stdout) == (0, "True\n"), shell.stderr


def test_the_quickstart_is_what_opens(tmp_path: Path) -> None:
    """The server of an image, asked for nothing in particular, leads to the quickstart in JupyterLab."""
    variables = environment(tmp_path, REPO_DIR=str(BINDER.parent), YAMTAM_ETCD=str(find_etcd()))
    assert run(BINDER / "postBuild", **variables).returncode == 0
    home = {"JUPYTER_CONFIG_DIR": "", "JUPYTER_RUNTIME_DIR": str(tmp_path), "JUPYTER_TOKEN": "x"}
    options = ["--ip=127.0.0.1", "--port=0", "--no-browser", "--allow-root"]
    command = [sys.executable, "-m", "jupyterlab", *options]

    with subprocess.Popen(
        command, cwd=BINDER.parent, env={**variables, **home}, stderr=subprocess.PIPE
    ) as lab:
        try:
            address = _address(lab)
            with urllib.request.urlopen(f"{address}/?token=x", timeout=30) as answer:
                arrived = urlsplit(answer.url).path
        finally:
            lab.terminate()
            lab.communicate(timeout=30)

    assert arrived == "/lab/tree/notebooks/00-quickstart.ipynb"
    assert (BINDER.parent / arrived.removeprefix("/lab/tree/")).is_file()


def test_outside_an_image_nobodys_settings_are_changed(tmp_path: Path) -> None:
    """``postBuild`` refuses where it does not belong."""
    answer = run(BINDER / "postBuild", **environment(tmp_path))

    assert answer.returncode == 1
    assert not (tmp_path / ".ipython").exists()
    assert not (tmp_path / ".jupyter").exists()


@pytest.mark.parametrize("script", ["postBuild", "start"])
def test_the_scripts_can_be_run(script: str) -> None:
    """Binder asks for a bash script with its executable bit set."""
    text = (BINDER / script).read_text()

    assert os.access(BINDER / script, os.X_OK)
    assert text.startswith("#!/bin/bash\n")
    assert "\nset -e\n" in text
    assert script != "start" or text.endswith('\nexec "$@"\n')


def _address(lab: subprocess.Popen[bytes]) -> str:
    """What the server says of where it is."""
    assert lab.stderr is not None
    said = []
    for line in lab.stderr:
        said.append(line.decode())
        if found := re.search(r"http://127\.0\.0\.1:\d+(?=/)", said[-1]):
            _wait(found[0], served=True)  # it says so before it listens
            return found[0]
    raise AssertionError("".join(said))


def _wait(address: str, *, served: bool) -> None:
    """Wait until somebody listens there, or nobody does any more."""
    host, _, port = address.removeprefix("http://").partition(":")
    until = time.monotonic() + 15.0
    while True:
        with socket.socket() as probe:
            if (probe.connect_ex((host, int(port))) == 0) is served:
                return
        assert time.monotonic() < until, f"{address}: served is not {served}"
        time.sleep(0.02)
