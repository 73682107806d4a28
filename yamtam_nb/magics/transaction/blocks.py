"""A transaction's text cut into its three blocks of lines."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.transaction.quoting import open_quote

FIRST_LINE = 2
"""Number of the text's first line as an editor shows it: above it stands the magic."""


class Line(NamedTuple):
    """A comparison or an operation: where it begins, and its text, which goes on over line breaks inside quotes."""

    number: int
    text: str

    def wrong(self, what: str) -> EtcdUsageError:
        """The error that says so, with the line."""
        return EtcdUsageError(f"%%etcd_txn, line {self.number}: {what}")


class Blocks(NamedTuple):
    """The lines of each block, in their order."""

    compares: list[Line]
    success: list[Line]
    failure: list[Line]


def blocks(text: str) -> Blocks:
    """Cut at the empty lines, as etcdctl does: the first ends the comparisons, the second the operations on success.

    A line that begins with ``#`` is a comment, and the end of the text ends whatever block is open.

    Raises:
        EtcdUsageError: a quote is never closed, or something follows the third block.
    """
    found: tuple[list[Line], ...] = ([], [], [])
    block = 0
    lines = enumerate(text.split("\n"), FIRST_LINE)
    for number, raw in lines:
        stripped = raw.strip()
        if stripped.startswith("#"):
            continue
        if not stripped:
            block += 1
            continue
        line = Line(number, raw.lstrip())
        if block >= len(found):
            raise line.wrong(
                "expected the end, after the comparisons and the operations on success and on failure; "
                f"found {short(stripped)}. An empty line ends a block."
            )
        while quote := open_quote(line.text, comparison=block == 0):
            following = next(lines, None)
            if following is None:
                raise line.wrong(f"the {quote} that is opened here is never closed.")
            line = Line(number, f"{line.text}\n{following[1]}")
        found[block].append(Line(number, line.text.rstrip()))
    return Blocks(*found)


def unfinished(text: str) -> tuple[int, str]:
    """The block that the end of the text is in, and the comparison or operation that is being typed there."""
    *before, last = text.split("\n")
    block, line = 0, ""
    for raw in before:
        if not line and (not raw.strip() or raw.lstrip().startswith("#")):
            block += not raw.strip()
            continue
        line = f"{line}\n{raw}" if line else raw.lstrip()
        if not open_quote(line, comparison=block == 0):
            line = ""
    return block, f"{line}\n{last}" if line else last.lstrip()


def short(text: str) -> str:
    """What was found, quoted, and cut where it is long."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
