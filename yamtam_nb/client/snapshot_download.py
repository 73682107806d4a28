"""Saving the database of a member to a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from yamtam_nb.client.snapshot_file import Digest
from yamtam_nb.errors import InvalidArgument, PermissionDenied
from yamtam_nb.model import SavedSnapshot
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport

OnProgress = Callable[[int, int], None]


def save(
    transport: Transport,
    path: str | PathLike[str],
    endpoint: str | None,
    overwrite: bool,
    on_progress: OnProgress | None,
    timeout: float | None,
) -> SavedSnapshot:
    """Download, verify, and only then give the file its name. What is incomplete is removed, also after Stop."""
    target = Path(path)
    _check_free(target, overwrite)
    endpoint, revision = _source(transport, endpoint)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("xb") as file:
            digest = _receive(transport, endpoint, file, on_progress, timeout)
            sha256 = digest.verified(f"The snapshot from {endpoint}")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise InvalidArgument(
            f"{part} is there already, from a save that is under way or was killed: remove it first."
        ) from None
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InvalidArgument(f"{part} cannot be written: {error.strerror}.") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    try:
        _give_name(part, target, overwrite)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return SavedSnapshot(target, digest.size, sha256, endpoint, revision)


def _source(transport: Transport, endpoint: str | None) -> tuple[str, int]:
    """The member that is asked, and its revision now: what it sends is at least that new."""
    with suppress(PermissionDenied):  # some versions show the status to root only
        status = transport.call(
            methods.STATUS, pb.StatusRequest(), endpoint=endpoint, once=True, needs_leader=False
        )
        return endpoint or transport.endpoint, int(status.header.revision)
    return endpoint or transport.endpoint, 0


def _receive(
    transport: Transport,
    endpoint: str,
    file: BinaryIO,
    on_progress: OnProgress | None,
    timeout: float | None,
) -> Digest:
    digest = Digest()
    request = pb.SnapshotRequest()
    # Closed here and now: a traceback may keep the generator alive, and with it the member sending.
    with closing(
        transport.download(methods.SNAPSHOT, request, endpoint=endpoint, timeout=timeout)
    ) as messages:
        for message in messages:
            file.write(message.blob)
            digest.add(message.blob)
            if on_progress is not None:
                on_progress(digest.size, digest.size + message.remaining_bytes)
    return digest


def _give_name(part: Path, target: Path, overwrite: bool) -> None:
    """Rename, and make the new name last through a crash of the machine."""
    _check_free(target, overwrite)
    part.replace(target)
    with suppress(OSError):  # not every file system can sync a directory
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _check_free(target: Path, overwrite: bool) -> None:
    if target.is_dir():
        raise InvalidArgument(f"{target} is a directory: name a file in it.")
    if target.exists() and not overwrite:
        raise InvalidArgument(f"{target} is there already: choose another name, or pass overwrite=True.")
