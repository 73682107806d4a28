"""One call of the library, which can be made and can be written out as Python: the same thing both times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client


class Named:
    """An argument that is written as Python source: a variable's name, an expression.

    Attributes:
        source: how it is written.
        value: what it is now.
        imports: a line that the source needs.
    """

    def __init__(self, source: str, value: object, imports: str = "") -> None:
        self.source = source
        self.value = value
        self.imports = imports

    def __repr__(self) -> str:
        return self.source


@dataclass(frozen=True)
class Call:
    """A method of the client (``get``, ``lease.grant``) with its arguments; those at their default are left out."""

    method: str
    arguments: tuple[object, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)

    def make(self, client: Client) -> Any:
        """Call it."""
        given = {name: _value(option) for name, option in self.options.items()}
        return attrgetter(self.method)(client)(*map(_value, self.arguments), **given)

    def python(self) -> str:
        """The call as Python that runs as it is."""
        written = [repr(argument) for argument in self.arguments]
        written += [f"{name}={option!r}" for name, option in self.options.items()]
        return f"{self._imports()}yn.shared().{self.method}({', '.join(written)})"

    def _imports(self) -> str:
        used = [*self.arguments, *self.options.values()]
        needed = {argument.imports for argument in used if isinstance(argument, Named) and argument.imports}
        return "".join(f"{line}\n" for line in [*sorted(needed), "import yamtam_nb as yn"])


def without_defaults(**options: object) -> dict[str, object]:
    """Options that say something: None, False, 0 and "" are what the library takes anyway."""
    return {name: option for name, option in options.items() if option not in (None, False, 0, "")}


def _value(argument: object) -> object:
    return argument.value if isinstance(argument, Named) else argument
