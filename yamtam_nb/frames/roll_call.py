"""Who of a registry is there, who has gone, and what is left over: worked out from what etcd still remembers."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.frames import roll_call_view as view
from yamtam_nb.frames.history.history import history
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import decoded, show_key

if TYPE_CHECKING:
    from IPython.lib.pretty import RepresentationPrinter

    from yamtam_nb.client.client import Client
    from yamtam_nb.frames.history.history import History
    from yamtam_nb.frames.picture import Picture
    from yamtam_nb.frames.plan.plan import Plan
    from yamtam_nb.frames.snapshot import Snapshot

Standing = Literal["offline", "left over", "late", "online"]

ORDER: tuple[Standing, ...] = ("offline", "left over", "late", "online")


class Called(NamedTuple):
    """One agent. Its host is what it says of itself, to be shown as hostile text.

    Attributes:
        name: its key without the prefix, for reading: what is no printable text is written as escapes.
        key: its key.
        status: ``online``; ``late``: a renewal is overdue; ``offline``: its key is gone; ``left over``: its key is on
            no lease, so it stays whether or not the agent lives.
        host: the machine in its address, or its ``host``; "" where it says neither.
        lease_id: of its key, or of its last one; 0 for none.
        reading: what is left of its lease; None offline and without one.
        came: revision at which its key was created.
        went: revision at which its key was deleted; 0 while it is there.
        at: when it went, where a mirror of this process saw it; else None.
    """

    name: str
    key: bytes
    status: Standing
    host: str
    lease_id: int
    reading: Reading | None
    came: int
    went: int
    at: pd.Timestamp | None


class RollCall:
    """The agents of a registry at one revision, those that are away first.

    Attributes:
        prefix: of the registry.
        revision: at which it was looked at.
        rows: one for each agent.
        shared: sentences about what those that are away have in common.
    """

    def __init__(self, there: Snapshot, rows: Iterable[Called]) -> None:
        self.prefix = there.prefix
        self.revision = there.revision
        self.rows = tuple(sorted(rows, key=lambda row: (ORDER.index(row.status), row.name)))
        self.shared = view.shared(self.rows)
        self._there = there

    def names(self, *statuses: Standing) -> list[str]:
        """The names of those that have one of these statuses."""
        return [row.name for row in self.rows if row.status in statuses]

    @property
    def df(self) -> pd.DataFrame:
        """A frame with a row for each agent; leases are in hex, as etcdctl's; ``went`` is 0 for who is there."""
        frame: pd.DataFrame = pd.DataFrame.from_records(
            [
                (row.name, row.status, row.host, f"{row.lease_id:x}" if row.lease_id else "",
                 float(row.reading.left) if row.reading else None, row.came, row.went, row.at)
                for row in self.rows
            ],
            columns=["name", "status", "host", "lease", "ttl_left", "came", "went", "at"],
        )  # fmt: skip
        frame["ttl_left"] = frame["ttl_left"].astype("float64")
        frame["at"] = pd.to_datetime(frame["at"], utc=True)
        return frame

    def plan(self, *, keep: Collection[str] = ()) -> Plan:
        """The plan that removes the registrations that are left over, each only if nobody writes to it meanwhile.

        Args:
            keep: names of those that stay.
        """
        wanted = {name.strip() for name in keep}
        doomed = {row.key for row in self.rows if row.status == "left over" and row.name not in wanted}
        frame = self._there.frame()
        stay = [row for row, key in enumerate(frame["key"]) if to_bytes(key) not in doomed]
        return self._there.plan(frame.iloc[stay], delete_missing=True)

    def picture(self) -> Picture:
        """When each came and went: a bar for each agent, revisions from left to right. Needs matplotlib."""
        return view.picture(self)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<RollCall {view.title(self)}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(view.text(self))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return view.html(self)


def roll_call(client: Client, prefix: str | bytes = "/yamtam/agents/") -> RollCall:
    """Look who is registered under a prefix, and who was: as far back as etcd remembers, down to its last compaction.

    Linearizable, all at one revision; what is left of the leases is asked for right after. It changes nothing.

    Args:
        client: whom to ask.
        prefix: what the keys of all agents begin with.

    Raises:
        EtcdError: it could not be read.
    """
    past = history(client, prefix)
    there = past.at(past.revision)

    def look(lease_id: int) -> tuple[int, Reading]:
        left = client.lease.time_to_live(lease_id)
        return lease_id, Reading(left.ttl, left.granted_ttl, time.time())

    readings = dict(at_once(look, {kv.lease for kv in there if kv.lease}, name="yamtam-roll-call"))
    start = to_bytes(prefix)
    present = [_present(kv, start, readings.get(kv.lease)) for kv in there]
    return RollCall(there, [*present, *_gone(past, start)])


def _present(kv: KeyValue, prefix: bytes, reading: Reading | None) -> Called:
    status: Standing = "left over"
    if reading is not None:
        status = "late" if reading.late else "online"
    return Called(
        show_key(kv.key[len(prefix) :]),
        kv.key,
        status,
        _host(kv.value),
        kv.lease,
        reading,
        kv.create_revision,
        0,
        None,
    )


def _gone(past: History, prefix: bytes) -> list[Called]:
    last = {}
    frame = past.df
    for key, revision, moment in zip(frame["key"], frame["revision"], frame["time"], strict=True):
        last[to_bytes(key)] = (int(revision), None if pd.isna(moment) else moment)
    return [
        Called(
            show_key(key[len(prefix) :]),
            key,
            "offline",
            _host(kv.value),
            kv.lease,
            None,
            kv.create_revision,
            *last[key],
        )
        for key, kv in past.deleted().items()
    ]


def _host(value: bytes) -> str:
    info = decoded(value)
    if not isinstance(info, dict):
        return ""
    address = info.get("address")
    try:
        found = urlsplit(address).hostname if isinstance(address, str) else None
    except ValueError:
        found = None
    said = info.get("host")
    # JSON can hold half a surrogate pair, which no frame and no page can.
    return (found or (said if isinstance(said, str) else "")).encode("utf-8", "replace").decode()
