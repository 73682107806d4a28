"""The config table on a real cluster, without a page: what it holds, tells and leaves behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import yamtam_nb as yn
from yamtam_nb.errors import Unavailable
from yamtam_nb.widgets import live
from yamtam_nb.widgets.config_table import ConfigTable

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.sandbox import Cluster


def held(table: ConfigTable) -> dict[bytes, bytes]:
    """Keys and values that the table holds."""
    return {row.cells[0]: row.cells[1] for row in table.rows}


def test_the_table_holds_what_is_there_and_follows_what_comes(client: Client, fresh_prefix: str) -> None:
    """Present keys, then puts and deletes; those elsewhere do not matter."""
    client.put(fresh_prefix + "a", "1")
    client.put(fresh_prefix + "b", "1")
    with yn.config_table(client, fresh_prefix) as table:
        assert held(table) == {f"{fresh_prefix}a".encode(): b"1", f"{fresh_prefix}b".encode(): b"1"}
        client.put(fresh_prefix + "a", "2")
        client.put("/elsewhere", "1")
        client.delete(fresh_prefix + "b")
        table.wait(client.put(fresh_prefix + "c", "1").revision, timeout=10)
        assert held(table) == {f"{fresh_prefix}a".encode(): b"2", f"{fresh_prefix}c".encode(): b"1"}
        assert table.status.total == 2
        assert table.state == "live"


def test_writes_while_the_table_opens_are_neither_lost_nor_undone(client: Client, fresh_prefix: str) -> None:
    """The first picture and the changes that follow it overlap; the end is the truth all the same."""
    stop = threading.Event()

    def write() -> None:
        for number in range(10_000):
            if stop.is_set():
                return
            name = f"{fresh_prefix}k{number % 7}"
            client.delete(name) if number % 3 == 0 else client.put(name, str(number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            yn.config_table(client, fresh_prefix).close()
        table = yn.config_table(client, fresh_prefix)
    finally:
        stop.set()
        writer.join()
    with table:
        table.wait(client.put(fresh_prefix + "end", "").revision, timeout=10)
        truth = {kv.key: kv.value for kv in client.get(fresh_prefix, prefix=True)}
        assert held(table) == truth


def test_a_lease_gets_its_time(client: Client, fresh_prefix: str) -> None:
    """The page is told when it runs out, without asking."""
    lease = client.lease.grant(60)
    client.put(fresh_prefix + "a", "1", lease=lease.id)
    with yn.config_table(client, fresh_prefix) as table:
        until = time.monotonic() + 10
        while (
            not (expires := table.get_state("_snapshot")["_snapshot"]["expires"]) and time.monotonic() < until
        ):
            time.sleep(0.05)
        left = expires[f"{lease.id:x}"] / 1000 - time.time()
        assert 50 < left <= 61


def test_a_stopped_table_keeps_what_it_has_and_runs_nothing(client: Client, fresh_prefix: str) -> None:
    """The picture stays; the watch, the mirror and their threads are gone."""
    before = threading.active_count()
    client.put(fresh_prefix + "a", "1", lease=client.lease.grant(60).id)
    table = yn.config_table(client, fresh_prefix)
    assert table in live.live_tables()
    table.stop()
    client.put(fresh_prefix + "a", "2")
    assert list(held(table).values()) == [b"1"]
    assert table.state == "stopped"
    assert table not in live.live_tables()
    table.close()
    until = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.02)
    assert threading.active_count() <= before


def test_more_keys_than_it_has_room_for_are_counted(client: Client, fresh_prefix: str) -> None:
    """They are in the mirror, and the table says how many there are."""
    for number in range(6):
        client.put(f"{fresh_prefix}{number}", "1")
    with yn.config_table(client, fresh_prefix, max_rows=4) as table:
        assert (table.shown, table.status.total, len(table.mirror)) == (4, 6, 6)
        assert "showing 4 of 6 keys" in table._repr_mimebundle_()[0]["text/plain"]


def test_a_closed_client_shows_in_the_table(etcd_cluster: Cluster, fresh_prefix: str) -> None:
    """It cannot be live any more, and says so."""
    client = yn.connect(etcd_cluster.endpoints)
    with yn.config_table(client, fresh_prefix) as table:
        client.close()
        until = time.monotonic() + 5
        while table.state not in ("closed", "failed") and time.monotonic() < until:
            time.sleep(0.02)
        assert table.state in ("closed", "failed")


def test_a_cluster_that_is_not_there_is_one_clear_error(own_cluster: Callable[..., Cluster]) -> None:
    """Nothing is left of the table that could not be made."""
    cluster = own_cluster(1)
    with yn.connect(cluster.endpoints, timeout=1.0) as client:
        client.put("/a", "1")
        cluster.members[0].kill()
        before = live.live_tables()
        with pytest.raises(Unavailable):
            yn.config_table(client, "/a")
        assert live.live_tables() == before
