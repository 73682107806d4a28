"""Reading a sub-command's words by its :class:`Spec`: etcdctl's syntax, without abbreviations.

Flags and positionals may be mixed; ``--flag value`` and ``--flag=value`` are the same, and an on/off
flag may be given as ``--flag=false``. The tail after a lone ``--`` is one more positional, verbatim.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.convert import convert
from yamtam_nb.magics.expand import expand, references
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.magics.split import Scanner, Word

_ALIASES = {"command-timeout": "timeout"}
"""etcdctl's name for a flag of ours."""

_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def parse(
    spec: Spec, scanner: Scanner, namespace: Mapping[str, Any], *, cell: str | None = None
) -> Arguments:
    """The arguments that follow a sub-command's name.

    Args:
        spec: what the sub-command takes.
        scanner: the line, standing behind the sub-command's name.
        namespace: Python variables for ``$E`` and ``{E}``.
        cell: the cell's body under ``%%etcd``; it fills the positional of kind ``value``.

    Raises:
        EtcdUsageError: one sentence that names the mistake and the nearest right word.
    """
    return _Parsing(spec, scanner, namespace, cell).arguments()


def suggestion(word: str, candidates: Iterable[str]) -> str:
    """``Did you mean X?`` with a leading blank, or "" when nothing is near."""
    near = difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


class _Parsing:
    def __init__(self, spec: Spec, scanner: Scanner, namespace: Mapping[str, Any], cell: str | None) -> None:
        self._spec = spec
        self._scanner = scanner
        self._namespace = namespace
        self._cell = cell
        self._values: dict[str, Any] = {}
        self._literal: set[str] = set()

    def arguments(self) -> Arguments:
        while True:
            awaited = self._awaited()
            if awaited and awaited.kind == "value":
                json_text = self._scanner.next_json()
                if json_text is not None:
                    self._keep(awaited, json_text)
                    continue
            word = self._scanner.next()
            if word is None:
                break
            self._take(word)
        self._take_tail()
        self._take_cell()
        if not self._values.get("help"):
            self._check_complete()
        return Arguments(self._values, frozenset(self._literal))

    def _take(self, word: Word) -> None:
        if word.quoted or word.text == "-" or not word.text.startswith("-"):
            self._positional(word)
        elif word.text.startswith("--"):
            self._long(word)
        else:
            self._short(word)

    def _long(self, word: Word) -> None:
        name, equals, _ = word.text[2:].partition("=")
        meant = _ALIASES.get(name, name)
        flag = next((flag for flag in self._spec.all_flags if flag.name == meant), None)
        if flag is None:
            raise self._unknown(f"--{name}")
        self._flag(flag, f"--{name}", word.after(len(name) + 3) if equals else None)

    def _short(self, word: Word) -> None:
        flag = next((flag for flag in self._spec.all_flags if flag.short == word.text[1:2]), None)
        if flag is None or (len(word.text) > 2 and not flag.metavar):
            raise self._unknown(word.text)
        rest = word.after(3 if word.text[2:3] == "=" else 2)
        self._flag(flag, f"-{flag.short}", rest if len(word.text) > 2 else None)

    def _flag(self, flag: Flag, label: str, given: Word | None) -> None:
        if flag.name in self._values and not flag.many:
            raise self._error(f"{label} is given twice")
        if not flag.metavar:
            self._values[flag.name] = True if given is None else self._truth(label, given.text)
            return
        word = given if given is not None else self._scanner.next()
        if word is None:
            raise self._error(f"{label} needs a value: {flag.label}")
        value = convert(flag.kind, self._expanded(flag.name, word), label)
        value = self._chosen(flag, value, label) if flag.choices else value
        if flag.many:
            self._values.setdefault(flag.name, []).append(value)
        else:
            self._values[flag.name] = value

    def _chosen(self, flag: Flag, value: object, label: str) -> str:
        for choice in flag.choices:
            if str(value).lower() == choice.lower():
                return choice
        near = suggestion(str(value), flag.choices)
        raise self._error(f"{label} takes one of {', '.join(flag.choices)}, not {value!r}", near)

    def _truth(self, label: str, text: str) -> bool:
        if text not in _TRUTH:
            raise self._error(f"{label} is on or off: write {label} or {label}=false")
        return _TRUTH[text]

    def _positional(self, word: Word) -> None:
        awaited = self._awaited()
        if awaited is None:
            raise self._too_many(word.text)
        value = word.text if awaited.kind == "value" else self._expanded(awaited.name, word)
        self._keep(awaited, convert(awaited.kind, value, awaited.name))

    def _keep(self, positional: Positional, value: Any) -> None:
        if positional.many:
            taken = self._values.setdefault(positional.name, [])
            taken.extend(value if isinstance(value, list) else [value])
        else:
            self._values[positional.name] = value

    def _take_tail(self) -> None:
        if self._scanner.tail is None:
            return
        awaited = self._awaited()
        if awaited is None:
            raise self._too_many(self._scanner.tail)
        self._keep(awaited, convert(awaited.kind, self._scanner.tail, awaited.name))

    def _take_cell(self) -> None:
        if self._cell is None:
            return
        value = next(
            (positional for positional in self._spec.positionals if positional.kind == "value"), None
        )
        if value is None or not self._spec.takes_cell:
            raise self._error(f"takes no cell: use the line magic {self._spec.command}")
        if value.name in self._values:
            raise self._error("the cell is the value, so the line takes none")
        self._values[value.name] = self._cell

    def _awaited(self) -> Positional | None:
        for positional in self._spec.positionals:
            if positional.name not in self._values or positional.many:
                return positional
        return None

    def _expanded(self, name: str, word: Word) -> Any:
        if not references(word):
            self._literal.add(name)
        return expand(word, self._namespace)

    def _check_complete(self) -> None:
        for positional in self._spec.positionals:
            if positional.required and positional.name not in self._values:
                raise self._error(f"{positional.name} is missing: {self._spec.usage}")

    def _too_many(self, text: str) -> EtcdUsageError:
        last = self._spec.positionals[-1] if self._spec.positionals else None
        if last is not None and last.kind == "value":
            return self._error(
                f"one value too many: {text!r}",
                " A value with blanks in it goes in quotes, or after ` -- ` as it is.",
            )
        return self._error(f"one word too many: {text!r}")

    def _unknown(self, label: str) -> EtcdUsageError:
        known = [f"--{flag.name}" for flag in self._spec.all_flags]
        return self._error(f"unknown flag {label}", suggestion(label, known))

    def _error(self, what: str, more: str = "") -> EtcdUsageError:
        command = self._spec.command
        return EtcdUsageError(f"{command}: {what}.{more} See {command} --help.")
