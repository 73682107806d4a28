"""What the keys of a transaction tell about it, when its answer was lost."""

from __future__ import annotations

import pytest

from yamtam_nb.frames.plan.evidence import Look, Sign, applied_at, broken, look_at
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.model import KeyValue


def kv(key: bytes, value: bytes, mod: int, version: int = 1, lease: int = 0, created: int = 5) -> KeyValue:
    return KeyValue(key, value, created, mod, version, lease)


UPDATE = Step(b"/a", kv(b"/a", b"old", 5), b"new")
OTHER = Step(b"/b", kv(b"/b", b"old", 6), b"new")
CREATE = Step(b"/c", None, b"new")
DELETE = Step(b"/d", kv(b"/d", b"old", 7), None)

SEEN = {b"/a": UPDATE.before, b"/b": OTHER.before, b"/c": None, b"/d": DELETE.before}
DONE = {
    b"/a": kv(b"/a", b"new", 9, 2),
    b"/b": kv(b"/b", b"new", 9, 2),
    b"/c": kv(b"/c", b"new", 9),
    b"/d": None,
}


def test_all_as_wanted_by_one_write_at_one_revision_is_applied() -> None:
    """The revision is the one that the keys bear; deletions come with it."""
    look = look_at([UPDATE, OTHER, CREATE, DELETE], DONE)

    assert look == Look(Sign.APPLIED, 9)


def test_all_as_seen_is_not_yet() -> None:
    """The write may still come."""
    assert look_at([UPDATE, CREATE, DELETE], SEEN).sign is Sign.NOT_YET


def test_what_was_so_before_it_was_sent_was_not_written_by_it() -> None:
    """The plan had been applied before; the store's revision at the beginning tells."""
    assert look_at([UPDATE, CREATE], DONE, 8) == Look(Sign.APPLIED, 9)
    assert look_at([UPDATE, CREATE], DONE, 9).sign is Sign.NEVER


def test_one_key_as_seen_and_one_that_moved_on_is_never() -> None:
    """A transaction is whole: what one key proves holds for all, and the other's guard is broken for good."""
    found = {**SEEN, b"/a": kv(b"/a", b"theirs", 8, 2)}

    assert look_at([UPDATE, OTHER], found).sign is Sign.NEVER


def test_a_key_that_came_and_may_go_again_breaks_no_guard_for_good() -> None:
    """Guard "not there" can hold again later, so the write may still come."""
    found = {**SEEN, b"/c": kv(b"/c", b"theirs", 8)}

    assert look_at([UPDATE, CREATE], found).sign is Sign.NOT_YET
    assert not broken([UPDATE, CREATE], found)


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([UPDATE], {b"/a": kv(b"/a", b"theirs", 9, 3)}),  # somebody wrote it last; was ours in between?
        ([UPDATE], {b"/a": kv(b"/a", b"new", 9, 3)}),  # two writes, the last one made what is wanted
        ([UPDATE, OTHER], {**DONE, b"/b": kv(b"/b", b"new", 10, 2)}),  # at two revisions
        ([DELETE], {b"/d": None}),  # a deletion leaves no trace
        ([CREATE], {b"/c": kv(b"/c", b"new", 9, 2)}),
    ],
)
def test_what_the_keys_alone_do_not_tell_is_unclear(
    steps: list[Step], found: dict[bytes, KeyValue | None]
) -> None:
    """Never claimed, in either direction."""
    assert look_at(steps, found).sign is Sign.UNCLEAR


@pytest.mark.parametrize("theirs", [kv(b"/a", b"theirs", 9, 2), kv(b"/a", b"new", 9, 2, lease=1)])
def test_one_write_since_that_was_not_ours_is_never(theirs: KeyValue) -> None:
    """The version counts the writes of a key. A key on another lease is not as wanted, either."""
    assert look_at([UPDATE], {b"/a": theirs}).sign is Sign.NEVER


def test_history_tells_the_revision_at_which_all_keys_changed_together() -> None:
    """Also when somebody has written them since; changes of a part of them do not count."""
    changes = {
        8: {b"/a": kv(b"/a", b"new", 8, 2)},
        9: {b"/a": kv(b"/a", b"new", 9, 3), b"/d": None},
        10: {b"/d": kv(b"/d", b"theirs", 10)},
    }

    assert applied_at([UPDATE, DELETE], changes) == 9
    assert applied_at([UPDATE, CREATE], changes) == 0
