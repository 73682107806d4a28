"""From a line to a sub-command's result."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics import catalogue
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.parser import parse, suggestion
from yamtam_nb.magics.split import Scanner, Word
from yamtam_nb.magics.usage import command_help, overview


class HelpAsked(NamedTuple):
    """The line wants to know which sub-commands there are: those of a group, or all."""

    group: str = ""


def dispatch(line: str, cell: str | None, context: Context) -> object:
    """Run one line, and return what the user gets.

    Raises:
        EtcdUsageError: the line cannot be read.
        YamtamError: the sub-command failed.
    """
    scanner = Scanner(line)
    found = find(scanner)
    if isinstance(found, HelpAsked):
        context.say(overview(catalogue.summaries(found.group), found.group))
        return None
    command = catalogue.load(found)
    # IPython ends every cell with a line break, typed or not; it is not part of the value.
    body = None if cell is None else cell.removesuffix("\n")
    arguments = parse(command.SPEC, scanner, context.namespace, cell=body)
    if arguments.on("help"):
        context.say(command_help(command.SPEC))
        return None
    if arguments.on("python"):
        context.say(command.python(arguments, context))
        return None
    result = command.run(arguments, context)
    return None if scanner.silenced else result


def find(scanner: Scanner) -> str | HelpAsked:
    """The sub-command that the line begins with, unless it asks which there are.

    Raises:
        EtcdUsageError: there is no such sub-command; the message names the nearest.
    """
    word = scanner.peek()
    if word is None or word.text == "--python":
        return ""
    if word.text in ("-h", "--help"):
        return HelpAsked()
    scanner.next()
    name = word.text
    if not name:
        raise _unknown(name)
    seconds = catalogue.group(name)
    if name in catalogue.COMMANDS and not _is_second(scanner.peek(), seconds):
        return name
    if seconds:
        return _second(name, seconds, scanner)
    raise _unknown(name)


def _is_second(word: Word | None, seconds: list[str]) -> bool:
    """Whether the word makes a group of what is a sub-command by itself; in quotes it is a word like any other."""
    return word is not None and not word.quoted and word.text in seconds


def _second(name: str, seconds: list[str], scanner: Scanner) -> str | HelpAsked:
    word = scanner.next()
    if word is None:
        raise EtcdUsageError(f"%etcd {name}: say which of {', '.join(seconds)}.")
    if word.text in ("-h", "--help"):
        return HelpAsked(name)
    if word.text not in seconds:
        near = suggestion(word.text, seconds)
        raise EtcdUsageError(
            f"%etcd {name}: unknown sub-command {word.text!r}; it has {', '.join(seconds)}.{near}"
        )
    return f"{name} {word.text}"


def _unknown(name: str) -> EtcdUsageError:
    what = f"unknown flag {name}" if name.startswith("-") else f"unknown sub-command {name!r}"
    near = suggestion(name, catalogue.first_words())
    return EtcdUsageError(f"%etcd: {what}.{near} %etcd help lists them all.")
