"""Keys as rows."""

from __future__ import annotations

from yamtam_nb.model import Event, EventType, KeyValue
from yamtam_nb.widgets import config_rows
from yamtam_nb.widgets.rows import Removed

OLD = KeyValue(b"/a", b"1", 5, 5, 1, 0)
NEW = KeyValue(b"/a", b"2", 5, 8, 2, 77)


def test_a_row_holds_what_etcd_tells_of_a_key() -> None:
    """Key, value, revision, version, lease, and when it was seen to change."""
    row = config_rows.row(NEW, at=1000, previous=OLD)
    assert row.cells == (b"/a", b"2", 8, 2, 77, 1000)
    assert (row.version, row.previous, row.previous_version) == (8, b"1", 5)


def test_a_key_that_was_just_created_had_nothing_before() -> None:
    """That is known, not unknown."""
    assert config_rows.row(OLD).previous_version == 0
    assert config_rows.row(NEW).previous_version is None


def test_the_last_event_of_a_key_wins() -> None:
    """A batch may put, delete and put the same key again."""
    gone = Event(EventType.DELETE, KeyValue(b"/a", mod_revision=9))
    rows, removed = config_rows.changed([Event(EventType.PUT, NEW, OLD), gone], 1000)
    assert (rows, removed) == ([], [Removed("/a", 9, 1000)])
    again = KeyValue(b"/a", b"3", 10, 10, 1, 0)
    rows, removed = config_rows.changed([gone, Event(EventType.PUT, again)], 1000)
    assert [row.version for row in rows] == [10]
    assert removed == []
