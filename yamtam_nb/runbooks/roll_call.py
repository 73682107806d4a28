"""Who answers, and who has the newest data: also where nothing leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yamtam_nb.client.cluster_view import ClusterView, cluster_view
from yamtam_nb.client.member_view import MemberView
from yamtam_nb.render import html, text

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

PATIENCE = 2.0
"""Seconds that a member has to answer."""

ANSWERING = ("leader", "follower")

_HEADERS = ["member", "id", "is", "raft term", "raft index", "applied", "revision", "asked at"]
_WIDTH = 110
_TONES: dict[str, html.Tone] = {
    "leader": "good",
    "follower": "good",
    "learner": "warn",
    "never started": "warn",
    "no leader": "bad",
    "not answering": "bad",
}


class RollCall:
    """The members at one moment: what each says of itself, and what that comes to.

    Attributes:
        view: the members.

    Example:
        >>> roll_call(yn.shared()).newest.seat.name  # doctest: +SKIP
        'm3'
    """

    def __init__(self, view: ClusterView) -> None:
        self.view = view

    @property
    def voters(self) -> list[MemberView]:
        """Those that vote, as the cluster lists them."""
        return [
            each for each in self.view if each.seat.member is not None and not each.seat.member.is_learner
        ]

    @property
    def needed(self) -> int:
        """Voters that have to agree."""
        return len(self.voters) // 2 + 1

    @property
    def working(self) -> list[MemberView]:
        """Voters that answer and know a leader that answers, too; without one they wait for the next election."""
        if self.view.leader is None:
            return []
        return [each for each in self.voters if each.role in ANSWERING]

    @property
    def silent(self) -> list[MemberView]:
        """Voters that do not answer."""
        return [each for each in self.voters if each.status is None]

    @property
    def quorum(self) -> bool:
        """Whether anything can be written."""
        return len(self.working) >= self.needed

    @property
    def newest(self) -> MemberView | None:
        """Of the voters that answer the one whose data is the newest: by raft's term, then by its index."""
        known = [(each.status.raft_term, each.status.raft_index, each) for each in self.voters if each.status]
        return max(known, key=lambda each: each[:2])[2] if known else None

    @property
    def endpoints(self) -> list[str]:
        """Where members answer."""
        return [each.seat.endpoint for each in self.view if each.status is not None]

    @property
    def sentence(self) -> str:
        """What it comes to."""
        answering = len(self.voters) - len(self.silent)
        said = f"{answering} of {len(self.voters)} voters answer, {self.needed} are needed"
        if not self.quorum:
            why = "" if answering < self.needed else ", and they have no leader"
            return f"NO QUORUM: {said}{why}. Nothing can be written; what members say may be stale"
        leader = self.view.leader
        return f"{said}; {leader.seat.name if leader else 'somebody'} leads"

    def _rows(self) -> list[list[str]]:
        rows = []
        for each in self.view:
            said = each.status
            figures = ["", "", "", ""]
            if said is not None:
                numbers = (said.raft_term, said.raft_index, said.raft_applied_index, said.revision)
                figures = [str(number) for number in numbers]
            ident = f"{each.seat.member.id:x}" if each.seat.member else ""
            rows.append([_plain(each.seat.name), ident, each.role, *figures, each.seat.endpoint])
        return rows

    def __repr__(self) -> str:
        return f"<RollCall {self.sentence}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(f"{self.sentence}\n\n{text.table(_HEADERS, self._rows(), _WIDTH)}")

    def _repr_html_(self) -> str:
        rows = [
            [*row[:2], html.toned(row[2], _TONES.get(row[2], "quiet")), *map(html.number, row[3:7]), row[7]]
            for row in self._rows()
        ]
        head = html.toned(self.sentence, "good" if self.quorum else "bad")
        headers = [html.number(name) if 3 <= place < 7 else name for place, name in enumerate(_HEADERS)]
        return html.box(html.Markup(f"<div>{head}</div>"), html.table(headers, rows))


def roll_call(client: Client) -> RollCall:
    """Ask every member how it is, all at the same time; it needs no leader.

    Raises:
        EtcdError: no member answers.
    """
    return RollCall(cluster_view(client, timeout=PATIENCE, metrics=False))


def _plain(name: str) -> str:
    return name if name.isprintable() else ascii(name)[1:-1]
