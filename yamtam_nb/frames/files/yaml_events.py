"""YAML read piece by piece: no tree of a large file is built, no alias is followed, and every piece knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from yamtam_nb.frames.files.fault import Fault
from yamtam_nb.frames.files.header import decoded

_BINARY = "tag:yaml.org,2002:binary"
_TEXT = (None, "!", "tag:yaml.org,2002:str")


class Scalar(NamedTuple):
    """Text as it was written (nobody has made a number or a boolean of it), or bytes."""

    line: int
    value: str | bytes


class YamlEvents:
    """Walks over the mappings, lists and scalars of one document.

    Args:
        text: the file.

    Raises:
        Fault: (from every method) it is not YAML, or not of the kind that was asked for.
    """

    def __init__(self, text: str) -> None:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._yaml = yaml
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=loader))
        self._next: Any = None
        self._take("StreamStartEvent", "")
        self._take("DocumentStartEvent", "is empty")

    def mapping(self) -> Iterator[Scalar]:
        """The keys of the mapping that comes next; take each one's value before you go on."""
        self._take("MappingStartEvent", "a mapping (name: value) should stand here")
        seen: dict[str | bytes, int] = {}
        while not self._over("MappingEndEvent"):
            key = self.scalar()
            if key.value in seen:
                raise Fault(f"{key.value!r} is there twice, first on line {seen[key.value]}", key.line)
            seen[key.value] = key.line
            yield key

    def sequence(self) -> Iterator[int]:
        """The line of each item of the list that comes next; take it before you go on."""
        self._take("SequenceStartEvent", "a list (- ...) should stand here")
        while not self._over("SequenceEndEvent"):
            yield self._line(self._peek())

    def scalar(self) -> Scalar:
        """The scalar that comes next."""
        event = self._take(
            "ScalarEvent", "text should stand here: put a value that is a list or a mapping in quotes"
        )
        line = self._line(event)
        if event.tag == _BINARY:
            return Scalar(line, decoded(event.value, "what is marked !!binary", line))
        if event.tag not in _TEXT:
            raise Fault(f"the tag {event.tag} is not known here", line)
        return Scalar(line, str(event.value))

    def end(self) -> bool:
        """Go past the end of the document; whether it was marked by ``...``."""
        explicit = bool(self._take("DocumentEndEvent", "the document should end here").explicit)
        self._take("StreamEndEvent", "a second document begins here: only one is expected")
        return explicit

    def _over(self, end: str) -> bool:
        over = type(self._peek()).__name__ == end
        if over:
            self._next = None
        return over

    def _take(self, kind: str, otherwise: str) -> Any:
        event = self._peek()
        if type(event).__name__ != kind:
            raise Fault(otherwise, self._line(event))
        self._next = None
        return event

    def _peek(self) -> Any:
        if self._next is None:
            try:
                self._next = next(self._events)
            except self._yaml.YAMLError as error:
                raise fault(error) from error
        return self._next

    @staticmethod
    def _line(event: Any) -> int:
        return int(event.start_mark.line) + 1


def fault(error: Any) -> Fault:
    """What PyYAML found wrong, in one line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return Fault(f"is not YAML: {str(said).splitlines()[0]}", mark.line + 1 if mark is not None else 0)
