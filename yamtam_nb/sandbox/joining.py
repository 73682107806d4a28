"""One more member for a cluster that runs."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox.gateway import Gateway, GatewayError
from yamtam_nb.sandbox.member import Member
from yamtam_nb.sandbox.passwords import ROOT
from yamtam_nb.sandbox.plan import joining, plan_newcomer
from yamtam_nb.sandbox.ports import free_ports
from yamtam_nb.sandbox.start import Started

_CALL = 10.0
_POLL = 0.02
_SETTLING = 0.05


def prepare(started: Started, number: int) -> Member:
    """A member that nobody knows of yet: a name, addresses, an empty data directory, and no process."""
    wish, processes = started.wish, started.processes
    plan = plan_newcomer(
        wish.etcd,
        processes.directory,
        f"m{number}",
        free_ports(2),
        tls=started.tls,
        fsync=wish.fsync,
        etcd_args=wish.etcd_args,
    )
    gateway = Gateway(plan.endpoint, started.tls)
    if started.password:
        gateway.log_in(ROOT, started.password)
    return Member(plan, processes, gateway)


def announce(members: Sequence[Member], newcomer: Member, timeout: float) -> None:
    """Tell the cluster of it as of a learner, as ``etcdctl member add --learner`` does.

    A voter that has not started yet counts for the quorum: a cluster of one would stop until it has, and for the
    length of an election besides.

    Raises:
        SandboxError: the cluster refuses.
    """
    body = {"peerURLs": [newcomer.peer_url], "isLearner": True}
    # For 5 s after a member joined etcd takes no other (server/etcdserver/server.go, HealthInterval).
    _ask_until_settled(members, "/v3/cluster/member/add", body, timeout, "unhealthy cluster")


def promote(members: Sequence[Member], newcomer: Member, timeout: float) -> None:
    """Give it its vote as soon as it has caught up, and wait until it serves.

    Raises:
        SandboxError: it did not catch up in time.
    """
    until = time.monotonic() + timeout
    listed = _ask(members, "/v3/cluster/member/list", {}).get("members", [])
    member_id = next(each["ID"] for each in listed if newcomer.peer_url in each["peerURLs"])
    body = {"ID": member_id}
    _ask_until_settled(members, "/v3/cluster/member/promote", body, timeout, "in sync with leader")
    newcomer.wait_healthy(until - time.monotonic())


def join(members: Sequence[Member], newcomer: Member, timeout: float) -> None:
    """Start the process of a member that the cluster has been told of, and wait until it has found its leader.

    Raises:
        SandboxError: the cluster was not told of it, or it did not come up.
    """
    listed = _ask(members, "/v3/cluster/member/list", {}).get("members", [])
    names = {url: each.get("name") or each["ID"] for each in listed for url in each.get("peerURLs", [])}
    if newcomer.peer_url not in names:
        raise SandboxError(
            f"The cluster does not know {newcomer.name}: add {newcomer.peer_url} as a member first."
        )
    learner = any(newcomer.peer_url in each["peerURLs"] and each.get("isLearner") for each in listed)
    newcomer.become(joining(newcomer.plan, {**names, newcomer.peer_url: newcomer.name}))
    newcomer.start()
    until = time.monotonic() + timeout
    while not newcomer.knows_leader():
        newcomer.check_running()
        newcomer.check_time(until, timeout)
        time.sleep(_POLL)
    if not learner:
        newcomer.wait_healthy(until - time.monotonic())


def _ask_until_settled(
    members: Iterable[Member], path: str, body: dict[str, Any], timeout: float, unsettled: str
) -> None:
    until = time.monotonic() + timeout
    while True:
        try:
            _ask(members, path, body)
        except SandboxError as error:  # noqa: PERF203 - one round is a network call
            if unsettled not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_SETTLING)
        else:
            return


def _ask(members: Iterable[Member], path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer of the first member that gives one."""
    refusals = []
    for member in members:
        if not member.running or member.paused:
            continue
        try:
            return member.post(path, body, _CALL)
        except GatewayError as error:
            refusals.append(f"{member.name}: {error}")
    raise SandboxError(f"No member did it ({'; '.join(refusals) or 'none runs'}). Look at wait_healthy().")
