"""Snapshots that go wrong on the way, which no healthy member sends at a wish."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scripted.scripted_member import Hang, Refusal, ScriptedMember
from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidFile, InvalidToken, Unavailable
from yamtam_nb.rpc import etcd_pb as pb

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]

DATABASE = b"\1" * 1024
PARTS = [
    pb.SnapshotResponse(remaining_bytes=512, blob=DATABASE[:512]),
    pb.SnapshotResponse(remaining_bytes=0, blob=DATABASE[512:]),
    pb.SnapshotResponse(blob=hashlib.sha256(DATABASE).digest()),
]
TOKEN = pb.AuthenticateResponse(token="t")
REFUSED = Refusal("UNAUTHENTICATED", "etcdserver: invalid auth token")


def test_a_token_that_is_refused_is_replaced_once(
    members: Members, client_of: ClientOf, tmp_path: Path
) -> None:
    """Before the first message; then the file is whole."""
    (member,) = members(1)
    member.on("Auth/Authenticate", TOKEN).on("Maintenance/Snapshot", REFUSED, PARTS)
    client = client_of(member, user="root", password="pw")

    saved = client.maintenance.snapshot(tmp_path / "etcd.db")

    assert (saved.size, saved.sha256) == (1056, hashlib.sha256(DATABASE).hexdigest())
    assert member.count("Maintenance/Snapshot") == 2
    assert member.arrivals[-1].metadata["token"] == "t"


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ([PARTS[0], Refusal("UNAVAILABLE", "etcdserver: server stopped")], Unavailable),
        ([PARTS[0], REFUSED], InvalidToken),
        (PARTS[:2], InvalidFile),
        ([PARTS[0], PARTS[2]], InvalidFile),
        ([PARTS[0], PARTS[0], PARTS[0]], InvalidFile),
        ([], InvalidFile),
    ],
)
def test_what_is_not_whole_is_not_kept(
    parts: list[object], error: type[Exception], members: Members, client_of: ClientOf, tmp_path: Path
) -> None:
    """Broken off, or whole and not what the member meant: no file, no part of one, and no second attempt."""
    (member,) = members(1)
    member.on("Maintenance/Snapshot", parts)
    client = client_of(member)

    with pytest.raises(error):
        client.maintenance.snapshot(tmp_path / "etcd.db")

    assert list(tmp_path.iterdir()) == []
    assert member.count("Maintenance/Snapshot") == 1


def test_stop_ends_a_save_that_waits(members: Members, client_of: ClientOf, tmp_path: Path) -> None:
    """At once, while the member is silent in the middle; nothing is kept."""
    (member,) = members(1)
    hang = Hang()
    member.on("Maintenance/Snapshot", [PARTS[0], hang])
    stop = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    started = time.monotonic()

    stop.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            client_of(member).maintenance.snapshot(tmp_path / "etcd.db")
    finally:
        stop.join()
        hang.let_go.set()

    assert time.monotonic() - started < 1.5
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_to_be_replaced_stays_when_the_new_one_is_not_whole(
    members: Members, client_of: ClientOf, tmp_path: Path
) -> None:
    """The old snapshot is better than none."""
    (member,) = members(1)
    member.on("Maintenance/Snapshot", PARTS[:2])
    file = tmp_path / "etcd.db"
    file.write_text("old")

    with pytest.raises(InvalidFile):
        client_of(member).maintenance.snapshot(file, overwrite=True)

    assert file.read_text() == "old"
