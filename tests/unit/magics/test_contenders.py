"""What the table of a queue says of who stands in it."""

from __future__ import annotations

from yamtam_nb.concurrency.entries import LockEntry
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.magics.locking.contenders import contenders


def who(value: bytes) -> str:
    entry = LockEntry("coordinator", 0, b"coordinator/1f", 0x1F, 7, 4, 5, value, Holder.read(value))
    return contenders([entry]).table(1)[0][2]


def test_a_candidate_is_shown_by_what_it_proclaims() -> None:
    """The value of an election is the candidate's own word for itself."""
    assert who(b"agent-1") == "agent-1"
    assert who(b"\xff\x00") != "(does not say)"


def test_a_holder_is_shown_by_user_host_and_process() -> None:
    """Where the value says who it is, that is shown, not the JSON."""
    assert who(Holder("db-1", 7, "ada", "a dump").value()) == "ada@db-1 pid 7 (a dump)"


def test_a_contender_that_writes_nothing_is_said_to_say_nothing() -> None:
    """``etcdctl lock`` leaves the value empty."""
    assert who(b"") == "(does not say)"
