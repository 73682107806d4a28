"""What a history shows of itself."""

from __future__ import annotations

import pandas as pd

from yamtam_nb.frames.history.changes import Changes
from yamtam_nb.frames.history.replay import Replay
from yamtam_nb.frames.history.view import ROWS, View, title
from yamtam_nb.model import Event, EventType, KeyValue


def changes(*values: bytes | None) -> Changes:
    """Of one key: its values, None for a deletion."""
    made, version = Changes(), 0
    for revision, value in enumerate(values, 2):
        version = 0 if value is None else version + 1
        kind = EventType.DELETE if value is None else EventType.PUT
        made.extend([Event(kind, KeyValue(b"/<k>", value or b"", 2, revision, version))], 1, 100)
    return made


def view(made: Changes) -> View:
    return View("heading", made, lambda rows: pd.DatetimeIndex([None] * len(rows), tz="UTC"))


def cells(made: Changes) -> list[list[str]]:
    """The last columns of the table in a terminal."""
    return [line.split("  ") for line in view(made).text().splitlines()[2:]]


def test_the_title_says_where_the_history_begins() -> None:
    """In words; one key and one change are not several."""
    one, two = changes(b"1"), changes(b"1", b"2")

    assert title("/p/", Replay(one, 9, 1, 0), prefix=True) == (
        "/p/: 1 change of 1 key, revisions 1 to 9; nothing is compacted away"
    )
    assert title("/k", Replay(two, 9, 5, 0), prefix=False) == (
        "/k: 2 changes, revisions 5 to 9; what was before revision 5 is compacted away"
    )
    assert title("/p/", Replay(Changes(), 9, 1, 0), prefix=True).startswith(
        "/p/: no changes, revisions 1 to 9"
    )


def test_the_last_changes_are_shown_and_the_others_counted() -> None:
    """The last one is at the end, where it is in the frame."""
    made = changes(*[b"%d" % number for number in range(ROWS + 3)])

    lines = view(made).text().splitlines()

    assert lines[-1] == "3 earlier: .df has all"
    assert lines[-2].endswith(f"{ROWS + 1}   {ROWS + 2}")
    assert len(lines) == ROWS + 3


def test_of_a_structure_only_what_changed_is_shown() -> None:
    """Two long documents would look the same where they are cut."""
    shown = view(changes(b'{"a": {"b": 1}, "c": 2}', b'{"a": {"b": 3}, "c": 2}')).text().splitlines()[-1]

    assert shown.split()[-4:] == ["a.b:", "1", "a.b:", "3"]


def test_a_value_that_was_put_again_is_said_to_be_the_same() -> None:
    """Touched is not changed."""
    assert view(changes(b"same", b"same")).text().splitlines()[-1].endswith("same  (the same)")


def test_nothing_in_a_value_or_a_key_is_taken_for_html() -> None:
    """And the kind of change has a colour beside its word."""
    html = view(changes(b"<script>", b"<i>", None)).html()

    assert "<script>" not in html
    assert "<i>" not in html
    assert "/&lt;k&gt;" in html
    assert all(word in html for word in ("create", "update", "delete"))
    assert html.count("background: rgba") == 3
