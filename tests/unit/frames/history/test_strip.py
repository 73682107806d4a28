"""The picture of a history."""

from __future__ import annotations

import builtins
import time
from typing import Any

import pytest

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.history.changes import Changes
from yamtam_nb.frames.history.replay import Replay
from yamtam_nb.frames.history.states import States
from yamtam_nb.frames.history.strip import MOST_BINS, MOST_KEYS, draw, picture, strip
from yamtam_nb.model import Event, EventType, KeyValue


def states(events: list[tuple[bytes, int]], last: int) -> States:
    """Of puts of these keys at these revisions; a key that is put a third time is deleted instead."""
    changes, versions = Changes(), dict[bytes, int]()
    for key, revision in events:
        version = versions[key] = (versions.get(key, 0) + 1) % 3
        kind = EventType.PUT if version else EventType.DELETE
        changes.extend([Event(kind, KeyValue(key, b"", 1, revision, version))], 0, last)
    return States(Replay(changes, last, 1, 7))


def test_changes_are_counted_in_their_cells() -> None:
    """Few revisions have a column each; a deletion is marked where it happened."""
    drawn = strip(states([(b"b", 2), (b"a", 3), (b"b", 4), (b"b", 6)], 6), 1, 6)

    assert drawn.labels == ["a", "b"]
    assert drawn.counts.tolist() == [[0, 1, 0, 0, 0], [1, 0, 1, 0, 1]]
    assert drawn.deletes.tolist() == [[False] * 5, [False, False, False, False, True]]
    assert drawn.edges.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5, 6.5]


def test_the_busiest_keys_have_rows_and_the_others_share_one() -> None:
    """In the order of the keys, and nothing is left out of the counts."""
    busy = [(b"k%02d" % n, 2 + n) for n in range(MOST_KEYS)] + [
        (b"k%02d" % n, 50 + n) for n in range(MOST_KEYS)
    ]
    rare = [(b"a%02d" % n, 100 + n) for n in range(5)]

    drawn = strip(states(busy + rare, 1_000), 1, 1_000)

    assert drawn.labels == [*(f"k{n:02}" for n in range(MOST_KEYS)), "5 other keys"]
    assert drawn.counts.sum() == 2 * MOST_KEYS + 5
    assert drawn.counts[-1].sum() == 5
    assert drawn.counts.shape[1] <= MOST_BINS


@pytest.mark.parametrize("last", [1, 2, MOST_BINS + 1, MOST_BINS + 2, 10**9])
def test_any_span_of_revisions_has_columns(last: int) -> None:
    """None, one, as many as there are columns, one more, and very many."""
    events = [(b"a", last)] if last > 1 else []

    drawn = strip(states(events, last), 1, last)

    assert 1 <= drawn.counts.shape[1] <= MOST_BINS
    assert drawn.counts.sum() == len(events)
    assert drawn.edges[-1] >= last


def test_hostile_names_are_drawn_as_they_are() -> None:
    """No formula, no control characters, no warning about letters that the font has not."""
    names = [b"$x^2$ and $\\frac{", b"\x00\xff", "日本 \U0001f9ff".encode(), b"a" * 300, b"<b>", b"tab\t"]

    data = picture(
        states([(name, 2 + at) for at, name in enumerate(names)], 9), (3, 9), "title $a$ " + "x" * 300
    )

    assert data.startswith(b"\x89PNG")


def test_it_can_be_drawn_on_axes_that_are_there() -> None:
    """And is transparent, so that it is right on any background."""
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()

    drawn = draw(states([(b"a", 2)], 2), (1, 2), "title", ax)

    assert drawn is ax
    assert ax.patch.get_alpha() == 0.0


def test_many_changes_take_no_time() -> None:
    """Counting is done by columns, not change by change."""
    many = states([(b"k%d" % (n % 40), n) for n in range(2, 50_000)], 50_000)

    started = time.perf_counter()
    strip(many, 1, 50_000)

    assert time.perf_counter() - started < 0.5


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)

    with pytest.raises(InvalidArgument, match="pip install"):
        draw(states([], 1), (1, 1), "title")


def test_no_front_end_puts_a_background_behind_it() -> None:
    """It is right on the one that is there."""
    from matplotlib import pyplot as plt
    from matplotlib_inline.backend_inline import _fetch_figure_metadata

    ax = draw(states([(b"a", 2), (b"a", 3)], 3), (1, 3), "title")

    assert _fetch_figure_metadata(ax.figure) is None
    plt.close(ax.figure)
