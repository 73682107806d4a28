"""What may stand where the cursor is, from the sub-commands' own descriptions. Pure."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.magics import catalogue
from yamtam_nb.magics.completion.line import Cursor
from yamtam_nb.magics.completion.spelling import Spelling, in_line
from yamtam_nb.magics.spec import Completion, Flag, Spec

Kind = Completion


class Wanted(NamedTuple):
    """What to offer.

    Attributes:
        words: words known already: sub-commands, flags, choices.
        kind: what else to look up ("" for nothing).
        type: what the front end calls it.
        fragment: the part of the line to be replaced, as typed.
        text: the same with its quotes resolved; what an offer must begin with.
        spelling: how a key is typed there.
    """

    words: tuple[str, ...]
    kind: Kind
    type: str
    fragment: str
    text: str
    spelling: Spelling = in_line


def wanted(cursor: Cursor) -> Wanted:
    """What the word under the cursor may become."""
    command, rest = _command(cursor.words)
    if command is None:
        return _offer(cursor, _commands(cursor.words), type="command")
    return argument(cursor, catalogue.load(command).SPEC, rest)


def argument(cursor: Cursor, spec: Spec, rest: tuple[str, ...]) -> Wanted:
    """What it may become after a command and the ``rest`` of its words."""
    if rest and (flag := _open_flag(spec, rest[-1])) is not None:
        return _value(cursor, flag)
    if cursor.variable is not None:
        return _variable(cursor)
    if cursor.text.startswith("-"):
        return _flag(cursor, spec, rest)
    return _positional(cursor, spec, rest)


def _command(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The sub-command that the words begin with, and the words after it; None while it is being typed."""
    if not words:
        return None, ()
    pair = " ".join(words[:2])
    if pair in catalogue.COMMANDS and len(words) > 1:
        return pair, words[2:]
    return (words[0], words[1:]) if words[0] in catalogue.COMMANDS else (None, ())


def _commands(words: tuple[str, ...]) -> list[str]:
    if not words:
        return catalogue.first_words()
    return catalogue.group(words[0]) if len(words) == 1 else []


def _flag(cursor: Cursor, spec: Spec, rest: tuple[str, ...]) -> Wanted:
    name, equals, value = cursor.text.partition("=")
    flag = _open_flag(spec, name) if equals else None
    if flag is not None:
        shorter = cursor._replace(fragment=cursor.fragment.partition("=")[2], text=value)
        return _value(shorter, flag)
    used = {word.partition("=")[0] for word in rest}
    names = [f"--{each.name}" for each in spec.all_flags if not {f"--{each.name}", f"-{each.short}"} & used]
    return _offer(cursor, names, type="flag")


def _value(cursor: Cursor, flag: Flag) -> Wanted:
    if cursor.variable is not None:
        return _variable(cursor)
    if flag.choices:
        return _offer(cursor, list(flag.choices), type="value")
    return Wanted((), flag.completion, flag.completion, cursor.fragment, cursor.text)


def _variable(cursor: Cursor) -> Wanted:
    name = cursor.variable or ""
    return Wanted((), "variable", "variable", name, name)


def _positional(cursor: Cursor, spec: Spec, rest: tuple[str, ...]) -> Wanted:
    number = _positionals_before(spec, rest)
    for index, positional in enumerate(spec.positionals):
        if index == number or (positional.many and number > index):
            kind = positional.completion
            words = (
                catalogue.first_words() if kind == "command" else [] if rest else catalogue.group(spec.name)
            )
            return Wanted(tuple(_beginning(words, cursor.text)), kind, kind, cursor.fragment, cursor.text)
    return Wanted((), "", "", cursor.fragment, cursor.text)


def _positionals_before(spec: Spec, rest: tuple[str, ...]) -> int:
    count = 0
    skip = False
    for word in rest:
        if skip:
            skip = False
        elif word.startswith("-") and len(word) > 1:
            skip = _open_flag(spec, word) is not None
        else:
            count += 1
    return count


def _open_flag(spec: Spec, word: str) -> Flag | None:
    """The flag that ``word`` is, if it waits for a value."""
    for flag in spec.flags:
        if flag.metavar and word in (f"--{flag.name}", f"-{flag.short}" if flag.short else None):
            return flag
    return None


def _offer(cursor: Cursor, words: list[str], *, type: str) -> Wanted:  # noqa: A002 - what the front end calls it
    return Wanted(tuple(_beginning(words, cursor.text)), "", type, cursor.fragment, cursor.text)


def _beginning(words: list[str], text: str) -> list[str]:
    return [word for word in words if word.startswith(text)]
