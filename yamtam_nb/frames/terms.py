"""Who leads, looked at again and again: the terms, the elections between them, and how the disks were meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from yamtam_nb.client.cluster_view import Answer, ClusterView, ask, check_answered, put_together, seats_of
from yamtam_nb.client.member_view import leader_of
from yamtam_nb.client.metrics import Metrics
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.client.vitals import Vitals, vitals
from yamtam_nb.errors import EtcdError, InvalidArgument
from yamtam_nb.frames import terms_view as view
from yamtam_nb.frames.progress import ReadProgress
from yamtam_nb.model import MemberStatus

if TYPE_CHECKING:
    from IPython.lib.pretty import RepresentationPrinter

    from yamtam_nb.client.client import Client
    from yamtam_nb.frames.picture import Picture

PATIENCE = 1.0
"""Seconds that a member may take to answer one look."""

CHANGES = "etcd_server_leader_changes_seen_total"
LATE = "etcd_server_heartbeat_send_failures_total"


class TermLook(NamedTuple):
    """One look at all members: seconds since the first, the newest raft term, who leads in it ("" for nobody), and
    the names of those that did not answer."""

    at: float
    term: int
    leader: str
    silent: tuple[str, ...] = ()


class Stretch(NamedTuple):
    """Looks one after the other that saw the same: from and to, in seconds, and what was seen in so many looks."""

    begin: float
    end: float
    term: int
    leader: str
    silent: tuple[str, ...]
    looks: int


class Terms:
    """What was seen.

    Attributes:
        looks: all of them, in order.
        members: the cluster at the end; the figures of the disks are of the time that was looked at, or since the
            member's start where too little happened in it.
        df: a row for each member: ``member``, ``role``, ``fsync_p99`` and ``commit_p99`` (seconds),
            ``leader_changes`` and ``heartbeats_late`` (since the member's start).
    """

    def __init__(self, looks: Sequence[TermLook], members: ClusterView, df: pd.DataFrame) -> None:
        self.looks = tuple(looks)
        self.members = members
        self.df = df

    @property
    def elections(self) -> int:
        """By how much the term rose: elections, those that nobody won among them."""
        return self.looks[-1].term - self.looks[0].term

    @property
    def leaders(self) -> list[str]:
        """Names of those that led, in the order in which they were seen first."""
        return list(dict.fromkeys(look.leader for look in self.looks if look.leader))

    @property
    def steady(self) -> bool:
        """Whether one member led in one term, in every look."""
        return self.elections == 0 and len(self.leaders) == 1 and all(look.leader for look in self.looks)

    @property
    def stretches(self) -> list[Stretch]:
        """The looks, those that saw the same taken together."""
        found = []
        for (term, leader, silent), group in groupby(self.looks, key=lambda look: look[1:]):
            looks = list(group)
            found.append(Stretch(looks[0].at, looks[-1].at, term, leader, silent, len(looks)))
        return found

    def picture(self) -> Picture:
        """How long 99 of 100 syncs and commits take on each member, and who leads. Needs matplotlib."""
        return view.picture(self)

    def __repr__(self) -> str:
        return f"<Terms {view.title(self)}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(view.text(self))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return view.html(self)


def watch_terms(
    client: Client,
    *,
    looks: int = 10,
    every: float = 0.2,
    on_progress: Callable[[int, int], None] | None = None,
) -> Terms:
    """Look at all members again and again, and read their metrics before and after. It changes nothing.

    Args:
        client: whom to ask.
        looks: how many times, 2 at least.
        every: seconds between two looks; a member that does not answer makes it a second.
        on_progress: called with the looks done and the looks in all; None for a progress bar in the cell.

    Raises:
        EtcdError: no member answers.
    """
    if looks < 2 or every < 0:
        raise InvalidArgument(f"looks={looks}, every={every}: look twice at least, every 0 seconds or more.")
    progress = on_progress or ReadProgress("looks", done="done")
    answers = ask(client, client.endpoints, PATIENCE)
    check_answered(answers)
    seats = seats_of(client, answers, PATIENCE)
    names = {seat.endpoint: seat.name for seat in seats if seat.endpoint}
    before, started = _scrapes(client, list(names)), time.monotonic()
    seen = []
    for number in range(1, looks + 1):
        answers = ask(client, list(names), PATIENCE)
        seen.append(_look(answers, names, time.monotonic() - started))
        progress(number, looks)
        if number < looks:
            time.sleep(every)
    after = _scrapes(client, list(names))
    figures: dict[str, Vitals | EtcdError] = {at: vitals(now, before.get(at)) for at, now in after.items()}
    members = put_together(seats, answers, figures, {})
    return Terms(seen, members, _frame(members, after))


def _look(answers: dict[str, Answer], names: dict[str, str], at: float) -> TermLook:
    said = {endpoint: answer for endpoint, answer in answers.items() if isinstance(answer, MemberStatus)}
    leader = leader_of(said.values())
    called = {answer.member_id: names[endpoint] for endpoint, answer in said.items()}
    return TermLook(
        at,
        max((answer.raft_term for answer in said.values()), default=0),
        called.get(leader, f"{leader:x}" if leader else ""),
        tuple(names[endpoint] for endpoint in answers if endpoint not in said),
    )


def _scrapes(client: Client, endpoints: list[str]) -> dict[str, Scrape]:
    read = Metrics(client.settings).read_all(endpoints, timeout=PATIENCE)
    return {at: found for at, found in zip(endpoints, read, strict=True) if isinstance(found, Scrape)}


def _frame(members: ClusterView, scrapes: dict[str, Scrape]) -> pd.DataFrame:
    rows = []
    for member in members:
        scrape = scrapes.get(member.seat.endpoint)
        changes, late = (scrape.value(CHANGES), scrape.value(LATE)) if scrape else (None, None)
        fsync, commit, _ = member.vitals
        rows.append((member.seat.name, member.role, fsync, commit, changes, late))
    columns = ["member", "role", "fsync_p99", "commit_p99", "leader_changes", "heartbeats_late"]
    frame: pd.DataFrame = pd.DataFrame.from_records(rows, columns=columns)
    for column in columns[2:]:
        frame[column] = frame[column].astype("float64")
    return frame
