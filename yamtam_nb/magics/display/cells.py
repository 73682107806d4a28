"""Keys, values and leases as cells of a table."""

from __future__ import annotations

from collections.abc import Iterable

from yamtam_nb import values
from yamtam_nb.model import KeyValue
from yamtam_nb.render import html

SHORT = 120
"""Characters of a value that a row of HTML shows before it is folded."""

WHOLE = 20_000
"""Characters of one value that an output shows at most."""


def lease(lease_id: int) -> str:
    """A lease ID in hexadecimal, as etcdctl prints it; nothing for none."""
    return f"{lease_id:x}" if lease_id else ""


def whole(value: bytes, *, hexadecimal: bool = False) -> str:
    """The value for reading, with a note when not all of it is shown."""
    text = hexed(value) if hexadecimal else values.pretty(value)
    if len(text) <= WHOLE:
        return text
    return f"{text[:WHOLE]}… (the first {WHOLE:,} characters of {len(value):,} bytes)"


def value_html(value: bytes, *, hexadecimal: bool = False) -> html.Markup:
    """A value in a row: whole when short and of one line, else folded."""
    text = hexed(value) if hexadecimal else values.show(value[: WHOLE * 4])
    if len(text) <= SHORT and "\n" not in text:
        return html.code(text)
    first = text.split("\n", 1)[0][:SHORT]
    return html.folded(f"{first}…", whole(value, hexadecimal=hexadecimal))


def value_text(value: bytes, *, hexadecimal: bool = False) -> str:
    """A value in a row of text; the table cuts it to fit."""
    return hexed(value) if hexadecimal else values.show(value[:WHOLE])


def hexed(data: bytes) -> str:
    """Bytes as ``etcdctl --hex`` prints them."""
    return "".join(f"\\x{byte:02x}" for byte in data)


def headers(kvs: Iterable[KeyValue], *, keys_only: bool) -> list[str]:
    """The columns of a table of keys.

    Read without values on etcd 3.7, keys come without leases: then no column says that they had none.
    """
    known = not keys_only or any(kv.lease for kv in kvs)
    return ["key", *["value"] * (not keys_only), "revision", "version", *["lease"] * known]


def row(kv: KeyValue, key: str, value: str, names: Iterable[str]) -> list[str]:
    """What stands in the columns of that name; ``key`` and ``value`` as they are to be shown."""
    numbers = {"revision": str(kv.mod_revision), "version": str(kv.version), "lease": lease(kv.lease)}
    texts = {"key": key, "value": value, **numbers}
    return [texts[name] for name in names]


def origin(kv: KeyValue) -> str:
    """Where a key stands: its revisions, version and lease on one line."""
    parts = [
        f"revision {kv.mod_revision}",
        f"created at revision {kv.create_revision}",
        f"version {kv.version}",
    ]
    if kv.lease:
        parts.append(f"lease {lease(kv.lease)}")
    return " · ".join(parts)
