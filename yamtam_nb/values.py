"""What a value is, and how it is shown: JSON, text, or bytes. etcd itself keeps bytes and no type.

Every surface (magics, live tables, frames) shows values through this module, so that one value looks
the same everywhere.
"""

from __future__ import annotations

import json
from typing import Any, Literal

Kind = Literal["json", "text", "bytes", "empty"]

HEX_SHOWN = 64
"""Bytes of a binary value that are shown as hex before it is cut; its length is always told."""


def kind(value: bytes) -> Kind:
    """``json`` for a JSON object or array, ``text`` for other printable UTF-8, ``bytes`` for the rest.

    A bare number, string or literal counts as text: it looks the same either way.
    """
    if not value:
        return "empty"
    text = _printable(value)
    if text is None:
        return "bytes"
    return "json" if _structure(text) is not None else "text"


def show(value: bytes) -> str:
    """The value on one or more lines as it is stored; bytes as hex with their length."""
    text = _printable(value)
    return _hex(value) if text is None else text


def pretty(value: bytes) -> str:
    """The value for reading: a JSON object or array indented by two spaces, bytes as hex with their length."""
    text = _printable(value)
    if text is None:
        return _hex(value)
    structure = _structure(text)
    return text if structure is None else json.dumps(structure, indent=2, ensure_ascii=False)


def text(value: bytes) -> str | bytes:
    """``str`` where the value is UTF-8, else the bytes themselves; ``str.encode`` leads back to the same bytes."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def decoded(value: bytes) -> Any:
    """The value as Python data: parsed where it is JSON, else ``str`` where it is UTF-8, else ``bytes``.

    >>> decoded(b'{"tier": "power"}'), decoded(b"power"), decoded(b"3"), decoded(b"\\xff")
    ({'tier': 'power'}, 'power', 3, b'\\xff')
    """
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return value
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def show_key(key: bytes) -> str:
    """The key for reading: UTF-8 as it is, anything else with ``\\xNN`` escapes (and backslashes doubled)."""
    text = _printable(key, allow_newlines=False)
    if text is not None:
        return text
    return "".join(chr(byte) if 32 <= byte < 127 and byte != 92 else f"\\x{byte:02x}" for byte in key)


def _printable(value: bytes, *, allow_newlines: bool = True) -> str | None:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None
    if text.isprintable():
        return text
    plain = text.replace("\n", "").replace("\t", "").replace("\r", "") if allow_newlines else text
    return text if plain.isprintable() else None


def _structure(text: str) -> Any | None:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _hex(value: bytes) -> str:
    cut = "…" if len(value) > HEX_SHOWN else ""
    unit = "byte" if len(value) == 1 else "bytes"
    return f"0x{value[:HEX_SHOWN].hex()}{cut} ({len(value)} {unit})"
