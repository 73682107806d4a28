"""The tables of agents, locks and leases on a real cluster, without a page: what they hold, tell and leave behind."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

import yamtam_nb as yn
from tests.unit.testing.test_sanitize import sanitized
from yamtam_nb.errors import InvalidArgument, Unavailable
from yamtam_nb.widgets import live
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.rows import Row

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.sandbox import Cluster

OPENERS: dict[str, Callable[[Client, str], LiveTable]] = {
    "registry": lambda client, prefix: yn.registry_table(client, prefix),
    "locks": lambda client, prefix: yn.lock_table(client, prefix),
    "leases": lambda client, prefix: yn.lease_table(client),
}
each_table = pytest.mark.parametrize("opened", OPENERS.values(), ids=OPENERS)
AGENT, STATUS, TTL, LEASE = 0, 2, 3, 7


@pytest.fixture
def other(etcd_cluster: Cluster) -> Iterator[Client]:
    """Somebody else on the same cluster."""
    with yn.connect(etcd_cluster.endpoints) as other:
        yield other


def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def rows(table: LiveTable) -> dict[str, Row]:
    """What the table holds, by name."""
    return {row.id: row for row in table.rows}


def words(table: LiveTable, at: int) -> dict[str, str]:
    """The statuses in a column, by name."""
    return {name: row.cells[at].word for name, row in rows(table).items()}


def test_the_first_picture_is_whole(client: Client, other: Client, fresh_prefix: str) -> None:
    """What a notebook saves right after it is opened has what is left of each lease, too."""
    with yn.Registry(other, fresh_prefix) as registry:
        agent = registry.register("agent-1", {"address": "ws://agent-1:8080"})
        other.put(f"{fresh_prefix}by-hand", "ws://somewhere")
        with yn.registry_table(client, fresh_prefix) as table:
            assert words(table, STATUS) == {"agent-1": "online", "by-hand": "online"}
            row = rows(table)["agent-1"]
            assert row.cells[TTL].granted == 10
            assert 8 < row.cells[TTL].expires / 1000 - time.time() <= 10.6
            assert row.cells[LEASE] == agent.lease_id
            text = table._repr_mimebundle_()[0]["text/plain"].splitlines()
            assert text[0].startswith(f"{fresh_prefix} · 2 agents · revision ")
            assert re.match(r"agent-1 +ws://agent-1:8080 +online +\d+ s of 10 s ", text[2])


def test_agents_come_change_go_and_are_cleared(client: Client, other: Client, fresh_prefix: str) -> None:
    """An offline one stays until somebody presses the button; the message may come on any thread."""
    with yn.registry_table(client, fresh_prefix) as table, yn.Registry(other, fresh_prefix) as registry:
        agent = registry.register("agent-1", {"load": 1})
        until(lambda: words(table, STATUS) == {"agent-1": "online"})
        agent.update({"load": 2})
        until(lambda: rows(table)["agent-1"].cells[-1] == b'{"load": 2}')
        row = rows(table)["agent-1"]
        assert (row.previous, row.previous_version) == (b'{"load": 1}', row.version - 1)
        agent.close()
        until(lambda: words(table, STATUS) == {"agent-1": "offline"})
        press = threading.Thread(target=table._handle_custom_msg, args=({"t": "press", "id": "clear"}, []))
        press.start()
        press.join(5)
        assert rows(table) == {}
        until(lambda: table.status.total == 0)


def test_a_renewal_moves_the_bar_and_is_no_change(client: Client, other: Client, fresh_prefix: str) -> None:
    """The rate stays zero, and so does the row's version."""
    with yn.Registry(other, fresh_prefix) as registry:
        registry.register("agent-1", ttl=2, allow_short_ttl=True)
        with yn.registry_table(client, fresh_prefix) as table:
            first = rows(table)["agent-1"]
            until(lambda: rows(table)["agent-1"].cells[TTL].expires > first.cells[TTL].expires + 1000)
            assert rows(table)["agent-1"].version == first.version
            assert table.rate == 0


def test_a_lock_is_shown_from_its_holder_to_the_end_of_its_queue(
    client: Client, other: Client, fresh_prefix: str
) -> None:
    """By hand, as etcdctl lock writes it: keys that end in their lease, in the order in which they were created."""
    leases = [other.lease.grant(30).id for _ in range(3)]
    with yn.lock_table(client, fresh_prefix) as table, ExitStack() as ending:
        for lease in leases:
            ending.callback(other.lease.revoke, lease)
            other.put(f"{fresh_prefix}l/{lease:x}", lease=lease)
        until(lambda: rows(table) and len(rows(table)[f"{fresh_prefix}l"].cells[6]) == 2)
        (queue,) = table.queues
        row = rows(table)[f"{fresh_prefix}l"]
        assert row.cells[2] == f"lease {leases[0]:x}"
        assert row.cells[5] == queue.holder.token
        assert row.cells[6] == [f"lease {lease:x}" for lease in leases[1:]]
        until(lambda: rows(table)[f"{fresh_prefix}l"].cells[4] is not None)
        assert rows(table)[f"{fresh_prefix}l"].cells[4].granted == 30
        whole = json.loads(row.cells[-1])
        assert [waiter["lease"] for waiter in whole["waits"]] == [f"{lease:x}" for lease in leases[1:]]
        other.delete(f"{fresh_prefix}l/{leases[0]:x}")
        until(lambda: rows(table)[f"{fresh_prefix}l"].cells[2] == f"lease {leases[1]:x}")
        other.delete(f"{fresh_prefix}l/", prefix=True)
        until(lambda: not table.rows)


def test_a_holder_that_renews_no_more_is_late(client: Client, other: Client, fresh_prefix: str) -> None:
    """Before it loses the lock."""
    lease = other.lease.grant(4).id
    other.put(f"{fresh_prefix}l/{lease:x}", lease=lease)
    with yn.lock_table(client, fresh_prefix) as table:
        until(lambda: words(table, 1) == {f"{fresh_prefix}l": "late"})
        assert client.lease.time_to_live(lease).ttl > 0
        until(lambda: not table.rows)


def test_locks_without_a_prefix_must_be_asked_for(client: Client, fresh_prefix: str) -> None:
    """It follows every key of the cluster."""
    before = live.live_tables()
    with pytest.raises(InvalidArgument, match="everything=True"):
        yn.lock_table(client)
    assert live.live_tables() == before
    with yn.Lock(client, f"{fresh_prefix}l"), yn.lock_table(client, everything=True) as table:
        assert table.title == "all locks"
        assert f"{fresh_prefix}l" in rows(table)


def test_leases_come_get_keys_are_renewed_and_go(client: Client, other: Client, fresh_prefix: str) -> None:
    """Found by looking again and again."""
    lease = other.lease.grant(60).id
    name = f"{lease:016x}"
    with yn.lease_table(client) as table:
        assert rows(table)[name].cells[2] == 60
        expires = rows(table)[name].cells[1].expires
        other.put(f"{fresh_prefix}k", "v", lease=lease)
        other.lease.keep_alive_once(lease)
        until(lambda: rows(table)[name].cells[3] == [f"{fresh_prefix}k"])
        assert rows(table)[name].cells[1].expires >= expires
        assert rows(table)[name].previous == b""
        other.lease.revoke(lease)
        until(lambda: name not in rows(table))
        gone = client.get("x").revision
        until(lambda: table.status.revision >= gone)


def test_a_limit_of_leases_is_told(client: Client) -> None:
    """Each costs a request."""
    leases = [client.lease.grant(60).id for _ in range(3)]
    with yn.lease_table(client, most=2) as table:
        assert (table.shown, table.status.total >= 3) == (2, True)
        assert "showing 2 of" in table._repr_mimebundle_()[0]["text/plain"]
    for lease in leases:
        client.lease.revoke(lease)


@each_table
def test_a_stopped_table_keeps_what_it_has_and_runs_nothing(
    opened: Callable[[Client, str], LiveTable], client: Client, fresh_prefix: str
) -> None:
    """The picture stays; mirrors, looks and their threads are gone. Closing after that, or twice, does nothing."""
    lease = client.lease.grant(60).id
    client.put(f"{fresh_prefix}l/{lease:x}", "{}", lease=lease)
    before = set(threading.enumerate())
    table = opened(client, fresh_prefix)
    shown = table.shown
    assert shown > 0
    assert table in live.live_tables()
    table.stop()
    table.stop()
    client.lease.revoke(lease)
    assert (table.state, table.shown) == ("stopped", shown)
    assert table not in live.live_tables()
    table.close()
    table.close()
    until(lambda: not {t.name for t in set(threading.enumerate()) - before})


@each_table
def test_a_closed_client_shows_in_the_table(
    opened: Callable[[Client, str], LiveTable], etcd_cluster: Cluster, fresh_prefix: str
) -> None:
    """It cannot be live any more, and says so."""
    client = yn.connect(etcd_cluster.endpoints)
    with opened(client, fresh_prefix) as table:
        assert table.state == "live"
        client.close()
        until(lambda: table.state in ("closed", "failed"))


@pytest.fixture(scope="module")
def nobody() -> Iterator[Client]:
    """A client of a cluster that is gone."""
    with (
        yn.sandbox.Cluster.start(1, fsync=False) as cluster,
        yn.connect(cluster.endpoints, timeout=0.5) as client,
    ):
        client.get("/a")
        cluster.members[0].kill()
        yield client


@each_table
def test_a_cluster_that_is_not_there_is_one_clear_error(
    opened: Callable[[Client, str], LiveTable], nobody: Client, fresh_prefix: str
) -> None:
    """Nothing is left of the table that could not be made."""
    before, threads = live.live_tables(), set(threading.enumerate())
    with pytest.raises(Unavailable):
        opened(nobody, fresh_prefix)
    assert live.live_tables() == before
    until(lambda: not [t for t in set(threading.enumerate()) - threads if t.name.startswith("yamtam-")])


@each_table
def test_the_same_cluster_gives_the_same_picture(
    opened: Callable[[Client, str], LiveTable], client: Client, fresh_prefix: str
) -> None:
    """But for times, revisions and leases, which comparisons of notebooks mask."""
    lease = client.lease.grant(60).id
    client.put(f"{fresh_prefix}l/{lease:x}", "{}", lease=lease)
    pictures: list[list[str]] = []
    for _ in range(2):
        with opened(client, fresh_prefix) as table:
            bundle = table._repr_mimebundle_()[0]
        lines = "\n".join([bundle["text/html"], bundle["text/plain"]]).splitlines()
        ours = (f"{lease:x}", f"{fresh_prefix}l")
        pictures.append([sanitized(line) for line in lines if any(word in line for word in ours)])
    client.lease.revoke(lease)
    assert pictures[0] == pictures[1]
    assert "DURATION of DURATION" in pictures[0][-1]
