"""Replacing a member that is dead for good: where that stands, by the cluster's own word, and what comes next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from yamtam_nb.client.member_view import MemberView
from yamtam_nb.client.metrics import Metrics
from yamtam_nb.client.quorum import forecast
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.errors import GateNotPassed
from yamtam_nb.model import Forecast, Member
from yamtam_nb.runbooks.commands import DATA_DIR, Commands, start_newcomer
from yamtam_nb.runbooks.newcomer import promote, wait_caught_up
from yamtam_nb.runbooks.operations import Operation, Operations
from yamtam_nb.runbooks.roll_call import ANSWERING, RollCall, roll_call

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

Stage = Literal["nobody", "replace", "join", "done"]
"""``nobody`` was named. ``replace``: the dead one is to be removed, or the new one to be announced. ``join``: the new
one is announced, and has to be started and promoted. ``done``: it votes."""

GOALS: dict[Stage, tuple[str, Stage]] = {
    "nobody": ("nobody is to be replaced", "nobody"),
    "replace": ("the dead member is gone, and its replacement is announced as a learner", "join"),
    "join": ("the replacement votes", "done"),
    "done": ("the replacement votes", "done"),
}
"""Stage -> what a run brings about that begins in it, and the stage that it ends in."""

_SETTLING = 15.0
"""Seconds for a change of the membership: for 5 s after a member came or went etcd takes no other."""

_CLIENT_PORT = 2379


@dataclass(frozen=True)
class Replacement:
    """Where the replacement of a member stands.

    Attributes:
        client: of the cluster.
        seen: who answers.
        named: the member that was named, as it is now; None when it is gone, or nobody was named.
        newcomer: the one that takes its place, None before it is announced.
        peer_url: where the new one will be reached by the others.
        stage: see :data:`Stage`.
        obstacle: why it must not go on, "" when it may.
        patience: seconds to wait for the new one.
        start: the commands that start the new one; none when there is nothing to start.
    """

    client: Client
    seen: RollCall
    named: MemberView | None
    newcomer: MemberView | None
    peer_url: str
    stage: Stage
    obstacle: str
    patience: float
    start: Commands

    @property
    def goal(self) -> str:
        """What a run brings about that begins now."""
        return GOALS[self.stage][0]

    @property
    def next(self) -> Stage:
        """The stage that such a run ends in."""
        return GOALS[self.stage][1]

    @property
    def forecast(self) -> Forecast | None:
        """What removing the named member does to the quorum; None when there is nobody to remove."""
        dead = _to_remove(self.named)
        if dead is None:
            return None
        members = [each.seat.member for each in self.seen.view if each.seat.member is not None]
        answering = {each.seat.member.id for each in self.seen.working if each.seat.member is not None}
        return forecast("remove", members, answering, dead.id)

    def plan(self) -> Operations:
        """The steps of this stage.

        Raises:
            GateNotPassed: there is an obstacle.
        """
        if self.obstacle:
            raise GateNotPassed(self.obstacle)
        steps = {"replace": self._replace, "join": self._join}.get(self.stage, list)()
        return Operations("Replace a member", self.client.cluster_id, steps)

    def _replace(self) -> list[Operation]:
        cluster, steps = self.client.cluster, []
        dead, peer_url = _to_remove(self.named), self.peer_url
        if dead is not None:
            dead_id = dead.id
            steps.append(
                Operation(
                    f"remove member {dead.called} ({dead_id:x}) at {','.join(dead.peer_urls)}",
                    lambda: cluster.member_remove(dead_id, timeout=_SETTLING),
                    "first, so that it does not count for the quorum any more",
                )
            )
        if self.newcomer is None:
            steps.append(
                Operation(
                    f"add a learner at {peer_url}",
                    lambda: cluster.member_add(peer_url, learner=True, timeout=_SETTLING),
                    "without a vote, so that nobody waits for it",
                )
            )
        return steps

    def _join(self) -> list[Operation]:
        client, peer_url, patience = self.client, self.peer_url, self.patience
        return [
            Operation(
                f"wait until the learner at {peer_url} answers and has caught up",
                lambda: wait_caught_up(client, peer_url, patience),
                f"{patience:g} s at most; start it on its machine first",
            ),
            Operation(
                f"promote the learner at {peer_url}",
                lambda: promote(client, peer_url, patience),
                "from then on it votes",
            ),
        ]

    def __repr__(self) -> str:
        return f"<Replacement {self.obstacle or f'{self.stage}: {self.seen.sentence}'}>"


def replacement(
    client: Client,
    member: str = "",
    *,
    peer_url: str = "",
    name: str = "",
    client_url: str = "",
    data_dir: str = DATA_DIR,
    patience: float = 120.0,
) -> Replacement:
    """Look where the replacement of a member stands. It may be called at any time, and changes nothing.

    Args:
        client: a client of the cluster.
        member: the dead one, by its name or its ID; "" for none, when it is removed already.
        peer_url: where the others will reach the new one; "" for the address of the dead one.
        name: what the new one is called; "" for the name of the dead one.
        client_url: where clients will reach it; "" for port 2379 of the same machine.
        data_dir: its data directory.
        patience: seconds to wait for it.

    Raises:
        EtcdError: no member answers.
    """
    seen = roll_call(client)
    named = _named(seen, member)
    newcomer = _newcomer(seen, named, peer_url)
    url = peer_url or _first_peer(newcomer) or _first_peer(named)
    stage = stage_of(named, newcomer, asked=bool(member or peer_url))
    obstacle = obstacle_of(seen, named, newcomer, member, url, stage)
    if not obstacle and stage == "replace":
        obstacle = _connected(client, seen, _to_remove(named))
    called = name or _called(member, named, newcomer)
    reached = client_url or _client_url(named, newcomer, url)
    start = _start(seen, newcomer, called, url, reached, data_dir)
    return Replacement(client, seen, named, newcomer, url, stage, obstacle, patience, start)


def stage_of(named: MemberView | None, newcomer: MemberView | None, *, asked: bool) -> Stage:
    """Where it stands, by who is listed. Pure.

    Args:
        named: the member that is to be replaced, as it is now.
        newcomer: the one that takes its place.
        asked: whether anybody was named at all.
    """
    if not asked:
        return "nobody"
    if _to_remove(named) is not None or (newcomer is None and named is None):
        return "replace"
    if newcomer is not None:
        return "join" if newcomer.seat.member is not None and newcomer.seat.member.is_learner else "done"
    return "done"


def obstacle_of(
    seen: RollCall, named: MemberView | None, newcomer: MemberView | None, member: str, url: str, stage: Stage
) -> str:
    """Why it must not go on, "" when it may. Pure."""
    if stage == "nobody":
        return ""
    if not seen.quorum:
        return f"{seen.sentence}. Members can be replaced only with a quorum: runbook quorum-lost."
    if stage == "replace" and named is None and member:
        return (
            f"No member has the name or the ID {member!r}, and no learner is waiting. If it was removed already, run "
            "this with member='' and the new one's address as peer_url."
        )
    if stage == "done" and named is not None and url not in (_first_peer(named), ""):
        return f"Member {named.seat.name} answers: it is not dead. Name the one that is."
    if stage == "replace" and named is not None and named.role != "not answering":
        return f"Member {named.seat.name} is not known to be dead: {named.role}."
    if _to_remove(named) is not None and newcomer is not None and newcomer in seen.voters:
        return f"{url} is the address of member {newcomer.seat.name}, which votes already: give another peer_url."
    others = [each.seat.name for each in seen.silent if each is not named and each is not newcomer]
    if others:
        return f"{', '.join(others)} does not answer either: bring it back first, one member is replaced at a time."
    return ""


def _named(seen: RollCall, member: str) -> MemberView | None:
    if not member:
        return None
    wanted = member.strip().lower().removeprefix("0x").lstrip("0")
    for each in seen.view:
        listed = each.seat.member
        if listed is not None and (listed.name == member or f"{listed.id:x}" == wanted):
            return each
    return None


def _newcomer(seen: RollCall, named: MemberView | None, peer_url: str) -> MemberView | None:
    """Who takes the place: at the address that was given, else the only learner that there is."""
    dead = named if _to_remove(named) is not None else None
    for each in seen.view:
        listed = each.seat.member
        if listed is None or each is dead:
            continue
        if peer_url in listed.peer_urls if peer_url else listed.is_learner:
            return each
    return None


def _to_remove(named: MemberView | None) -> Member | None:
    """The named member where it votes and does not answer; a learner of that name is the new one."""
    if named is None or named.seat.member is None or named.seat.member.is_learner:
        return None
    return None if named.role in (*ANSWERING, "no leader") else named.seat.member


def _connected(client: Client, seen: RollCall, dead: Member | None) -> str:
    """An obstacle where another member is connected to it: then only the way from here to it is broken."""
    if dead is None:
        return ""
    for read in Metrics(client.settings).read_all(seen.endpoints):
        if isinstance(read, Scrape) and read.value("etcd_network_active_peers", Remote=f"{dead.id:x}"):
            return (
                f"Member {dead.called} does not answer here, and yet another member is connected to it: it is not "
                "dead. See why it cannot be reached from this machine."
            )
    return ""


def _called(member: str, named: MemberView | None, newcomer: MemberView | None) -> str:
    """What the new one is called where nobody has said it: as the dead one was, unless that was named by its ID."""
    known = [view.seat.member.name for view in (newcomer, named) if view is not None and view.seat.member]
    is_id = re.fullmatch(r"(0x)?[0-9a-f]{12,16}", member.lower()) is not None
    return next(filter(None, [*known, "" if is_id else member]), "NAME")


def _first_peer(view: MemberView | None) -> str:
    return view.seat.member.peer_urls[0] if view is not None and view.seat.member is not None else ""


def _client_url(named: MemberView | None, newcomer: MemberView | None, peer_url: str) -> str:
    for view in (newcomer, named):
        member = view.seat.member if view is not None else None
        if member is not None and member.client_urls and peer_url in member.peer_urls:
            return member.client_urls[0]
    parts = urlsplit(peer_url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme or 'http'}://{host or 'HOST'}:{_CLIENT_PORT}"


def _start(
    seen: RollCall, newcomer: MemberView | None, name: str, peer_url: str, client_url: str, data_dir: str
) -> Commands:
    """The commands, while the new one is announced and does not answer."""
    if newcomer is None or newcomer.status is not None:
        return Commands("Nothing is to be started.", [])
    members = [each.seat.member for each in seen.view if each.seat.member is not None]
    return start_newcomer(members, name=name, peer_url=peer_url, client_url=client_url, data_dir=data_dir)
