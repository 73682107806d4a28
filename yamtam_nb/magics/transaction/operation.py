"""One operation: ``put key "value"`` with the flags that it has outside a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from yamtam_nb import keys
from yamtam_nb.errors import EtcdUsageError, InvalidArgument
from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.commands import delete, get, put
from yamtam_nb.magics.key_range import range_options
from yamtam_nb.magics.parser import parse, suggestion
from yamtam_nb.magics.spec import Spec
from yamtam_nb.magics.split import Piece, Scanner, Word
from yamtam_nb.magics.transaction.blocks import Line, short
from yamtam_nb.magics.transaction.quoting import Quoted, to_bytes, words
from yamtam_nb.model import DeleteOp, GetOp, Op, PutOp

_NOT_INSIDE = {"write-out", "hex", "print-value-only", "timeout", "yes", "value-from", "file", "json"}
"""Flags that say how to wait, to confirm or to look, or where a value comes from: they have no place in here."""

_MAGICS_ONLY = ("help", "python")


class Words(Scanner):
    """Words that were read by etcdctl's rules, for the parser of our own. Nothing in them is expanded."""

    def __init__(self, found: Sequence[Quoted]) -> None:
        super().__init__("")
        self._words = list(found)
        self._only_positionals = False

    def next(self) -> Word | None:
        """The next word; after a lone ``--`` none is a flag any more."""
        if not self._words:
            return None
        text, quoted = self._words.pop(0)
        if text == "--" and not quoted and not self._only_positionals:
            self._only_positionals = True
            return self.next()
        return Word((Piece(text, False),), 0, 0, quoted or self._only_positionals)


def operation(line: Line) -> Op:
    """The operation that a line states.

    Raises:
        EtcdUsageError: it states none; the message says what was expected.
    """
    try:
        first, *others = words(line.text)
        if first.text not in _READERS:
            raise _unknown(first.text, line.text)
        spec, read = _READERS[first.text]
        arguments = parse(spec, Words(others), {})
        if any(name in arguments for name in _MAGICS_ONLY):
            raise EtcdUsageError("--help and --python belong to the first line of the cell.")
        return read(_as_bytes(arguments))
    except InvalidArgument as error:
        raise line.wrong(str(error)) from None


def _unknown(word: str, text: str) -> EtcdUsageError:
    hint = suggestion(word, _READERS)
    if "(" in word:
        hint = " Comparisons come first, before the first empty line."
    return EtcdUsageError(f"expected get, put or del, found {short(text)}.{hint}")


def _as_bytes(arguments: Arguments) -> Arguments:
    """The keys and the value as etcd stores them."""
    texts = {name: arguments.text(name) for name in ("KEY", "RANGE_END", "VALUE")}
    return arguments.replaced({name: to_bytes(text) for name, text in texts.items() if text is not None})


def _get(arguments: Arguments) -> GetOp:
    options: dict[str, Any] = dict(get.call(arguments).options)
    span = {name: options.pop(name) for name in ("range_end", "prefix", "from_key") if name in options}
    return GetOp(KeyRange.of(arguments.key(), **span), **options)


def _delete(arguments: Arguments) -> DeleteOp:
    span: dict[str, Any] = range_options(arguments, "del")
    return DeleteOp(KeyRange.of(arguments.key(), **span), prev_kv=arguments.on("prev-kv"))


def _put(arguments: Arguments) -> PutOp:
    key, value = keys.to_bytes(arguments.key()), arguments.optional_key("VALUE")
    keeps = arguments.on("ignore-value")
    if not key:
        raise EtcdUsageError("%etcd put: KEY is empty; etcd has no such key.")
    if keeps and value is not None:
        raise EtcdUsageError("%etcd put: --ignore-value keeps the value, so give none.")
    if not keeps and value is None:
        raise EtcdUsageError("%etcd put: VALUE is missing: put KEY VALUE.")
    return PutOp(
        key,
        keys.to_bytes(value or b""),
        lease=arguments.integer("lease"),
        prev_kv=arguments.on("prev-kv"),
        ignore_value=keeps,
        ignore_lease=arguments.on("ignore-lease"),
    )


def _spec(outside: Spec) -> Spec:
    """The same without what belongs to a line of its own: a value is one word here, and has its own quotes."""
    flags = tuple(flag for flag in outside.flags if flag.name not in _NOT_INSIDE)
    words = (replace(each, kind="text") if each.kind == "value" else each for each in outside.positionals)
    return Spec(outside.name, outside.summary, tuple(words), flags)


_READERS: dict[str, tuple[Spec, Callable[[Arguments], Op]]] = {
    "get": (_spec(get.SPEC), _get),
    "put": (_spec(put.SPEC), _put),
    "del": (_spec(delete.SPEC), _delete),
}

SPECS = {name: spec for name, (spec, _) in _READERS.items()}
"""What each operation takes."""
