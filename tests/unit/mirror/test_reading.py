"""A range read whole at one revision, over compactions between its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from yamtam_nb.errors import Compacted, Unavailable
from yamtam_nb.keys import KeyRange
from yamtam_nb.mirror.reading import MOST_TRIES, read_all
from yamtam_nb.model import KeyValue, Page

SPAN = KeyRange.of("/a", "/c")


def page(revision: int, *names: bytes) -> Page:
    many = range(len(names))
    return Page(revision, 9, list(names), [b"v%d" % n for n in many], [n + 1 for n in many],
                [n + 2 for n in many], [n + 3 for n in many], [n + 4 for n in many])  # fmt: skip


class Reads:
    """A client whose reads go as scripted: a list of pages and errors for each."""

    def __init__(self, *scripts: list[Page | Exception]) -> None:
        self.scripts = list(scripts)

    def pages(self, key: bytes, range_end: bytes) -> Iterator[Page]:
        assert KeyRange(key, range_end) == SPAN
        for step in self.scripts.pop(0):
            if isinstance(step, Exception):
                raise step
            yield step


def test_pages_become_keys_in_order() -> None:
    """Column by column, at the revision that all pages show."""
    revision, kvs = read_all(Reads([page(7, b"a", b"b"), page(7, b"c")]), SPAN)
    assert revision == 7
    assert [kv.key for kv in kvs] == [b"a", b"b", b"c"]
    assert kvs[1] == KeyValue(b"b", b"v1", 2, 3, 4, 5)


def test_a_compaction_between_pages_starts_the_read_anew() -> None:
    """Nothing of the first read is used: it was of another revision."""
    revision, kvs = read_all(Reads([page(7, b"a", b"gone"), Compacted("c")], [page(9, b"a")]), SPAN)
    assert (revision, [kv.key for kv in kvs]) == (9, [b"a"])


def test_compaction_that_outruns_the_read_is_told() -> None:
    """After five reads it is not bad luck any more."""
    with pytest.raises(Compacted, match="outran"):
        read_all(Reads(*[[page(7, b"a"), Compacted("c")]] * MOST_TRIES), SPAN)


def test_other_errors_are_raised_as_they_are() -> None:
    """No endpoint is no endpoint."""
    with pytest.raises(Unavailable):
        read_all(Reads([Unavailable("no")]), SPAN)
