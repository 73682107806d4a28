"""A read's result together with how its reader wants to see it."""

from __future__ import annotations

from dataclasses import dataclass

from yamtam_nb.model import GetResult


@dataclass(frozen=True)
class Style:
    """What the flags of ``%etcd get`` say about the output.

    Attributes:
        key: the single key that was asked for, None for a range.
        write_out: ``""`` for the table of this package, or one of etcdctl's formats.
        hexadecimal: keys and values byte by byte.
        values_only: only the values.
        keys_only: there are no values to show.
        count_only: only the count.
    """

    key: bytes | None = None
    write_out: str = ""
    hexadecimal: bool = False
    values_only: bool = False
    keys_only: bool = False
    count_only: bool = False


PLAIN = Style()


class StyledGetResult(GetResult):
    """A :class:`GetResult` in every respect, which also knows the :class:`Style` to be shown in."""

    __slots__ = ("style",)

    def __init__(self, result: GetResult, style: Style) -> None:
        super().__init__(result.kvs, result.header, result.count, result.more)
        self.style = style


def style_of(result: GetResult) -> Style:
    """Its style, plain for a result that has none."""
    return result.style if isinstance(result, StyledGetResult) else PLAIN
