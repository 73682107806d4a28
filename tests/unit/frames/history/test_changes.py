"""Changes, put together from a state and events."""

from __future__ import annotations

import pytest

from yamtam_nb.frames.history.changes import Change, Changes, Inconsistent
from yamtam_nb.model import Event, EventType, KeyValue, TextPage


def put(key: bytes, revision: int, version: int, value: bytes = b"v") -> Event:
    return Event(EventType.PUT, KeyValue(key, value, revision - version + 1, revision, version))


def delete(key: bytes, revision: int) -> Event:
    return Event(EventType.DELETE, KeyValue(key, mod_revision=revision))


def changes(*events: Event, base: bool = False) -> Changes:
    made = Changes()
    if base:
        made.begin([TextPage(5, 2, ["a", "b"], ["1", b"\xff"], [2, 3], [4, 3], [3, 1], [0, 9])])
    made.extend(events, 5 if base else 1, 100)
    return made


def test_a_state_comes_first_in_the_order_of_its_puts() -> None:
    """With what is known of it."""
    made = changes(put(b"a", 6, 4), base=True)

    assert [made[row] for row in range(3)] == [
        Change(3, b"b", "create", None, b"\xff", 1, 9, 1),
        Change(4, b"a", "update", None, b"1", 3, 0, 1),
        Change(6, b"a", "update", b"1", b"v", 4, 0, 1),
    ]
    assert (made.base, made.alive) == (2, 2)


def test_only_the_revisions_asked_for_are_taken() -> None:
    """Those before are known, those after come too late."""
    made = Changes()
    made.extend([put(b"a", 2, 1), put(b"a", 3, 2)], 1, 100)
    made.extend([put(b"a", 3, 2), put(b"a", 4, 3), put(b"a", 5, 4)], 3, 4)

    assert list(made.revision) == [2, 3, 4]


def test_lives_are_counted() -> None:
    """A deletion ends one, the next put begins another."""
    made = changes(put(b"a", 2, 1), delete(b"a", 3), put(b"a", 4, 1), put(b"a", 5, 2), delete(b"a", 6))

    assert list(made.life) == [1, 1, 2, 2, 2]
    assert made.rows_of(b"a") == [4, 3, 2, 1, 0]
    assert made.alive == 0


@pytest.mark.parametrize(
    "events",
    [
        [put(b"a", 2, 2)],  # began before
        [put(b"a", 2, 1), put(b"a", 4, 3)],  # an update is missing
        [put(b"a", 2, 1), put(b"a", 4, 1)],  # a deletion is missing
        [delete(b"a", 2)],
        [put(b"a", 2, 1), delete(b"a", 3), delete(b"a", 4)],  # a creation is missing
    ],
)
def test_what_does_not_follow_is_noticed(events: list[Event]) -> None:
    """Old servers can leave out deletions around a compaction; such a history is never shown."""
    with pytest.raises(Inconsistent):
        changes(*events)
