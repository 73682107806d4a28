"""Two states of a prefix, and what is different between them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pandas as pd

from yamtam_nb.errors import InvalidArgument, UnexpectedDifference
from yamtam_nb.frames.columns import texts
from yamtam_nb.frames.diff.compare import ABSENT, Op, compare
from yamtam_nb.frames.diff.side import State, relative, side_of
from yamtam_nb.frames.diff.view import first_lines, page, text
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from IPython.lib.pretty import RepresentationPrinter

LISTED = 10
"""Differences that :meth:`Diff.expect_none` lists."""


def diff(before: State | os.PathLike[str], after: State | os.PathLike[str]) -> Diff:
    """Compare two states key by key.

    A key differs exactly when the bytes of its value do; what differs inside a JSON or YAML value is then found path
    by path. Only keys and values count: a key that was written again with the same value, or has another lease, is the
    same. When the two prefixes differ, keys are compared by what follows the prefix.

    Args:
        before, after: snapshots, also of two clusters; documents (:func:`read_document`), exports, or the path of
            a file that is one of both.

    Raises:
        InvalidArgument: one of them is nothing that can be compared.
        InvalidFile: a file is not what its name says.
    """
    from yamtam_nb.frames.diff.document import Document, read_state

    sides = [read_state(state) if isinstance(state, os.PathLike) else state for state in (before, after)]
    for side in sides:
        if not hasattr(side, "label") or not hasattr(side, "prefix"):
            raise InvalidArgument(
                f"A {type(side).__name__} cannot be compared: give a Snapshot, a Document, or the Path of a file."
            )
    one, other = sides
    if isinstance(one, Document):
        one = one.under(other.prefix)
    if isinstance(other, Document):
        other = other.under(one.prefix)
    return Diff(one, other)


class Diff:
    """What is different between two states. It never changes.

    ``len`` is the number of keys that differ, and it is true when there is one. In a notebook it shows itself as a page
    to be reviewed; :attr:`df` has everything.

    Attributes:
        before, after: what was compared.
    """

    def __init__(self, before: State, after: State) -> None:
        self.before = before
        self.after = after
        one, other = side_of(before), side_of(after)
        if to_bytes(before.prefix) != to_bytes(after.prefix):
            one, other = relative(one, before.prefix), relative(other, after.prefix)
        self._keys = max(len(one.key), len(other.key))
        self._changes = compare(one, other)
        self._df: pd.DataFrame | None = None

    @property
    def df(self) -> pd.DataFrame:
        """The frame, one row for each path that differs, ordered by key; made on first use.

        Columns (dtype object):
            ``key``: ``str`` where it is UTF-8, else ``bytes``; what follows the prefix when the prefixes differ.
            ``op``: what became of the key: ``added``, ``removed`` or ``changed``.
            ``path``: where in the value, such as ``limits.rps`` or ``servers[2].host``; ``""`` is the whole value: of
            keys that were added or removed, of values that are no JSON or YAML on both sides, and of those that are
            only formatted in another way (:attr:`formatting_only`).
            ``old``, ``new``: what stands there: a number, bool or ``str``, ``{}`` or ``[]`` when it is empty, and
            ``pd.NA`` for JSON's null; the text or the bytes for the whole value. None where there is nothing.

        An item put into an array, or taken out of it, is a difference at its index; those that follow are the same,
        and are looked for from both ends of the array.
        """
        if self._df is None:
            self._df = self._frame()
        return self._df

    @property
    def added(self) -> list[str | bytes]:
        """Keys that are only there after."""
        return self._of("added")

    @property
    def removed(self) -> list[str | bytes]:
        """Keys that were only there before."""
        return self._of("removed")

    @property
    def changed(self) -> list[str | bytes]:
        """Keys whose values differ."""
        return self._of("changed")

    @property
    def formatting_only(self) -> list[str | bytes]:
        """Those changed keys whose values say the same and are only written in another way: blanks, order, comments."""
        return [change.key for change in self._changes if change.formatting]

    def expect_none(self, *, allow_empty: bool = False) -> Diff:
        """Fail when anything differs, or when there was nothing to compare: for tests and runbooks.

        Args:
            allow_empty: be content, too, when neither side has a key. Otherwise a misspelled prefix would pass.

        Returns:
            The Diff itself.

        Raises:
            UnexpectedDifference: something does; the notes list the first differences.
            InvalidArgument: neither side has a key.
        """
        if self._changes:
            error = UnexpectedDifference(f"No difference was expected: {self._title()}.")
            _add_notes(error, self._first())
            raise error
        if not self._keys and not allow_empty:
            raise InvalidArgument(
                f"Nothing was compared: there is no key in {self._what('at', 'and')}. Check the prefix; where there "
                "may be none, say allow_empty=True (--allow-empty)."
            )
        return self

    def __len__(self) -> int:
        return len(self._changes)

    def __bool__(self) -> bool:
        return bool(self._changes)

    def __repr__(self) -> str:
        return f"<Diff {self._title()}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        nested = len(printer.stack) > 1  # in a list, a page for each would be unreadable
        printer.text(repr(self) if nested else text(self._title(), self._changes))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return page(self._title(), self._changes)

    def _of(self, op: Op) -> list[str | bytes]:
        return [change.key for change in self._changes if change.op == op]

    def _frame(self) -> pd.DataFrame:
        rows = [(change.key, change.op, *path) for change in self._changes for path in change.paths()]
        columns = list(zip(*rows, strict=True)) or [()] * 5
        key, op, path, old, new = columns
        frame: pd.DataFrame = pd.DataFrame(
            {
                "key": texts(key),
                "op": texts(op),
                "path": texts(path),
                # An empty array is one cell, and no cells of an array.
                "old": pd.Series([_cell(value) for value in old], dtype=object),
                "new": pd.Series([_cell(value) for value in new], dtype=object),
            }
        )
        frame.attrs.update(before=self.before.label, after=self.after.label)
        return frame

    def _first(self) -> list[str]:
        lines = first_lines(self._changes, LISTED + 1)
        more = "  … and more: .df of the diff has all"
        return [f"  {line}" for line in lines[:LISTED]] + [more] * (len(lines) > LISTED)

    def _title(self) -> str:
        if not self._changes:
            return f"no difference: {_counted(self._keys, 'key')} in {self._what('at', 'and')}"
        ops = (("added", self.added), ("removed", self.removed), ("changed", self.changed))
        counts = ", ".join(f"{len(keys):,} {op}" for op, keys in ops if keys)
        verb = "differs" if len(self) == 1 else "differ"
        return f"{self._what('from', 'to')}: {_counted(len(self), 'key')} {verb} ({counts})"

    def _what(self, first: str, second: str) -> str:
        """``/a/ from revision 3 to revision 9``, or both labels when they differ in more than the revision."""
        one, other = self.before, self.after
        clusters = [getattr(state, "cluster_id", 0) for state in (one, other)]
        if clusters[0] == clusters[1] and one.prefix == other.prefix and one.revision and other.revision:
            where = show_key(to_bytes(one.prefix)) or "the whole store"
            return f"{where} {first} revision {one.revision} {second} revision {other.revision}"
        apart = all(clusters) and clusters[0] != clusters[1]
        labels = [f"{state.label} ({_cluster(state)})" if apart else state.label for state in (one, other)]
        return f"{'' if first == 'at' else f'{first} '}{labels[0]} {second} {labels[1]}"


def _cluster(state: State) -> str:
    """Which cluster it is of: by the name of its profile, else by its ID."""
    client = getattr(state, "client", None)
    return (client and client.settings.profile) or f"cluster {getattr(state, 'cluster_id', 0):x}"


def _cell(value: Any) -> Any:
    if value is ABSENT:
        return None
    return pd.NA if value is None else value


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _add_notes(error: BaseException, lines: list[str]) -> None:
    # Python 3.10 has no add_note; YamtamError shows __notes__ in every version.
    setattr(error, "__notes__", lines)  # noqa: B010 - mypy for 3.10 knows no __notes__
