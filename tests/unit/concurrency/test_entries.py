"""Queues among keys that were read or mirrored."""

from __future__ import annotations

from datetime import datetime, timezone

from yamtam_nb.concurrency.entries import entries_in
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.model import KeyValue


def test_the_one_created_first_holds_and_the_others_wait_in_their_order() -> None:
    """Whatever the order of the keys; names are kept apart."""
    kvs = [
        KeyValue(b"jobs/1", create_revision=30, lease=1),
        KeyValue(b"jobs/2", create_revision=10, lease=2),
        KeyValue(b"jobs/3", create_revision=20, lease=3),
        KeyValue(b"jobs/eu/4", create_revision=5, lease=4),
        KeyValue(b"jobs/config", b"{}", create_revision=1),
    ]
    found = [(entry.name, entry.position, entry.token, entry.holds) for entry in entries_in(kvs)]
    assert found == [
        ("jobs", 0, 10, True),
        ("jobs", 1, 20, False),
        ("jobs", 2, 30, False),
        ("jobs/eu", 0, 5, True),
    ]


def test_a_holder_that_waited_is_shown_since_it_holds_and_a_waiter_since_it_waits() -> None:
    """By what each says of itself; nothing is known of one that says nothing."""
    joined, got = (datetime(2026, 11, 23, hour, tzinfo=timezone.utc) for hour in (1, 2))
    value = Holder("h", 1, "u", "", joined, got).value()
    holder, waiter, silent = entries_in(
        [
            KeyValue(b"jobs/1", value, create_revision=1, lease=1),
            KeyValue(b"jobs/2", value, create_revision=2, lease=2),
            KeyValue(b"jobs/3", create_revision=3, lease=3),
        ]
    )
    assert (holder.since, waiter.since, silent.since) == (got, joined, None)
    assert str(holder) == "held by u@h pid 1"
    assert str(silent) == "waiting 2: lease 3"


def test_a_name_that_is_not_text_is_shown_with_escapes() -> None:
    """Keys are bytes."""
    (entry,) = entries_in([KeyValue(b"\xff\x00/1", create_revision=1, lease=1)])
    assert entry.name == "\\xff\\x00"
