"""How long a transaction without an answer is looked for, on a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from yamtam_nb.errors import ClusterChanged, NoSpace, OutcomeUnknown, Unavailable
from yamtam_nb.frames.plan import settling
from yamtam_nb.frames.plan.settling import PROPOSAL_LIMIT, Settled, Settling
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.model import GetResult, Header, KeyValue, TxnResult

BEFORE = KeyValue(b"/a", b"old", 5, 5, 1)
AFTER = KeyValue(b"/a", b"new", 5, 9, 2)
THEIRS = KeyValue(b"/a", b"theirs", 5, 9, 3)
FLOOR = 8
UPDATE = Step(b"/a", BEFORE, b"new")
CREATE = Step(b"/a", None, b"new")


class Scripted:
    """A client whose cluster says one thing after the other, and the last one for ever; asking takes no time."""

    def __init__(self, *states: KeyValue | Exception | None, revision: int = 9, lag: int = 0) -> None:
        self.now = 100.0
        self.clock = SimpleNamespace(now=lambda: self.now)
        self.settings = SimpleNamespace(timeout=5.0)
        self.asked: list[float] = []
        self._states: Iterator[KeyValue | Exception | None] = iter(states)
        self._last: KeyValue | Exception | None = None
        self._revision = revision
        self._lag = lag

    def txn(self, *, success: list[Any]) -> TxnResult:
        self.asked.append(self.now)
        self._last = state = next(self._states, self._last)
        if isinstance(state, Exception):
            raise state
        header = Header(1, 1, FLOOR - 1 if len(self.asked) <= self._lag else self._revision, 2)
        return TxnResult(True, [GetResult([state] if state else [], header, 1, False)], header)

    def watch(self, *_: Any, **__: Any) -> Any:
        raise ClusterChanged  # no history to be had


def settle(client: Any, monkeypatch: pytest.MonkeyPatch, step: Step = UPDATE, cause: Any = None) -> Settled:
    def sleep(seconds: float) -> None:
        client.now += seconds

    monkeypatch.setattr(settling.time, "sleep", sleep)
    return Settling(client, [step], floor=FLOOR, cause=cause, sent_at=client.now).settle()


def test_a_write_that_comes_late_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As seen at first means nothing: it is looked for until etcd has given it up."""
    client = Scripted(*[BEFORE] * 10, AFTER)

    assert settle(client, monkeypatch).revision == 9
    assert client.asked[-1] < 100 + PROPOSAL_LIMIT


def test_a_write_that_does_not_come_is_given_up_after_etcds_own_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not before; the last look is after it, and what it saw is what is told."""
    client = Scripted(BEFORE)

    settled = settle(client, monkeypatch)

    assert (settled.revision, settled.found, settled.final, settled.trouble) == (
        0,
        {b"/a": BEFORE},
        False,
        None,
    )
    assert 100 + PROPOSAL_LIMIT <= client.asked[-1] < 100 + PROPOSAL_LIMIT + 1


def test_an_answer_that_tells_nothing_is_still_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a full database whatever was to happen has happened: one look is enough."""
    cause = OutcomeUnknown("")
    cause.__cause__ = NoSpace("")
    client = Scripted(BEFORE)

    assert settle(client, monkeypatch, cause=cause).found == {b"/a": BEFORE}
    assert len(client.asked) == 1


def test_a_stale_answer_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that shows an older state than was seen before is asked again."""
    client = Scripted(BEFORE, AFTER, lag=1)

    assert settle(client, monkeypatch).revision == 9


def test_an_unreachable_cluster_gets_its_time_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the limit; then it is unknown, and says why."""
    back = settle(Scripted(*[Unavailable("down")] * 8, AFTER), monkeypatch)
    lost_client = Scripted(Unavailable("down"))
    lost = settle(lost_client, monkeypatch)

    assert back.revision == 9
    assert lost.found is None
    assert "down" in str(lost.trouble)
    assert lost_client.asked[-1] >= 100 + PROPOSAL_LIMIT


def test_an_error_that_will_not_go_away_ends_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another cluster answers: nothing will ever be known."""
    client = Scripted(ClusterChanged("another"))

    assert "another" in str(settle(client, monkeypatch).trouble)
    assert len(client.asked) == 1


def test_what_the_keys_do_not_tell_and_no_history_tells_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's value where ours may have been in between."""
    settled = settle(Scripted(THEIRS), monkeypatch)

    assert (settled.revision, settled.found) == (0, None)
    assert "history" in str(settled.trouble)


def test_a_key_that_was_not_there_and_is_not_is_only_proof_when_nobody_wrote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may have come and gone; the store's revision, or its history, tells."""
    quiet = settle(Scripted(None, revision=FLOOR), monkeypatch, CREATE)
    busy = settle(Scripted(None, revision=FLOOR + 5), monkeypatch, CREATE)

    assert quiet.found == {b"/a": None}
    assert busy.found is None
