"""Starting a cluster: all of it or nothing of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox.certificates import issue_certificates
from yamtam_nb.sandbox.gateway import Gateway
from yamtam_nb.sandbox.last_words import says_address_in_use
from yamtam_nb.sandbox.member import Member
from yamtam_nb.sandbox.passwords import enable_auth
from yamtam_nb.sandbox.plan import TlsFiles, plan_cluster
from yamtam_nb.sandbox.ports import free_ports
from yamtam_nb.sandbox.processes import Processes
from yamtam_nb.sandbox.snapshots import restore

OnProgress = Callable[[str, float], None]

_ATTEMPTS = 5
_READY_WITHIN = 60.0

_STAGGER = 0.033
"""Seconds between members, a third of a heartbeat: members that tick in step stand for election in the same
moment, split the vote, and take a second or two more to find a leader."""


@dataclass(frozen=True)
class Wish:
    """What kind of cluster is wanted; the arguments of ``Cluster.start``."""

    etcd: Path
    members: int
    tls: bool
    auth: bool
    etcd_args: tuple[str, ...]
    fsync: bool
    snapshot: Path | None = None


@dataclass(frozen=True)
class Started:
    """A cluster whose members are all healthy."""

    wish: Wish
    processes: Processes
    members: tuple[Member, ...]
    tls: TlsFiles | None
    password: str | None


def start(wish: Wish, say: OnProgress) -> Started:
    """Start what is wished for.

    Raises:
        SandboxError: it did not come up, and nothing is left of it.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _try(wish, say)
        except SandboxError as error:  # noqa: PERF203 - one round starts processes
            # Ports are chosen by looking, so another process can be faster; it will not be so every time.
            if attempt == _ATTEMPTS or not says_address_in_use(str(error)):
                raise
    raise AssertionError("unreachable")


def _try(wish: Wish, say: OnProgress) -> Started:
    say(f"starting {wish.members} etcd member{'s' * (wish.members > 1)}", 0.0)
    processes = Processes()
    try:
        return _fill(processes, wish, say)
    except BaseException:
        processes.end()
        raise


def _fill(processes: Processes, wish: Wish, say: OnProgress) -> Started:
    directory = processes.directory
    tls = issue_certificates(directory / "tls") if wish.tls else None
    ports = free_ports(2 * wish.members)
    plans = plan_cluster(wish.etcd, directory, ports, tls=tls, fsync=wish.fsync, etcd_args=wish.etcd_args)
    if wish.snapshot is not None:
        say("restoring the snapshot", 0.05)
        restore(wish.snapshot, plans, directory)
    gateways = [Gateway(plan.endpoint, tls) for plan in plans]
    members = tuple(Member(plan, processes, gateway) for plan, gateway in zip(plans, gateways, strict=True))
    for member in members:
        member.start()
        time.sleep(_STAGGER)
    _wait_for_all(members, say)
    password = None
    if wish.auth:
        say("switching authentication on", 0.9)
        password = enable_auth(gateways)
    say("ready", 1.0)
    return Started(wish, processes, members, tls, password)


def _wait_for_all(members: Sequence[Member], say: OnProgress) -> None:
    until = time.monotonic() + _READY_WITHIN
    for done, member in enumerate(members):
        say(f"{done} of {len(members)} members healthy", 0.1 + 0.8 * done / len(members))
        while not member.healthy():
            for each in members:
                each.check_running()
            member.check_time(until, _READY_WITHIN)
            time.sleep(0.02)
