"""A file that is written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from yamtam_nb.errors import InvalidArgument


@contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """A file to write to, beside ``path`` until the block ends, then in its place, on the disk and complete.

    If the block fails, nothing has changed and nothing is left behind. A symbolic link is followed.

    Raises:
        InvalidArgument: ``path`` exists and ``overwrite`` is False, its directory does not, or the system
            refuses to write there.
    """
    refuse(path, overwrite=overwrite)
    target = path.resolve()
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _into_place(beside, target, overwrite)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise InvalidArgument(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            beside.unlink()


def refuse(path: Path, *, overwrite: bool) -> None:
    """Refuse what certainly cannot be written.

    Raises:
        InvalidArgument: as for :func:`whole_file`.
    """
    target = path.resolve()
    if not target.parent.is_dir():
        raise InvalidArgument(f"There is no directory {path.parent}: make it first, or write elsewhere.")
    if target.is_dir():
        raise InvalidArgument(f"{path} is a directory: name a file in it.")
    if target.exists() and not target.is_file():
        raise InvalidArgument(f"{path} is no ordinary file: write to one, and copy it from there.")
    if target.exists() and not overwrite:
        raise _exists(path)


def _exists(path: Path) -> InvalidArgument:
    return InvalidArgument(
        f"{path} exists already and is left as it is: choose another name, or say overwrite=True (--force)."
    )


def _into_place(beside: Path, target: Path, overwrite: bool) -> None:
    if overwrite:
        with suppress(FileNotFoundError):
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    else:
        _link(beside, target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _link(beside: Path, target: Path) -> None:
    """Unlike a rename, a link never replaces what somebody else has put there meanwhile."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links.
        if target.exists():
            raise FileExistsError(target) from None
        beside.rename(target)
