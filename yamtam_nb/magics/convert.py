"""A word, or the Python object that it stood for, as the kind of thing a flag or positional takes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from yamtam_nb.errors import EtcdUsageError, InvalidArgument
from yamtam_nb.magics.spec import Kind


def convert(kind: Kind, value: Any, label: str) -> Any:
    """``value`` as ``kind``; ``label`` names the flag or positional in errors.

    Raises:
        EtcdUsageError: it is not of that kind; the message says what would be.
    """
    return _CONVERTERS[kind](value, label)


def _text(value: Any, label: str) -> str:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, os.PathLike) and isinstance(path := os.fspath(value), str):
        return path
    raise _wrong(label, value, "text")


def _bytes(value: Any, label: str) -> str | bytes:
    if isinstance(value, (str, bytes)):
        return value
    raise _wrong(label, value, "a str or bytes")


def _endpoints(value: Any, label: str) -> list[str]:
    if isinstance(value, str):
        return [part for part in re.split(r"[,\s]+", value) if part]
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return list(value)
    raise _wrong(label, value, "addresses joined by commas, or a list of them")


def _integer(value: Any, label: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+", value):
        return int(value)
    raise _wrong(label, value, "a whole number")


def _seconds(value: Any, label: str) -> float:
    from yamtam_nb.client.environment import duration

    with suppress(InvalidArgument):
        seconds = duration(value) if isinstance(value, str) else value
        if isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and 0 < seconds < float("inf"):
            return float(seconds)
    raise _wrong(label, value, "seconds such as 5, 500ms or 1m30s")


def _lease(value: Any, label: str) -> int:
    granted = getattr(value, "id", value)
    if isinstance(granted, int) and not isinstance(granted, bool):
        return granted
    if isinstance(value, str) and re.fullmatch(r"(0x)?[0-9a-fA-F]{1,16}", value):
        return int(value, 16)
    raise _wrong(label, value, "a lease ID in hexadecimal, as etcdctl prints it")


def _member(value: Any, label: str) -> int:
    if hasattr(value, "member"):  # what member add returns
        value = value.member
    found = getattr(value, "member_id", getattr(value, "id", value))
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    if isinstance(value, str) and re.fullmatch(r"(0x)?[0-9a-fA-F]{1,16}", value):
        return int(value, 16)
    raise _wrong(label, value, "a member ID in hexadecimal, as %etcd member list shows it")


def _name(value: Any, label: str) -> str:
    if isinstance(value, str) and value.isidentifier():
        return value
    raise _wrong(label, value, "the name of a Python variable")


def _object(value: Any, label: str) -> Any:  # noqa: ARG001 - as the others
    return value


def _wrong(label: str, value: Any, wanted: str) -> EtcdUsageError:
    shown = repr(value) if isinstance(value, (str, int, float)) else f"a {type(value).__name__}"
    return EtcdUsageError(f"{label} takes {wanted}, not {shown}.")


_CONVERTERS: dict[Kind, Callable[[Any, str], Any]] = {
    "text": _text,
    "bytes": _bytes,
    "value": _bytes,
    "endpoints": _endpoints,
    "integer": _integer,
    "seconds": _seconds,
    "lease": _lease,
    "member": _member,
    "name": _name,
    "object": _object,
}
