"""Reading and restoring saved snapshots, by etcd's own program for it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from yamtam_nb.errors import InvalidFile, SandboxError
from yamtam_nb.sandbox.binary import find_etcdutl
from yamtam_nb.sandbox.plan import MemberPlan

_WITHIN = 600.0
"""Seconds; the whole database is read."""


class SnapshotStatus(NamedTuple):
    """What a snapshot file holds.

    Attributes:
        path: the file.
        hash: CRC-32 over its contents, as ``etcdctl snapshot status`` shows it in hexadecimal.
        revision: the store's revision.
        total_keys: keys with all their versions that are kept.
        total_size: bytes of the database.
    """

    path: Path
    hash: int
    revision: int
    total_keys: int
    total_size: int

    def __repr__(self) -> str:
        held = f"{self.total_keys:,} keys, {self.total_size:,} bytes"
        return f"<SnapshotStatus {self.path} revision {self.revision}, {held}>"


def snapshot_status(path: str | PathLike[str]) -> SnapshotStatus:
    """What a snapshot file holds, without a cluster.

    Raises:
        InvalidFile: it is no database of etcd.
        SandboxError: there is no etcdutl or etcdctl that could read it.

    Example:
        >>> yn.sandbox.snapshot_status("/backup/etcd.db").revision
    """
    file = Path(path)
    if not file.is_file():
        raise InvalidFile(f"{file} is no file: name a saved snapshot.")
    said = json.loads(_run(["snapshot", "status", "-w", "json", str(file)], file))
    return SnapshotStatus(file, said["hash"], said["revision"], said["totalKey"], said["totalSize"])


def restore(path: Path, plans: Sequence[MemberPlan], directory: Path) -> None:
    """Fill the data directories of members that have not been started yet, each from the same file.

    Raises:
        InvalidFile: it is no snapshot.
        SandboxError: there is no program that could restore it.
    """
    cluster = ",".join(f"{plan.name}={plan.peer_url}" for plan in plans)
    for plan in plans:
        _run(
            [
                "snapshot",
                "restore",
                str(path),
                f"--name={plan.name}",
                f"--data-dir={directory / plan.name}",
                f"--initial-cluster={cluster}",
                f"--initial-cluster-token={directory.name}",
                f"--initial-advertise-peer-urls={plan.peer_url}",
            ],
            path,
        )


def _run(arguments: list[str], file: Path) -> str:
    program = find_etcdutl()
    try:
        done = subprocess.run(  # noqa: S603 - etcd's own program, no shell
            [str(program), *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_WITHIN,
            check=False,
            # A snapshot is read without a cluster; ETCDCTL_* could only confuse it.
            env={name: value for name, value in os.environ.items() if not name.startswith("ETCDCTL_")},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxError(f"{program.name} could not read {file}: {error}.") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise InvalidFile(f"{program.name} refuses {file}: {lines[-1] if lines else 'it does not say why'}.")
    return done.stdout
