"""The guard's verdict on a cell, without a kernel."""

from __future__ import annotations

from yamtam_nb.testing.guard import fault, replies

OK = {"status": "ok"}
FAILED = {"status": "error", "ename": "UsageError", "evalue": "Line magic function `%etdc` not found."}


def stream(name: str, text: str) -> dict[str, str]:
    return {"output_type": "stream", "name": name, "text": text}


def test_a_sound_cell_has_no_fault() -> None:
    """A good reply and quiet streams are no fault, whatever the cell printed."""
    assert fault([stream("stdout", "UsageError: no more\n"), stream("stderr", "ERROR: disk\n")], OK) is None


def test_an_error_reply_is_a_fault() -> None:
    """The kernel's own word counts, also when nothing was published."""
    assert fault([], FAILED) == (
        "The kernel answered with an error: UsageError: Line magic function `%etdc` not found."
    )


def test_a_complaint_in_pieces_is_a_fault() -> None:
    """Stderr comes in as many messages as it likes."""
    found = fault([stream("stderr", "Usage"), stream("stderr", "Error: bad flag\nmore\n")], OK)

    assert found == "The cell failed with a message on stderr only: UsageError: bad flag"


def test_an_error_that_was_published_is_left_to_nbval() -> None:
    """nbval has seen it, and has its own report."""
    assert fault([{"output_type": "error"}, stream("stderr", "UsageError: x")], FAILED) is None


def test_a_cell_without_a_reply_is_judged_by_its_outputs() -> None:
    """After a timeout there is no reply to judge by."""
    assert fault([], None) is None


def test_listening_takes_nothing_away_and_ends() -> None:
    """The kernel's messages reach nbval unchanged, replies are noted, and afterwards the kernel is as it was."""

    class Kernel:
        def get_message(self, stream: str, timeout: float | None = None) -> dict[str, object]:
            return {"msg_type": "execute_reply" if stream == "shell" else "status", "content": OK}

    kernel = Kernel()
    with replies(kernel) as seen:
        assert kernel.get_message("iopub") == {"msg_type": "status", "content": OK}
        assert kernel.get_message(stream="shell", timeout=1)["content"] is OK

    assert seen == [OK]
    assert vars(kernel) == {}
