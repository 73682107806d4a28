"""A watch that is cut again and again while it catches up with a long history."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest

import yamtam_nb as yn
from tests.faults.proxy import ProxiedCluster
from yamtam_nb.client.watch import Watch
from yamtam_nb.model import PutOp, WatchBatch


def cut(proxied: ProxiedCluster, times: int, pause: float, done: threading.Event) -> int:
    """Reset every connection that many times; how many of them were there."""
    connections = 0
    for _ in range(times):
        done.wait(pause)
        for proxy in proxied.proxies:
            connections += proxy.traffic().open
            proxy.reset()
    return connections


def take(watch: Watch, events: int, timeout: float = 40.0) -> list[WatchBatch]:
    batches: list[WatchBatch] = []
    until = time.monotonic() + timeout
    while sum(len(batch.events) for batch in batches) < events:
        batch = watch.read(until - time.monotonic())
        assert batch is not None, watch
        batches.append(batch)
    return batches


@pytest.mark.timeout(90)
def test_a_backlog_that_is_cut_while_it_is_sent_arrives_once_and_whole(
    proxied_cluster: ProxiedCluster, fresh_prefix: str
) -> None:
    """Each response of a backlog has the store's revision in its header, and large ones come in fragments.

    Going on after the header would skip what had not been sent, and half of a fragmented response would
    tear a transaction.
    """
    value, keys = b"x" * 4_000, [f"{fresh_prefix}{number:02}".encode() for number in range(64)]
    with (
        yn.connect(proxied_cluster.cluster.endpoints) as direct,
        yn.connect(proxied_cluster.endpoints) as client,
    ):
        revisions = []
        for number in range(2_500):
            revisions.append(direct.put(fresh_prefix + "small", str(number)).revision)
            if number % 50 == 0:
                revisions.append(direct.txn(success=[PutOp(key, value) for key in keys]).revision)
        done, cuts = threading.Event(), []
        with client.watch(fresh_prefix, prefix=True, start_revision=revisions[0]) as watch:
            cutter = threading.Thread(target=lambda: cuts.append(cut(proxied_cluster, 8, 0.13, done)))
            cutter.start()
            batches = take(watch, 2_500 + 50 * 64)
            done.set()
            cutter.join()
            assert watch.status.reconnects >= 2
            assert watch.status.regressions == 0
    assert cuts[0] > 0
    told = [event for batch in batches for event in batch.events]
    assert [event.kv.mod_revision for event in told] == [
        revision for index, revision in enumerate(revisions) for _ in range(count_at(index))
    ]
    assert [event.key for event in told if event.key != fresh_prefix.encode() + b"small"] == keys * 50
    for before, after in pairwise(batches):
        assert not {e.kv.mod_revision for e in before.events} & {e.kv.mod_revision for e in after.events}


def count_at(index: int) -> int:
    """64 keys at every 51st revision from the second on, one at the others."""
    return 64 if (index - 1) % 51 == 0 else 1
