"""A cluster without a quorum: what can be done, what of it fits, and what is never done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from yamtam_nb.errors import EtcdError, GateNotPassed, PermissionDenied
from yamtam_nb.render import html
from yamtam_nb.render.figures import counted
from yamtam_nb.runbooks.commands import Commands, start_again
from yamtam_nb.runbooks.operations import Operation, Operations
from yamtam_nb.runbooks.roll_call import RollCall, roll_call

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

Way = Literal["nothing", "wait", "start", "restore"]
"""``nothing``: there is a quorum. ``wait``: enough members answer, and have yet to elect a leader. ``start``: members
that do not answer are started with the data they have. ``restore``: only where that data is gone."""

WAYS: tuple[tuple[Way, str, str], ...] = (
    ("wait", "Wait for the election", "enough members answer; a leader is elected within seconds"),
    ("start", "Start the silent members with their data", "loses nothing that was ever acknowledged"),
    (
        "restore",
        "Last resort: restore from a snapshot or a copy (runbook restore-snapshot)",
        "only when the data of a majority is gone for good; loses what came after the snapshot",
    ),
)
"""The ways in the order in which they are tried: name, what it is, when."""

_LOOK = 2.0
_NEVER = "Never --force-new-cluster: while an old member may come back it makes two clusters of one."


@dataclass(frozen=True)
class WayBack:
    """What can be done for a cluster, by who answers.

    Attributes:
        client: of the cluster.
        seen: who answers.
        copy_to: where a copy of the newest data that answers goes, None for none.
        reads: whether linearizable reads are answered: "" or why they are not.
        revision: of the linearizable read, 0 when it was not answered.
        stale: revision of a read that needs no quorum, None when nobody answers one; it may be old.
    """

    client: Client
    seen: RollCall
    copy_to: Path | None
    reads: str
    revision: int
    stale: int | None

    @property
    def way(self) -> Way:
        """Which way fits now; whether data is gone for good only a person can say."""
        return way_of(self.seen)

    @property
    def commands(self) -> Commands:
        """What is to be typed on the machines of the members that do not answer."""
        if self.way != "start":
            return Commands("Nothing is to be started.", [])
        return start_again(each.seat.member for each in self.seen.silent if each.seat.member is not None)

    def plan(self) -> Operations:
        """The one thing that can be done from here without a quorum: a copy of the newest data that answers."""
        steps, newest = [], self.seen.newest
        if (
            self.copy_to is not None
            and not self.seen.quorum
            and newest is not None
            and newest.status is not None
        ):
            path, endpoint = self.copy_to, newest.seat.endpoint
            steps.append(
                Operation(
                    f"copy the data of {newest.seat.name} at {endpoint}, revision {newest.status.revision}, to {path}",
                    lambda: self.client.maintenance.snapshot(path, endpoint=endpoint),
                    "the newest of those that answer, should the others be gone",
                )
            )
        return Operations("Before anything is started", self.client.cluster_id, steps)

    def back(self) -> bool:
        """Whether the cluster works: a leader, a quorum, and a read that it has agreed to.

        Raises:
            GateNotPassed: not yet.
        """
        if not self.seen.quorum:
            raise GateNotPassed(f"{self.seen.sentence}. When it is mended, run this again from the top.")
        if self.reads:
            raise GateNotPassed(f"A linearizable read failed: {self.reads}.")
        return True

    def same(self) -> bool:
        """Whether the members that answer hold the same.

        Raises:
            GateNotPassed: only one of several answers, so that there is nothing to compare.
        """
        endpoints = self.seen.endpoints
        if len(endpoints) > 1:
            return self.client.maintenance.hash_kv_all(endpoints=endpoints).consistent
        if self.seen.silent:
            raise GateNotPassed("Only one member answers: there is nothing to compare it with.")
        return True

    def has(self, revision: int) -> bool:
        """Whether the cluster, and not only a member, has come at least as far as that revision.

        Raises:
            GateNotPassed: it answers no linearizable reads.
        """
        if self.reads:
            raise GateNotPassed(f"A linearizable read failed: {self.reads}.")
        return self.revision >= revision

    def _facts(self) -> list[tuple[str, str]]:
        newest, listed = self.seen.newest, self.seen.view
        facts = [
            ("linearizable reads", self.reads or "answered"),
            ("serializable reads", "nobody answers" if self.stale is None else self._stale()),
        ]
        if not self.seen.quorum and newest is not None and newest.status is not None:
            said = f"term {newest.status.raft_term}, index {newest.status.raft_index}"
            unheard = counted(len(self.seen.silent), "voter")
            more = f"; {unheard} did not answer, and may have more" if self.seen.silent else ""
            facts.append(
                ("newest data", f"{newest.seat.name}: {said}, revision {newest.status.revision}{more}")
            )
        return [*facts, ("members", f"{len(self.seen.voters)} vote, {len(listed)} are listed")]

    def _stale(self) -> str:
        if not self.reads:
            return f"answered at revision {self.stale}"
        return f"STALE: answered at revision {self.stale}; the others may have acknowledged more"

    def _rows(self) -> list[list[str]]:
        return [["now" if way == self.way else "", what, when] for way, what, when in WAYS]

    def __repr__(self) -> str:
        return f"<WayBack {self.way}: {self.seen.sentence}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        lines = [self.seen.sentence, *(f"{name}: {value}" for name, value in self._facts()), ""]
        lines += [f"{mark:5}{what}: {when}" for mark, what, when in self._rows()]
        printer.text("\n".join([*lines, _NEVER]))

    def _repr_html_(self) -> str:
        head = html.toned(self.seen.sentence, "good" if self.seen.quorum else "bad")
        rows = [[html.toned(mark, "warn") if mark else "", what, when] for mark, what, when in self._rows()]
        ways = html.table(["", "what can be done", "when"], rows)
        return html.box(
            html.Markup(f"<div>{head}</div>"), html.facts(self._facts()), ways, html.footer(_NEVER)
        )


def way_back(client: Client, *, copy_to: str = "") -> WayBack:
    """Look at a cluster that may have lost its quorum. It changes nothing.

    Args:
        client: of the cluster.
        copy_to: file for a copy of the newest data that answers; "" for none.

    Raises:
        EtcdError: no member answers.
    """
    seen = roll_call(client)
    reads, revision = _read(client, serializable=False)
    why, stale = _read(client, serializable=True)
    return WayBack(client, seen, Path(copy_to) if copy_to else None, reads, revision, None if why else stale)


def _read(client: Client, *, serializable: bool) -> tuple[str, int]:
    """Why a read was not answered, "" when it was, and its revision. To be refused is an answer."""
    try:
        return "", client.get("/", count_only=True, serializable=serializable, timeout=_LOOK).revision
    except PermissionDenied:
        return "", 0
    except EtcdError as error:
        return error.detail or str(error), 0


def way_of(seen: RollCall) -> Way:
    """Which way fits, by who answers. Pure."""
    if seen.quorum:
        return "nothing"
    return "wait" if len(seen.voters) - len(seen.silent) >= seen.needed else "start"
