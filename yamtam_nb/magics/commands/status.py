"""``%etcd`` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from yamtam_nb.errors import EtcdError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.connection import members_of, warnings
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Spec
from yamtam_nb.model import Alarm, Member, MemberStatus

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

SPEC = Spec(
    "",
    "One screen: cluster, members, leader, revision, alarms, who you are.",
    examples=("%etcd",),
)

_PATIENCE = 2.0
"""Seconds that one member may take for its status; the others are asked at the same time."""


class MemberRow(NamedTuple):
    """A member: what the cluster knows of it, and what it says of itself (or why it says nothing)."""

    endpoint: str
    member: Member | None
    answer: MemberStatus | EtcdError


class ClusterStatus(NamedTuple):
    """What ``%etcd`` shows.

    Attributes:
        cluster_id: 0 when no member answered.
        members: one entry per endpoint and member.
        alarms: raised alarms, None when they could not be asked for.
        user, tls, profile, sandbox: how this kernel is connected.
        warning: one line, or "".
    """

    cluster_id: int
    members: tuple[MemberRow, ...]
    alarms: tuple[Alarm, ...] | None
    user: str
    tls: bool
    profile: str
    sandbox: bool
    warning: str

    @property
    def answers(self) -> list[MemberStatus]:
        """What the members that answered said."""
        return [row.answer for row in self.members if isinstance(row.answer, MemberStatus)]

    @property
    def revision(self) -> int:
        """Highest revision that any member has, 0 when none answered."""
        return max((answer.revision for answer in self.answers), default=0)

    @property
    def leader(self) -> int:
        """ID of the leader by the newest Raft term, 0 for none."""
        newest = max(self.answers, key=lambda answer: answer.raft_term, default=None)
        return newest.leader if newest else 0


def run(arguments: Arguments, context: Context) -> ClusterStatus:  # noqa: ARG001 - every sub-command takes its arguments
    """Ask every member at the same time."""
    client = context.client()
    answers = client.maintenance.status_all(timeout=min(_PATIENCE, client.settings.timeout))
    someone = any(isinstance(answer, MemberStatus) for answer in answers)
    members = (
        members_of(context, client, _PATIENCE)
        if someone
        else context.state.members.get(client.cluster_id, [])
    )
    warning = warnings(client.endpoints, members)
    return ClusterStatus(
        cluster_id=client.cluster_id,
        members=tuple(_rows(client, members, answers)),
        alarms=_alarms(client) if someone else None,
        user=client.settings.user or "",
        tls=client.settings.tls,
        profile=context.state.profile.name if context.state.profile else "",
        sandbox=context.state.cluster_name(client.cluster_id) == "sandbox",
        warning=warning[0] if warning else "",
    )


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    return "import yamtam_nb as yn\nyn.shared().maintenance.status_all()"


def _rows(client: Client, members: list[Member], answers: list[MemberStatus | EtcdError]) -> list[MemberRow]:
    rows = [
        _row(endpoint, answer, members) for endpoint, answer in zip(client.endpoints, answers, strict=True)
    ]
    seen = {row.member.id for row in rows if row.member}
    others = [member for member in members if member.id not in seen and _may_ask(client, member)]
    urls = [member.client_urls[0] for member in others]
    told = client.maintenance.status_all(urls, timeout=min(_PATIENCE, client.settings.timeout))
    return rows + [
        MemberRow(url, member, answer) for url, member, answer in zip(urls, others, told, strict=True)
    ]


def _row(endpoint: str, answer: MemberStatus | EtcdError, members: list[Member]) -> MemberRow:
    for member in members:
        known = endpoint in member.client_urls
        if known or (isinstance(answer, MemberStatus) and member.id == answer.member_id):
            return MemberRow(endpoint, member, answer)
    return MemberRow(endpoint, None, answer)


def _may_ask(client: Client, member: Member) -> bool:
    """A member that was not named as an endpoint is only sent the token over TLS."""
    return bool(member.client_urls) and (
        not client.settings.user or member.client_urls[0].startswith("https://")
    )


def _alarms(client: Client) -> tuple[Alarm, ...] | None:
    try:
        return tuple(client.maintenance.alarms(timeout=min(_PATIENCE, client.settings.timeout)))
    except EtcdError:
        return None
