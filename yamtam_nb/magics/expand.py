"""Python variables in a magic's words: ``$E``, ``${E}`` and ``{E}``.

Only keys, endpoints and flags are expanded, never values. ``{...}`` is a variable when a dotted name,
possibly with subscripts, stands in it (``{cluster.endpoints}``, ``{rows[0]}``); any other text in
braces is just text. Words in single quotes are never expanded. Nothing is called or computed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.split import Piece, Word

_REFERENCE = re.compile(r"\$\{([^{}]*)\}|\{([^{}]*)\}|\$([^\W\d]\w*)")


def expand(word: Word, namespace: Mapping[str, Any]) -> Any:
    """What the word stands for.

    A word that is one variable and nothing else gives the variable's object itself (a list of
    endpoints, a key in bytes, a lease ID). Within other text a variable must be str, bytes or int;
    one in bytes makes the whole word bytes.

    Raises:
        EtcdUsageError: a variable is not defined, or cannot stand within text.
    """
    if len(word.pieces) == 1 and word.pieces[0].live:
        whole = _REFERENCE.fullmatch(word.pieces[0].text)
        source = whole and _source(whole)
        if whole and source:
            return _look_up(source, whole[0], namespace)
    parts = [part for piece in word.pieces for part in _parts(piece, namespace)]
    if any(isinstance(part, bytes) for part in parts):
        return b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    return "".join(str(part) for part in parts)


def references(word: Word) -> bool:
    """Whether the word names any Python variable."""
    return any(
        _source(match) is not None
        for piece in word.pieces
        if piece.live
        for match in _REFERENCE.finditer(piece.text)
    )


def _parts(piece: Piece, namespace: Mapping[str, Any]) -> list[str | bytes]:
    if not piece.live:
        return [piece.text]
    parts: list[str | bytes] = []
    end = 0
    for match in _REFERENCE.finditer(piece.text):
        source = _source(match)
        if source is None:
            continue
        parts.append(piece.text[end : match.start()])
        parts.append(_as_text(_look_up(source, match[0], namespace), match[0]))
        end = match.end()
    return [*parts, piece.text[end:]]


def _source(match: re.Match[str]) -> str | None:
    """The name that a match refers to, or None when it is ordinary text in braces."""
    if match[3]:
        return match[3]
    inside = (match[1] if match[1] is not None else match[2]).strip()
    try:
        tree = ast.parse(inside, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return inside if _is_path(tree) else None


def _is_path(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return _is_path(node.value)
    if isinstance(node, ast.Subscript):
        index = node.slice.operand if isinstance(node.slice, ast.UnaryOp) else node.slice
        return isinstance(index, ast.Constant) and _is_path(node.value)
    return isinstance(node, ast.Name)


def _look_up(source: str, shown: str, namespace: Mapping[str, Any]) -> Any:
    try:
        return _follow(ast.parse(source, mode="eval").body, namespace)
    except _Undefined as undefined:
        name = undefined.args[0]
    except (AttributeError, LookupError, TypeError) as error:
        raise EtcdUsageError(f"{shown} cannot be read: {type(error).__name__}: {error}.") from None
    raise EtcdUsageError(
        f"{shown}: there is no Python variable {name!r}. Define it, or write '{shown}' in single quotes "
        "if you mean the characters themselves."
    )


class _Undefined(Exception):
    pass


def _follow(node: ast.expr, namespace: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Attribute):
        return getattr(_follow(node.value, namespace), node.attr)
    if isinstance(node, ast.Subscript):
        return _follow(node.value, namespace)[ast.literal_eval(node.slice)]
    assert isinstance(node, ast.Name)  # noqa: S101 - _is_path admits nothing else
    if node.id not in namespace:
        raise _Undefined(node.id)
    return namespace[node.id]


def _as_text(value: Any, shown: str) -> str | bytes:
    if isinstance(value, (str, bytes)):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise EtcdUsageError(
        f"{shown} is a {type(value).__name__}: within other text only str, bytes and int can stand."
    )
