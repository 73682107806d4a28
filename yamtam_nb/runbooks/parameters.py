"""The parameters of a runbook: those it has, and those given as words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from papermill import inspect_notebook

from yamtam_nb.errors import InvalidArgument

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Parameter(NamedTuple):
    """A line of the parameters cell.

    Attributes:
        name: what it is called.
        kind: ``bool``, ``int``, ``float`` or ``str``, from its annotation.
        default: its default as it is written.
        help: the comment behind it.
    """

    name: str
    kind: str
    default: str
    help: str


def parameters(path: Path) -> dict[str, Parameter]:
    """The parameters of a notebook, in their order; from the cell that is tagged ``parameters``."""
    found = inspect_notebook(str(path))
    return {
        name: Parameter(name, _kind(entry["inferred_type_name"]), entry["default"], entry["help"].strip())
        for name, entry in found.items()
    }


def given(words: Iterable[str], known: Mapping[str, Parameter]) -> dict[str, Any]:
    """Values from words such as ``dry_run=false``, each of the kind that the parameter has.

    Raises:
        InvalidArgument: a word without ``=``, an unknown parameter, one given twice, or a value of another kind.
    """
    values: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise InvalidArgument(f"{word!r} is no parameter: write name=value, such as dry_run=false.")
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(known) or 'none'}."
            raise InvalidArgument(f"The runbook has no parameter {name!r}. {hint}")
        if name in values:
            raise InvalidArgument(f"{name} is given twice.")
        values[name] = _value(known[name], text)
    return values


def _value(parameter: Parameter, text: str) -> Any:
    try:
        if parameter.kind == "bool":
            return _TRUTH[text.lower()]
        if parameter.kind == "int":
            return int(text, 0)
        return float(text) if parameter.kind == "float" else text
    except (KeyError, ValueError):
        raise InvalidArgument(f"{parameter.name} is {_NOUNS[parameter.kind]}, not {text!r}.") from None


_NOUNS = {"bool": "true or false", "int": "a whole number", "float": "a number"}


def _kind(annotation: str) -> str:
    return annotation if annotation in _NOUNS else "str"
