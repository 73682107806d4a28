"""The run of this kernel, if one is under way: what asks whether something may be changed looks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.errors import GateNotPassed

if TYPE_CHECKING:
    from yamtam_nb.runbooks.run import Run

_run: Run | None = None


def begin(run: Run) -> None:
    """This run is under way from now on; an earlier one is over."""
    global _run
    _run = run


def end(run: Run) -> None:
    """This run is over; nothing happens if another one is under way."""
    global _run
    if _run is run:
        _run = None


def current() -> Run | None:
    """The run that is under way, or None."""
    return _run


def refuse_unless_open(what: str) -> None:
    """Let a change pass unless a run is under way whose gate is not open.

    Args:
        what: what would change, for the message: ``write /a``.

    Raises:
        GateNotPassed: the gate of the run was not passed, or something of the run has failed; so a cell that
            is run out of order changes nothing, and neither does one that a test runner goes on with.
    """
    if _run is not None and not _run.may_change:
        raise GateNotPassed(f"This would {what}, but {_run.obstacle} Or end the run: yn.runbook(None).")
