"""Whether the cluster works, and what it would survive. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from yamtam_nb.client.member_view import MemberView
from yamtam_nb.diagnosis.finding import Finding, Verdict
from yamtam_nb.diagnosis.look import Look, why
from yamtam_nb.errors import DeadlineExceeded, YamtamError
from yamtam_nb.render.figures import counted

_WANTED = 3
_ANSWERING = ("leader", "follower")
_UNKNOWN = ("may not look", "not asked")


def check(look: Look) -> list[Finding]:
    """Quorum, members that do not answer, learners, machines, endpoints."""
    return [_quorum(look), *_silent(look), *_learners(look), *_machines(look), _endpoints(look)]


def _voters(look: Look) -> list[MemberView]:
    listed = [view for view in look.view if view.seat.member is not None and not view.seat.member.is_learner]
    return listed or [view for view in look.view if view.role != "learner"]


def _quorum(look: Look) -> Finding:
    voters = _voters(look)
    answering = sum(view.role in _ANSWERING for view in voters)
    unknown = sum(view.role in _UNKNOWN for view in voters)
    needed = len(voters) // 2 + 1
    spare = answering - needed
    said = f"{answering} of {counted(len(voters), 'voter')} answering with a leader, {needed} needed"
    if spare < 0:
        if answering + unknown >= needed:
            return Finding(
                "quorum", "grey", f"{said}; {unknown} could not be asked", "Connect as a user who may look."
            )
        return Finding(
            "quorum",
            "red",
            f"{said}: nothing can be written",
            "Bring members back with their data before anything else.",
            "quorum-lost",
        )
    leader = f", leader {look.view.leader.seat.name}" if look.view.leader else ""
    survived = (
        f"{counted(spare, 'more failure')} would be survived"
        if spare
        else "no failure more would be survived"
    )
    said = f"{said}{leader}; {survived}"
    verdict, advice = _margin(len(voters), answering, unknown)
    return Finding(
        "quorum", verdict, said, advice, "replace-member" if answering + unknown < len(voters) else ""
    )


def _margin(voters: int, answering: int, unknown: int) -> tuple[Verdict, str]:
    if answering + unknown < voters:
        return "yellow", "Bring the members back that do not answer, or replace them."
    if voters < _WANTED:
        return "yellow", "The loss of one member stops the cluster: add members until three vote."
    if voters % 2 == 0:
        return "yellow", f"{voters} voters survive no more failures than {voters - 1}: add one or remove one."
    return "green", ""


def _silent(look: Look) -> list[Finding]:
    """A row for each member that does not answer, or is there in name only."""
    found = []
    for view in look.view:
        name = f"member {view.seat.name}"
        if view.role == "not answering" and isinstance(view.answer, YamtamError):
            advice = "See whether it runs, and whether it can be reached from here and from the others."
            found.append(
                Finding(
                    name,
                    "yellow",
                    f"does not answer at {view.seat.endpoint}: {_words(view.answer)}",
                    advice,
                    "replace-member",
                )
            )
        elif view.role == "no leader":
            advice = "It answers and sees no leader: look at its network to the other members."
            found.append(
                Finding(name, "red", "knows no leader: it can neither write nor read", advice, "quorum-lost")
            )
        elif view.role == "never started":
            advice = "Start it with --initial-cluster-state=existing, or remove it."
            found.append(Finding(name, "yellow", "was added and has never started", advice, "replace-member"))
        elif view.role == "may not look" and isinstance(view.answer, YamtamError):
            found.append(Finding(name, "grey", f"answers, but {why(view.answer)} at its status"))
        elif view.role == "not asked":
            found.append(
                Finding(
                    name,
                    "grey",
                    "was not asked: a password would go to an address that you have not named, in clear text",
                )
            )
    return found


def _words(error: YamtamError) -> str:
    detail = getattr(error, "detail", "") or str(error)
    late = isinstance(error, DeadlineExceeded) or "timed out" in detail
    return "no answer in time" if late else detail.rpartition(": ")[2][:120]


def _learners(look: Look) -> list[Finding]:
    learners = [view for view in look.view if view.role == "learner"]
    return [
        Finding(
            "learner",
            "yellow",
            f"{view.seat.name} does not vote, and is {counted(view.lag or 0, 'entry')} behind",
            "Promote it when it has caught up.",
            "replace-member",
        )
        for view in learners
    ]


def _machines(look: Look) -> list[Finding]:
    """Members on one machine are lost together."""
    voters = [view for view in _voters(look) if view.seat.member is not None and view.seat.member.peer_urls]
    hosts = {urlsplit(url).hostname for view in voters for url in view.seat.member.peer_urls[:1]}  # type: ignore[union-attr]
    if len(voters) < 2:
        return []
    said = f"{len(voters)} voters on {counted(len(hosts), 'host')}"
    if len(hosts) == 1:
        advice = (
            "The loss of that machine is the loss of the cluster. Fine for trying things out, not for more."
        )
        return [Finding("machines", "yellow", f"{said}: {next(iter(hosts))}", advice)]
    return [Finding("machines", "green", said)]


def _endpoints(look: Look) -> Finding:
    strangers = [view.seat.endpoint for view in look.view if view.seat.member is None]
    known = any(view.seat.member is not None for view in look.view)
    said = (
        f"this client knows {counted(len(look.endpoints), 'endpoint')} of {counted(len(look.view), 'member')}"
    )
    if strangers and known:
        advice = "Take it out of the endpoints, or see why it does not answer."
        return Finding(
            "endpoints", "yellow", f"{', '.join(strangers)} is of no member of this cluster", advice
        )
    if len(look.endpoints) == 1 and len(look.view) > 1:
        urls = [
            view.seat.member.client_urls[0]
            for view in look.view
            if view.seat.member and view.seat.member.client_urls
        ]
        advice = f"When that member goes down, so does this connection. Name several: {','.join(urls)}"
        return Finding("endpoints", "yellow", said, advice)
    return Finding("endpoints", "green", said)
