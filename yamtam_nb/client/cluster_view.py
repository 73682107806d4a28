"""All members of a cluster at one moment: who leads, who lags, who does not answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from yamtam_nb.client.member_view import MemberView, leader_of, raised, role_of
from yamtam_nb.client.metrics import Metrics
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.client.seats import Seat, seats
from yamtam_nb.client.vitals import Vitals, vitals
from yamtam_nb.errors import EtcdError, PermissionDenied
from yamtam_nb.model import Member, MemberStatus

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

PATIENCE = 1.0
"""Seconds that one member may take for its status; the others are asked at the same time."""

Answer = MemberStatus | EtcdError


class ClusterView(Sequence[MemberView]):
    """The members by name, and the endpoints that are nobody's.

    Attributes:
        members: one for each.
        cluster_id: of the cluster, 0 when nobody answered.
    """

    def __init__(self, members: Sequence[MemberView], cluster_id: int = 0) -> None:
        self.members = tuple(members)
        self.cluster_id = cluster_id

    @property
    def answers(self) -> list[MemberStatus]:
        """What those said that answered."""
        return [view.status for view in self.members if view.status is not None]

    @property
    def revision(self) -> int:
        """The highest revision that any member has, 0 when none answered."""
        return max((answer.revision for answer in self.answers), default=0)

    @property
    def leader(self) -> MemberView | None:
        """The member that leads, None for none, or when it did not answer."""
        return next((view for view in self.members if view.role == "leader"), None)

    def __len__(self) -> int:
        return len(self.members)

    def __iter__(self) -> Iterator[MemberView]:
        return iter(self.members)

    @overload
    def __getitem__(self, index: int) -> MemberView: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[MemberView]: ...
    def __getitem__(self, index: int | slice) -> MemberView | Sequence[MemberView]:
        return self.members[index]

    def __repr__(self) -> str:
        leader = f"leader {self.leader.seat.name}" if self.leader else "no leader seen"
        return f"<ClusterView {len(self.answers)} of {len(self)} members answer, {leader}>"


def put_together(
    found: Sequence[Seat],
    answers: Mapping[str, Answer],
    figures: Mapping[str, Vitals | EtcdError],
    latencies: Mapping[str, Sequence[float | None]],
) -> ClusterView:
    """The view that follows from what each endpoint said. Pure."""
    said = [answer for answer in answers.values() if isinstance(answer, MemberStatus)]
    leader, alarms = leader_of(said), raised(said)
    ahead = max((answer.raft_index for answer in said), default=0)

    def view(seat: Seat) -> MemberView:
        answer, figure = answers.get(seat.endpoint), figures.get(seat.endpoint, Vitals())
        role = role_of(seat, answer, leader)
        lag = ahead - answer.raft_applied_index if isinstance(answer, MemberStatus) else None
        return MemberView(
            seat,
            answer,
            role,
            lag,
            alarms.get(seat.member.id, ()) if seat.member else (),
            figure if isinstance(figure, Vitals) else Vitals(),
            str(figure) if isinstance(figure, EtcdError) else "",
            tuple(latencies.get(seat.endpoint, ())),
        )

    return ClusterView([view(seat) for seat in found], said[0].cluster_id if said else 0)


def cluster_view(
    client: Client,
    *,
    timeout: float = PATIENCE,
    metrics: bool = True,
    metrics_urls: Mapping[str, str] | None = None,
) -> ClusterView:
    """Ask every member at the same time how it is; one that does not answer delays nobody beyond ``timeout``.

    Args:
        client: whom to ask; members that it does not name as endpoints are asked at the addresses they advertise.
        timeout: seconds for each.
        metrics: read the members' ``/metrics``, too.
        metrics_urls: where they are, for members that serve them elsewhere: endpoint -> URL.

    Raises:
        EtcdError: no member answered.
    """
    answers = ask(client, client.endpoints, timeout)
    check_answered(answers)
    found = seats_of(client, answers, timeout)
    answers |= ask(client, [seat.endpoint for seat in found if seat.endpoint not in answers], timeout)
    figures: dict[str, Vitals | EtcdError] = {}
    if metrics:
        asked = [seat.endpoint for seat in found if isinstance(answers.get(seat.endpoint), MemberStatus)]
        reader = Metrics(client.settings, metrics_urls)
        for endpoint, read in zip(asked, reader.read_all(asked, timeout=timeout), strict=True):
            figures[endpoint] = vitals(read) if isinstance(read, Scrape) else read
    return put_together(found, answers, figures, {at: [latency_of(answer)] for at, answer in answers.items()})


def check_answered(answers: Mapping[str, Answer]) -> None:
    """Raise what the first member ended with, if none of them answered; that a user may not know is an answer.

    Raises:
        EtcdError: why not.
    """
    if not any(isinstance(answer, (MemberStatus, PermissionDenied)) for answer in answers.values()):
        raise next(answer for answer in answers.values() if isinstance(answer, EtcdError))


def ask(client: Client, endpoints: Sequence[str], timeout: float) -> dict[str, Answer]:
    """The status of these endpoints, or why it is not known, by endpoint."""
    asked = list(dict.fromkeys(endpoint for endpoint in endpoints if endpoint))
    return dict(zip(asked, client.maintenance.status_all(asked, timeout=timeout), strict=True))


def seats_of(client: Client, answers: Mapping[str, Answer], timeout: float) -> list[Seat]:
    """The members as one that answered lists them, also without a quorum; only endpoints where nobody may say."""
    said = {at: answer.member_id for at, answer in answers.items() if isinstance(answer, MemberStatus)}
    members: list[Member] = []
    for endpoint in said or [at for at, answer in answers.items() if isinstance(answer, PermissionDenied)]:
        try:
            members = client.cluster.member_list(linearizable=False, endpoint=endpoint, timeout=timeout)
            break
        except EtcdError:
            continue
    return seats(client.endpoints, members, said, client.settings)


def latency_of(answer: Answer) -> float | None:
    """Seconds that an answer took, None when there was none."""
    return answer.latency if isinstance(answer, MemberStatus) else None
