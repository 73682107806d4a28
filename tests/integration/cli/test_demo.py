"""``yamtam-nb demo``: a notebook, run without a front end against a real cluster."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.integration.cli.conftest import Command

CONNECT = """
import os, yamtam_nb as yn
client = yn.connect(os.environ["YAMTAM_SANDBOX"].split(","))
"""


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., str]:
    """Writes a notebook that connects and then runs the given cells; returns its name."""

    def write(*sources: str) -> str:
        cells = [new_markdown_cell("# Generated"), new_code_cell(CONNECT), new_markdown_cell("## The work")]
        nbformat.write(
            new_notebook(cells=cells + [new_code_cell(source) for source in sources]), tmp_path / "n.ipynb"
        )
        return "n.ipynb"

    return write


def test_demo_tells_what_happened_and_writes_a_page(
    yamtam_nb_command: Callable[..., Command], notebook: Callable[..., str], tmp_path: Path
) -> None:
    """The account holds what cells said on a real cluster; the page holds it too; status 0."""
    command = yamtam_nb_command(
        "demo",
        "--notebook",
        notebook("client.put('/a', 'b').revision", "print(client.get('/a')[0].text() * 3)", "client.close()"),
        "--page",
        "out/page.html",
    )

    assert command.wait() == 0, command.said
    assert "cell 3/4  The work" in command.said
    assert "    bbb\n" in command.said
    assert "make lab" in command.said
    assert "bbb" in (tmp_path / "out/page.html").read_text()


def test_demo_of_the_quickstart(yamtam_nb_command: Callable[..., Command], tmp_path: Path) -> None:
    """The shipped quickstart runs on the demo's cluster; its account and its page show the table before and after."""
    quickstart = Path(__file__).parents[3] / "notebooks" / "00-quickstart.ipynb"
    command = yamtam_nb_command("demo", "--notebook", str(quickstart))

    assert command.wait() == 0, command.said
    assert re.search(r"/yamtam/config/ · 3 keys · revision \d+", command.said)
    assert re.search(r"/yamtam/config/ · 2 keys · revision \d+", command.said)
    page = (tmp_path / "build" / "quickstart.html").read_text()
    assert page.count("<caption") == 2
    assert "/yamtam/config/routing" in page


def test_demo_fails_when_a_cell_fails(
    yamtam_nb_command: Callable[..., Command], notebook: Callable[..., str], tmp_path: Path
) -> None:
    """A failed cell (a misspelt magic too) ends the run there with its error, status 1 and no page."""
    command = yamtam_nb_command(
        "demo", "--notebook", notebook("%etdc get /a", "after = 1"), "--page", "page.html"
    )

    assert command.wait() == 1
    assert "A cell failed: UsageError" in command.said
    assert "  > %etdc get /a" in command.said
    assert "after" not in command.said
    assert not (tmp_path / "page.html").exists()


def test_demo_says_when_the_kernel_died(
    yamtam_nb_command: Callable[..., Command], notebook: Callable[..., str]
) -> None:
    """A cell that takes the kernel down is told with the kernel's last words, and status 1."""
    words = "import os, sys; os.write(2, b'out of luck\\n'); os._exit(3)"
    command = yamtam_nb_command("demo", "--notebook", notebook(words))

    assert command.wait() == 1
    assert "The kernel died while it ran a cell. out of luck" in command.said


def test_demo_without_a_notebook_says_so_in_one_line(yamtam_nb_command: Callable[..., Command]) -> None:
    """A notebook that is not there is one line that says what to do, and status 1."""
    command = yamtam_nb_command("demo", "--notebook", "missing.ipynb")

    assert command.wait() == 1
    assert command.said.count("\n") == 1
    assert "missing.ipynb" in command.said


def test_demo_leaves_nothing_behind_when_interrupted(
    yamtam_nb_command: Callable[..., Command], notebook: Callable[..., str]
) -> None:
    """Ctrl-C in the middle of a cell stops the kernel and the cluster, and the status says interrupted."""
    command = yamtam_nb_command("demo", "--notebook", notebook("import time; time.sleep(100)"))
    command.wait_said("cell 2/2")

    assert command.interrupt(signal.SIGINT) == 130
    assert "Interrupted" in command.said
    assert "Traceback" not in command.said
