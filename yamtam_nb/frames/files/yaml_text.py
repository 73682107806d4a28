"""Text as YAML writes it: as plain as it can be, and never so that it comes back changed."""

from __future__ import annotations

import re

from yamtam_nb.frames.files.header import encoded

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9/_.-]*(?: [A-Za-z0-9/_.-]+)*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What some reader of YAML takes for a boolean or for nothing."""

_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def scalar(value: str | bytes, indent: str) -> str:
    """A scalar that stands behind ``name: ``; the lines of a block are indented by ``indent``.

    Several lines become a block (``|``) if that changes nothing; text is otherwise left bare, in single quotes, or
    in double quotes with escapes. Bytes that are no UTF-8 are ``!!binary``.
    """
    if isinstance(value, bytes):
        return f"!!binary {encoded(value)}"
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if value.isprintable():
        return f"""'{value.replace("'", "''")}'"""
    if "\n" in value and not value[0].isspace() and value.replace("\n", "").replace("\t", "").isprintable():
        return _block(value, indent)
    return '"' + "".join(map(_escaped, value)) + '"'


def _block(value: str, indent: str) -> str:
    text = value.rstrip("\n")
    ends = len(value) - len(text)
    keep = "-" if ends == 0 else "" if ends == 1 else "+"
    lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
    return "\n".join([f"|{keep}", *lines, *[""] * (ends - 1)])


def _escaped(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
