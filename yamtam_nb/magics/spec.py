"""What a sub-command takes, as data: the parser, the help text and the completion all read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "bytes", "endpoints", "integer", "seconds", "lease", "member", "name", "value", "object"
]
"""How a word is read: ``bytes`` is a key (str or bytes), ``lease`` and ``member`` are hexadecimal, ``name`` is a
Python variable's name, ``value`` is never expanded and may be JSON as it stands, ``object`` is whatever a variable
holds, or its name."""

Completion = Literal["", "key", "profile", "variable", "command", "watch", "file", "plan"]


@dataclass(frozen=True)
class Flag:
    """A flag. Without ``metavar`` it is on or off; with ``many`` it may be given again, and all values count."""

    name: str
    help: str
    metavar: str = ""
    kind: Kind = "text"
    short: str = ""
    choices: tuple[str, ...] = ()
    completion: Completion = ""
    many: bool = False

    @property
    def label(self) -> str:
        """``-w, --write-out FORMAT`` as help shows it."""
        short = f"-{self.short}, " if self.short else ""
        value = f" {self.metavar}" if self.metavar else ""
        return f"{short}--{self.name}{value}"


@dataclass(frozen=True)
class Positional:
    """A word by its place. ``many`` takes all that are left."""

    name: str
    help: str
    kind: Kind = "text"
    required: bool = True
    many: bool = False
    completion: Completion = ""

    @property
    def label(self) -> str:
        """``KEY``, ``[RANGE_END]`` or ``[ENDPOINT ...]``."""
        name = f"{self.name} ..." if self.many else self.name
        return name if self.required else f"[{name}]"


HELP = Flag("help", "Show this help.", short="h")
PYTHON = Flag("python", "Print the same as Python, and do not run it.")


@dataclass(frozen=True)
class Spec:
    """One sub-command.

    Attributes:
        name: what is typed after ``%etcd``, e.g. ``get`` or ``sandbox start``.
        summary: one sentence.
        positionals, flags: what it takes; ``--help`` and ``--python`` are added to the flags.
        examples: lines that help shows and that tests run through the parser.
        notes: a paragraph of help below the flags.
        takes_cell: whether ``%%etcd`` may be used with it.
        magic: the magic that it belongs to; one of its own has an empty ``name``.
    """

    name: str
    summary: str
    positionals: tuple[Positional, ...] = ()
    flags: tuple[Flag, ...] = ()
    examples: tuple[str, ...] = ()
    notes: str = ""
    takes_cell: bool = False
    magic: str = "%etcd"

    @property
    def command(self) -> str:
        """How messages call it: ``%etcd get``, ``%%etcd_lock``."""
        return f"{self.magic} {self.name}".rstrip()

    @property
    def all_flags(self) -> tuple[Flag, ...]:
        """Its own flags and those that every sub-command has."""
        return (*self.flags, PYTHON, HELP)

    @property
    def usage(self) -> str:
        """``%etcd get KEY [RANGE_END] [flags]``."""
        words = [self.command, *(positional.label for positional in self.positionals), "[flags]"]
        return " ".join(word for word in words if word)
