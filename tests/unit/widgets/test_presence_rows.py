"""Agents, locks and leases as rows."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from yamtam_nb.agents.agent import Agent, AgentStatus
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.concurrency.entries import entries_in
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.concurrency.queues import LockQueue
from yamtam_nb.model import KeyValue, LeaseRow
from yamtam_nb.widgets import lease_rows, lock_rows, registry_rows
from yamtam_nb.widgets.cells import Earlier, Status, Ttl
from yamtam_nb.widgets.lease_rows import LeaseRows
from yamtam_nb.widgets.lock_rows import LockRows
from yamtam_nb.widgets.registry_rows import RegistryRows
from yamtam_nb.widgets.rows import Removed, Row

SINCE = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
OPENED = 1_795_000_000_000


def agent(name: str = "a", value: bytes = b"{}", **changes: object) -> Agent:
    """An agent that is online."""
    key = b"/agents/" + name.encode("utf-8", "surrogateescape")
    online = Agent(
        name, AgentStatus.ONLINE, "ws://a", {}, 8.5, 10, 1000.25, SINCE, SINCE, 2, 77, key, 5, 5, value
    )
    return online._replace(**changes)  # type: ignore[arg-type]


def cell(row: Row, name: str, columns: tuple[object, ...] = registry_rows.COLUMNS) -> object:
    """One cell of a row."""
    return row.cells[[column.id for column in columns].index(name)]  # type: ignore[attr-defined]


def test_an_agent_is_a_row_called_by_its_name() -> None:
    """Without the prefix, which all have."""
    row = RegistryRows(b"/agents/", OPENED).row(agent())
    at = int(SINCE.timestamp() * 1000)
    assert row.id == "a"
    assert row.cells == (
        b"a", "ws://a", Status("online", "good"), Ttl(1_000_250, 10), at, at, 2, 77, b"{}"
    )  # fmt: skip
    assert (row.version, row.previous_version) == (5, 0)


def test_what_is_not_known_of_an_agent_is_left_open() -> None:
    """An agent that was there before anybody looked, with a key that somebody put by hand."""
    bare = agent(expires_at=None, granted_ttl=None, since=None, last_seen=None, lease_id=0)
    row = RegistryRows(b"/agents/", OPENED).row(bare)
    assert [cell(row, name) for name in ("ttl", "seen", "lease")] == [None] * 3
    assert cell(row, "since") == Earlier(OPENED)


def test_a_renewal_and_a_status_are_no_new_version() -> None:
    """What an agent says of itself is; and then what it said before is known."""
    rows = RegistryRows(b"/agents/", OPENED)
    rows.row(agent())
    late = rows.row(agent(status=AgentStatus.LATE, expires_at=2000.0))
    assert (late.version, late.previous_version, cell(late, "status")) == (5, 0, Status("late", "warn"))
    told = rows.row(agent(value=b'{"n": 1}', mod_revision=9))
    again = rows.row(agent(value=b'{"n": 1}', mod_revision=9, expires_at=3000.0))
    assert told[2:] == again[2:] == (9, b"{}", 5)


def test_an_agent_that_is_cleared_is_found_whatever_its_name() -> None:
    """Names are bytes; and it does not linger."""
    rows = RegistryRows(b"/agents/", OPENED)
    odd = agent("\udcffx")
    assert rows.row(odd).id == "\0ff78"
    assert rows.cleared(odd.name, 7) == Removed(rows.row(odd).id, 0, 7, lingers=False)


def queue(*values: bytes, revision: int = 30, left: int = 9, since: float | None = 50.0) -> LockQueue:
    """A lock whose holder and waiters have these values."""
    kvs = [
        KeyValue(b"/locks/l/%x" % (number + 1), value, 10 + number, 10 + number, 1, number + 1)
        for number, value in enumerate(values)
    ]
    return LockQueue(b"/locks/l", tuple(entries_in(kvs)), revision, since, Reading(left, 10, 100.0))


def test_a_lock_is_a_row_with_its_holder_and_its_queue() -> None:
    """Holder, since when, what is left, fencing token, and who waits in the order of their turns."""
    who = [Holder("h", pid, "u").value() for pid in (1, 2, 3)]
    row = LockRows(OPENED, 30).row(queue(*who))
    assert row.cells[:-1] == (
        b"/locks/l", Status("held", "good"), "u@h pid 1", 50_000, Ttl(109_500, 10), 10, ["u@h pid 2", "u@h pid 3"]
    )  # fmt: skip
    whole = json.loads(row.cells[-1])
    assert [entry["who"] for entry in whole["waits"]] == ["u@h pid 2", "u@h pid 3"]
    assert (whole["holds"]["lease"], whole["holds"]["fencing token"]) == ("1", 10)
    assert whole["holds"]["since"] == "1970-01-01T00:00:50+00:00"


def test_a_holder_that_is_about_to_lose_the_lock_is_late() -> None:
    """Its lease should have been renewed by now."""
    assert cell(LockRows(OPENED, 30).row(queue(b"", left=4)), "state", lock_rows.COLUMNS) == lock_rows.LATE


def test_those_who_say_nothing_are_called_by_their_lease_and_candidates_by_what_they_proclaim() -> None:
    """etcdctl lock writes no value; and whatever is written is cleaned."""
    row = LockRows(OPENED, 30).row(queue(b"", "node\u202e1".encode(), b"node-2", since=None))
    assert cell(row, "holder", lock_rows.COLUMNS) == "lease 1"
    assert cell(row, "waiters", lock_rows.COLUMNS) == ["0x6e6f6465e280ae31 (8 bytes)", "node-2"]
    assert cell(row, "held", lock_rows.COLUMNS) == Earlier(OPENED)


def test_a_queue_that_changed_shows_how_it_was_before() -> None:
    """A renewal does not; a lock that came after somebody looked had no queue before."""
    rows = LockRows(OPENED, 30)
    first = rows.row(queue(b""))
    second = rows.row(queue(b"", b"", revision=31))
    renewed = rows.row(queue(b"", b"", revision=31, left=3))
    assert first.previous_version is None
    assert second[2:] == renewed[2:] == (31, first.cells[-1], 30)
    assert rows.free(b"/locks/l", 32, 7) == Removed("/locks/l", 32, 7)
    assert rows.row(queue(b"", revision=40)).previous_version == 0


def test_a_queue_with_control_characters_is_plain_json() -> None:
    """Else the page would get its bytes in hex, and nobody could read it."""
    row = LockRows(OPENED, 30).row(queue(Holder("h\u202e\ud800", 1, "u").value()))
    assert json.loads(row.cells[-1])["holds"]["who"] == "u@h\u202e\ud800 pid 1"
    assert row.cells[-1].decode().isascii()


def test_a_lease_is_a_row_with_its_keys() -> None:
    """As etcdctl writes leases; all keys in the detail panel."""
    lease = LeaseRow(0xAB, 8, 10, (b"/a", b"\xff"), 100.0, 30)
    row = LeaseRows().row(lease)
    assert row.id == "00000000000000ab"
    assert row.cells == (b"00000000000000ab", Ttl(108_500, 10), 10, ["/a", "\\xff"], b"/a\n\\xff")
    assert (row.version, row.previous_version) == (30, None)


def test_a_lease_with_other_keys_shows_those_before() -> None:
    """A renewal is no new version, although the store has moved on."""
    rows = LeaseRows()
    rows.row(LeaseRow(7, 8, 10, (b"/a",), 100.0, 30))
    renewed = rows.row(LeaseRow(7, 9, 10, (b"/a",), 103.0, 35), renewed=True)
    assert (renewed.version, renewed.previous_version) == (30, None)
    more = rows.row(LeaseRow(7, 9, 10, (b"/a", b"/b"), 103.0, 36))
    assert more[2:] == (36, b"/a", 30)
    assert rows.gone(7, 5) == Removed(lease_rows.name_of(7), 0, 5)
