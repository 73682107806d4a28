"""What the parser found, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, overload


class Arguments:
    """Values by the names of flags (``prefix``) and positionals (``KEY``), already converted to their kind.

    Attributes:
        literal: names whose value was typed out in the line, not taken from a Python variable.
    """

    def __init__(self, values: Mapping[str, Any], literal: frozenset[str] = frozenset()) -> None:
        self._values = dict(values)
        self.literal = literal

    def replaced(self, values: Mapping[str, Any]) -> Arguments:
        """The same with other values for some names."""
        return Arguments({**self._values, **values}, self.literal)

    def __contains__(self, name: str) -> bool:
        """Whether it was given."""
        return name in self._values

    def on(self, flag: str) -> bool:
        """Whether an on/off flag is on."""
        return bool(self._values.get(flag, False))

    def key(self, name: str = "KEY") -> str | bytes:
        """A required key."""
        value = self._values[name]
        if not isinstance(value, (str, bytes)):
            raise TypeError(f"{name} is {type(value).__name__}, not a key")
        return value

    def optional_key(self, name: str) -> str | bytes | None:
        """A key, or None when it was not given."""
        return self.key(name) if name in self else None

    def anything(self, name: str) -> Any:
        """A required positional, whatever it is."""
        return self._values[name]

    @overload
    def text(self, name: str) -> str | None: ...
    @overload
    def text(self, name: str, default: str) -> str: ...
    def text(self, name: str, default: str | None = None) -> str | None:
        """A text, or ``default``."""
        return str(self._values[name]) if name in self else default

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number."""
        return int(self._values.get(name, default))

    def number(self, name: str, default: float) -> float:
        """A number, e.g. seconds."""
        return float(self._values.get(name, default))

    def integers(self, name: str) -> list[int]:
        """All numbers of a ``many`` flag."""
        return [int(value) for value in self._values.get(name, [])]

    def many(self, name: str) -> list[str]:
        """All words of a ``many`` positional or flag, or of an endpoints flag."""
        return list(self._values.get(name, []))

    def __repr__(self) -> str:
        return f"<Arguments {', '.join(sorted(self._values))}>"
