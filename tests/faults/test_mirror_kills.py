"""A mirror while members are killed and restarted under it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

import yamtam_nb as yn
from tests.faults import truth
from yamtam_nb.client.client import Client
from yamtam_nb.errors import OutcomeUnknown, YamtamError
from yamtam_nb.mirror.status import MirrorChange
from yamtam_nb.model import Event, KeyValue, PutOp

WRITES = 2_000
PREFIX = "/kills/"


class Writer:
    """Writes until 2,000 transactions were answered, whatever happens meanwhile."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.answered = 0
        self.unknown = 0
        self.last_revision = 0
        self.thread = threading.Thread(target=self._run, name="writer")
        self.thread.start()

    def wait_for(self, answered: int, timeout: float = 30.0) -> None:
        until = time.monotonic() + timeout
        while self.answered < answered:
            assert time.monotonic() < until, f"{self.answered} of {answered} writes"
            time.sleep(0.005)

    def _run(self) -> None:
        number = 0
        while self.answered < WRITES:
            number += 1
            try:
                self.last_revision = self._write(number)
            except OutcomeUnknown:
                self.unknown += 1
            except YamtamError:
                time.sleep(0.02)
            else:
                self.answered += 1

    def _write(self, number: int) -> int:
        key = f"{PREFIX}{number % 97}"
        if number % 10 == 0:
            puts = [PutOp(f"{PREFIX}txn/{part}".encode(), str(number).encode()) for part in range(3)]
            return self._client.txn(success=puts).revision
        if number % 7 == 0:
            return self._client.delete(key).revision
        return self._client.put(key, str(number)).revision


def kill_serving(cluster: yn.sandbox.Cluster, mirror: yn.Mirror) -> None:
    serving = next(member for member in cluster.members if member.endpoint == mirror.status.endpoint)
    serving.kill()
    serving.restart()


def kill_leader(cluster: yn.sandbox.Cluster, _: yn.Mirror) -> None:
    leader = cluster.wait_for_leader()
    leader.kill()
    leader.restart()


def kill_all(cluster: yn.sandbox.Cluster, _: yn.Mirror) -> None:
    for member in cluster.members:
        member.kill()
    for member in cluster.members:
        member.start()
    cluster.wait_healthy()


@pytest.mark.timeout(120)
def test_a_mirror_follows_through_kills_of_the_serving_member_the_leader_and_all(
    own_cluster: Callable[..., yn.sandbox.Cluster],
) -> None:
    """While 2,000 writes run: what it told is the history that etcdctl tells, event for event, and no gap."""
    cluster = own_cluster()
    changes: list[MirrorChange] = []
    with yn.connect(cluster.endpoints) as client, yn.connect(cluster.endpoints, timeout=1.0) as other:
        with yn.Mirror(client, PREFIX) as mirror:
            mirror.on_change(changes.append)
            writer = Writer(other)
            for share, fault in ((1, kill_serving), (2, kill_leader), (3, kill_all)):
                writer.wait_for(WRITES * share // 4)
                fault(cluster, mirror)
            writer.thread.join(60)
            assert not writer.thread.is_alive()
            mirror.sync(10)
            status, (revision, mirrored) = mirror.status, mirror.state()
        kvs = client.get(PREFIX, prefix=True)
    told = [event for change in changes for event in change.events]
    happened = truth.history(cluster.endpoints[0], PREFIX, told[-1].kv.mod_revision)
    assert [event._replace(prev_kv=None) for event in told] == happened
    assert mirrored == {kv.key: kv for kv in kvs} == truth.fold(happened)
    assert revision >= writer.last_revision
    assert len({event.kv.mod_revision for event in told}) >= WRITES * 6 // 7
    assert (status.state, status.gap_count) == ("live", 0)
    assert status.reconnects >= 2
    assert_previous_values(told)
    for change in changes:
        assert {event.kv.mod_revision for event in change.events} <= set(range(change.revision + 1))


def assert_previous_values(told: list[Event]) -> None:
    """prev_kv of each event is what the events before it left."""
    state: dict[bytes, KeyValue] = {}
    for event in told:
        assert event.prev_kv == state.get(event.key)
        state.pop(event.key, None)
        state.update(truth.fold([event]))
