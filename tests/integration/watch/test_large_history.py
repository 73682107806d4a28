"""A history of puts and deletes, with leases and without, that comes in one large response of a real member."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import DeleteOp, Event, Events, EventType, Op, PutOp
from yamtam_nb.rpc import event_columns

KEYS = 100
TURNS = 8


@pytest.fixture
def revision(client: Client, fresh_prefix: str) -> Iterator[int]:
    """The first revision of a history in which keys go and come back, and have a lease or no value at times."""
    lease = client.lease.grant(600).id
    revisions = [
        client.txn(success=[_operation(fresh_prefix, number, turn, lease) for number in range(KEYS)]).revision
        for turn in range(TURNS)
    ]
    yield revisions[0]
    client.lease.revoke(lease)


def _operation(prefix: str, number: int, turn: int, lease: int) -> Op:
    key = f"{prefix}{number:03}".encode()
    if turn and (number + turn) % 3 == 0:
        return DeleteOp(KeyRange.of(key))
    return PutOp(key, b"" if (number + turn) % 7 == 0 else b"%d" % turn, lease=0 if number % 5 else lease)


def replay(client: Client, prefix: str, revision: int, *, prev_kv: bool) -> list[Event] | Events:
    with client.watch(prefix, prefix=True, prev_kv=prev_kv, start_revision=revision) as watch:
        found = next(watch).events
    assert isinstance(found, (list, Events))
    return found


@pytest.mark.parametrize("prev_kv", [False, True])
def test_columns_tell_the_history_that_single_events_tell(
    client: Client, fresh_prefix: str, revision: int, prev_kv: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose value, lease and key before it is must not be guessed wrong for one event among many."""
    by_columns = replay(client, fresh_prefix, revision, prev_kv=prev_kv)
    monkeypatch.setattr(event_columns, "LARGE", 1 << 30)
    one_by_one = replay(client, fresh_prefix, revision, prev_kv=prev_kv)

    assert isinstance(by_columns, Events)
    assert isinstance(one_by_one, list)
    assert by_columns == one_by_one
    assert {event.type for event in by_columns} == set(EventType)
    assert {bool(event.kv.lease) for event in by_columns} == {True, False}
    assert {event.prev_kv is None for event in by_columns} == ({True, False} if prev_kv else {True})
