"""Where the value of a put comes from: the line, the cell, a Python variable or a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Named


def the_value(arguments: Arguments, namespace: Mapping[str, Any]) -> str | Named | None:
    """The one value that was given, None when none was.

    Raises:
        EtcdUsageError: two were given, or the one cannot be had.
    """
    given = [name for name in ("VALUE", "value-from", "file") if name in arguments]
    if len(given) > 1:
        raise EtcdUsageError(
            "%etcd put: give one of VALUE (or the cell), --value-from and --file, not several."
        )
    if not given:
        return None
    if given == ["VALUE"]:
        return arguments.text("VALUE")
    if given == ["value-from"]:
        return from_variable(str(arguments.text("value-from")), namespace)
    return from_file(str(arguments.text("file")))


def from_variable(name: str, namespace: Mapping[str, Any]) -> Named:
    """A variable's value: str and bytes as they are, dict, list, numbers, booleans and None as JSON.

    Raises:
        EtcdUsageError: there is no such variable, or it is none of these.
    """
    if name not in namespace:
        raise EtcdUsageError(f"%etcd put: --value-from {name}: there is no Python variable {name!r}.")
    value = namespace[name]
    if isinstance(value, (str, bytes)):
        return Named(name, value)
    if not isinstance(value, (dict, list, tuple, int, float, type(None))):
        raise EtcdUsageError(
            f"%etcd put: --value-from {name}: it is a {type(value).__name__}, which has no one way to be stored: "
            "make it str, bytes, or what JSON knows."
        )
    try:
        text = json.dumps(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise EtcdUsageError(f"%etcd put: --value-from {name} cannot be written as JSON: {error}.") from None
    return Named(f"json.dumps({name})", text, "import json")


def from_file(path: str) -> Named:
    """A file's content, byte by byte.

    Raises:
        EtcdUsageError: it cannot be read.
    """
    try:
        content = Path(path).expanduser().read_bytes()
    except OSError as error:
        raise EtcdUsageError(f"%etcd put: --file {path}: {error.strerror or error}.") from None
    return Named(f"Path({path!r}).expanduser().read_bytes()", content, "from pathlib import Path")
