"""Cutting a magic's line into words, without touching what must not be touched.

Quotes work as in a POSIX shell. A backslash escapes quotes, blanks, ``$``, ``{``, ``}`` and itself;
before anything else it stays, so that ``C:\\data`` and ``\\d+`` survive. A lone ``--`` ends the words:
all that follows it belongs to the tail, letter by letter. A lone ``;`` at the end silences the result.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from yamtam_nb.errors import EtcdUsageError

_QUOTES = "'\""
_ESCAPABLE = "'\"\\ \t${}"
_ESCAPABLE_QUOTED = '"\\${}'


class Piece(NamedTuple):
    """A part of a word; ``live`` parts may name Python variables (``$E``, ``{E}``), quoted ones may not."""

    text: str
    live: bool


class Word(NamedTuple):
    """One word of the line: its parts, and where it stands."""

    pieces: tuple[Piece, ...]
    start: int
    end: int
    quoted: bool

    @property
    def text(self) -> str:
        """The word with quotes and backslashes resolved, and nothing expanded."""
        return "".join(piece.text for piece in self.pieces)

    def after(self, count: int) -> Word:
        """The word without its first ``count`` characters (``--flag=value`` -> ``value``)."""
        pieces = []
        for piece in self.pieces:
            pieces.append(Piece(piece.text[count:], piece.live))
            count = max(0, count - len(piece.text))
        return self._replace(pieces=tuple(piece for piece in pieces if piece.text))


class Scanner:
    """Reads a line word by word, so that its user may read a value in another way halfway through.

    Args:
        line: what stands after the magic's name.
        forgiving: take an open quote as closed at the end of the line (for completion).
    """

    def __init__(self, line: str, *, forgiving: bool = False) -> None:
        self._line = line
        self._forgiving = forgiving
        self._position = 0
        self.tail: str | None = None
        """Everything after a lone ``--``, verbatim; None when there is none."""
        self.silenced = False
        """Whether a lone ``;`` ended the words: the result is not to be shown, as in Python."""

    def next(self) -> Word | None:
        """The next word, or None at the end of the words."""
        self._skip_blanks()
        if self.tail is not None or self._position == len(self._line):
            return None
        word = self._word()
        if word.text == "--" and not word.quoted:
            self.tail = self._line[word.end + 1 :]
            return None
        if word.text == ";" and not word.quoted and not self._line[word.end :].strip():
            self.silenced = True
            return None
        return word

    def peek(self) -> Word | None:
        """The next word, which stays where it is."""
        position, tail, silenced = self._position, self.tail, self.silenced
        word = self.next()
        self._position, self.tail, self.silenced = position, tail, silenced
        return word

    def next_json(self) -> str | None:
        """The JSON object or array that starts here, as typed; None when neither ``{`` nor ``[`` does.

        Raises:
            EtcdUsageError: it starts like JSON and is not, or something is glued to its end.
        """
        self._skip_blanks()
        start = self._position
        if self._line[start : start + 1] not in ("{", "["):
            return None
        try:
            _, end = json.JSONDecoder().raw_decode(self._line, start)
        except (ValueError, RecursionError) as error:
            raise EtcdUsageError(
                f"The value starts like JSON and is not ({_reason(error, start)}): "
                "put any other value after ` -- `, or in single quotes."
            ) from None
        if end < len(self._line) and not self._line[end].isspace():
            raise EtcdUsageError(
                f"Something follows the JSON value: {self._line[end : end + 20]!r}. "
                "Put the whole value after ` -- `."
            )
        self._position = end
        return self._line[start:end]

    def _skip_blanks(self) -> None:
        while self._position < len(self._line) and self._line[self._position].isspace():
            self._position += 1

    def _word(self) -> Word:
        start = self._position
        pieces: list[Piece] = []
        quoted = self._line[start] in _QUOTES
        while self._position < len(self._line) and not self._line[self._position].isspace():
            if self._line[self._position] in _QUOTES:
                self._quoted(pieces)
            else:
                self._plain(pieces)
        return Word(_joined(pieces), start, self._position, quoted)

    def _plain(self, pieces: list[Piece]) -> None:
        character = self._line[self._position]
        following = self._line[self._position + 1 : self._position + 2]
        if character == "\\" and following and following in _ESCAPABLE:
            pieces.append(Piece(following, False))
            self._position += 2
        else:
            pieces.append(Piece(character, True))
            self._position += 1

    def _quoted(self, pieces: list[Piece]) -> None:
        start = self._position
        quote = self._line[start]
        live = quote == '"'
        self._position += 1
        pieces.append(Piece("", live))
        while self._position < len(self._line):
            character = self._line[self._position]
            following = self._line[self._position + 1 : self._position + 2]
            if character == quote:
                self._position += 1
                return
            if live and character == "\\" and following and following in _ESCAPABLE_QUOTED:
                pieces.append(Piece(following, False))
                self._position += 2
            else:
                pieces.append(Piece(character, live))
                self._position += 1
        if not self._forgiving:
            raise EtcdUsageError(
                f"No closing {quote} for {self._line[start : start + 20]!r}: "
                "close it, or put a value with quotes in it after ` -- `."
            )


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one piece."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].live == piece.live:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.live)
        elif piece.text:
            joined.append(piece)
    return tuple(joined)


def _reason(error: Exception, start: int) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at its character {error.pos - start + 1}"
    return "nested too deeply"
