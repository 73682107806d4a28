"""A real etcd cluster on this machine, for trying things out and for tests."""

from __future__ import annotations

import shutil
import time
import warnings
import weakref
from collections.abc import Collection, Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path
from types import TracebackType

from yamtam_nb.errors import InvalidArgument, SandboxError
from yamtam_nb.sandbox.binary import find_etcd
from yamtam_nb.sandbox.certificates import renew_certificates
from yamtam_nb.sandbox.joining import announce, join, prepare, promote
from yamtam_nb.sandbox.member import Member
from yamtam_nb.sandbox.passwords import ROOT
from yamtam_nb.sandbox.plan import check_etcd_args
from yamtam_nb.sandbox.start import OnProgress, Started, Wish, start


class Cluster:
    """A running cluster of real etcd processes on free loopback ports. Start one with :meth:`start`.

    Everything it has is in one temporary directory and goes away with it: on :meth:`close`, and also
    when this process ends in whatever way.

    Attributes:
        members: the members, ``m1`` first.
        directory: data, logs and certificates.
        ca_cert, cert, key: paths of PEM files for a client, or None without TLS.
        user, password: for a client, or None without authentication.

    Example:
        >>> with yn.sandbox.Cluster.start() as cluster, yn.connect(cluster.endpoints) as client:
        ...     client.put("/yamtam/hello", "world")
        ...     cluster.leader.kill()
    """

    def __init__(self, started: Started) -> None:
        tls = started.tls
        self.members = started.members
        self.directory = started.processes.directory
        self.ca_cert = str(tls.ca_cert) if tls else None
        self.cert = str(tls.client_cert) if tls else None
        self.key = str(tls.client_key) if tls else None
        self.user: str | None = ROOT if started.password else None
        self.password = started.password
        self._started = started
        self._last_number = len(started.members)
        self._end = weakref.finalize(self, started.processes.end)

    @classmethod
    def start(
        cls,
        members: int = 3,
        *,
        tls: bool = False,
        auth: bool = False,
        etcd_args: Sequence[str] = (),
        fsync: bool = True,
        snapshot: str | PathLike[str] | None = None,
        on_progress: OnProgress | None = None,
    ) -> Cluster:
        """Start a cluster and wait until every member is healthy; all or nothing.

        Args:
            members: how many; 3 and more survive the loss of one.
            tls: TLS for clients and between members; both sides show certificates (``ca_cert``, ``cert``,
                ``key``).
            auth: password authentication is on (``user``, ``password``).
            etcd_args: more etcd flags for every member, e.g. ``("--auth-token-ttl=2",)``.
            fsync: False passes ``--unsafe-no-fsync``: etcd does not wait for the disk. The data still
                survives the death of any process, and a sandbox does not outlive the machine anyway;
                but writes are faster than those of a real cluster.
            snapshot: a saved snapshot that the cluster begins with; its cluster ID is a new one.
            on_progress: called with a sentence and the part done (0 to 1), from this thread.

        Raises:
            SandboxError: no etcd on this machine, or a member did not come up (the message carries the
                server's last words); nothing is left running.
            InvalidFile: ``snapshot`` is no snapshot of etcd.
            InvalidArgument: ``members`` is not positive, or ``etcd_args`` sets what the sandbox sets.
        """
        if members < 1:
            raise InvalidArgument(f"A cluster cannot have {members} members. Ask for 1, 3 or 5.")
        check_etcd_args(etcd_args)
        wish = Wish(
            find_etcd(), members, tls, auth, tuple(etcd_args), fsync, Path(snapshot) if snapshot else None
        )
        return cls(start(wish, on_progress or _say_nothing))

    @property
    def endpoints(self) -> list[str]:
        """Client URLs of all members, running or not."""
        return [member.endpoint for member in self.members]

    @property
    def leader(self) -> Member:
        """The member that leads now, asked from the members themselves; at most 1 s for a silent one.

        Raises:
            SandboxError: none does at the moment: an election is under way, or no majority runs.
        """
        terms = {member: member.leads() for member in self.members}
        leader = max(self.members, key=terms.__getitem__)
        if terms[leader] == 0:
            raise SandboxError(
                "The cluster has no leader at the moment. Call wait_for_leader(), or restart members."
            )
        return leader

    def wait_for_leader(self, timeout: float = 15.0, *, not_in: Collection[Member] = ()) -> Member:
        """Wait until a member leads that is not one of ``not_in``, and return it.

        Raises:
            SandboxError: there is none after ``timeout`` seconds.
        """
        until = time.monotonic() + timeout
        while True:
            terms = {member: member.leads() for member in self.members if member not in not_in}
            leader = max(terms, key=terms.__getitem__, default=None)
            if leader is not None and terms[leader]:
                return leader
            if time.monotonic() > until:
                raise SandboxError(
                    f"No leader within {timeout:.0f} s. Check that a majority of the members runs."
                )
            time.sleep(0.02)

    def wait_healthy(self, timeout: float = 30.0) -> None:
        """Wait until every running member answers linearizable reads.

        Raises:
            SandboxError: one of them ended, or does not within ``timeout`` seconds.
        """
        until = time.monotonic() + timeout
        for member in self.members:
            if member.running:
                member.wait_healthy(until - time.monotonic())

    def prepare_member(self) -> Member:
        """A new member that the cluster does not know of and that does not run: ``peer_url`` is its address.

        Announce it, then let it in with :meth:`join`:

        Example:
            >>> new = cluster.prepare_member()
            >>> added = client.cluster.member_add(new.peer_url, learner=True)
            >>> cluster.join(new)
            >>> client.cluster.member_promote(added.member.id)
        """
        self._last_number += 1
        return prepare(self._started, self._last_number)

    def join(self, newcomer: Member, timeout: float = 30.0) -> None:
        """Start a prepared member that has been announced, and wait until it is in touch with the leader.

        A voter is healthy on return; a learner may still be copying the data.

        Raises:
            SandboxError: it was not announced, or did not come up within ``timeout`` seconds.
        """
        join(self.members, newcomer, timeout)
        self.members = (*self.members, newcomer)

    def add_member(self, *, learner: bool = False, timeout: float = 30.0) -> Member:
        """Prepare, announce and let in one more member, which is healthy on return.

        It comes as a learner and is promoted when it has caught up, so that the cluster never waits for it.

        Args:
            learner: leave it a learner.
            timeout: seconds for each of the steps.

        Raises:
            SandboxError: the cluster refuses, or it did not come up within ``timeout`` seconds.
        """
        newcomer = self.prepare_member()
        announce(self.members, newcomer, timeout)
        self.join(newcomer, timeout)
        if not learner:
            promote(self.members, newcomer, timeout)
        return newcomer

    def discard(self, member: Member) -> None:
        """End a member that was removed from the cluster, remove its data, and forget it."""
        member.kill()
        shutil.rmtree(self.directory / member.name, ignore_errors=True)
        self.members = tuple(each for each in self.members if each is not member)

    def renew_certificates(
        self, *, members: bool = True, clients: bool = False, not_after: datetime | None = None
    ) -> None:
        """Make certificates anew, in the files where they are: members read them at the next connection.

        Connections that are there stay as they are, and so do clients: they read their files when they are made.

        Args:
            members: the one that all members show.
            clients: the one in ``cert`` and ``key``.
            not_after: when they end to be good; in the past for some that have expired; None for many years from now.

        Raises:
            InvalidArgument: the cluster has no TLS.

        Example:
            >>> cluster.renew_certificates(not_after=datetime.now(timezone.utc) - timedelta(days=3))
        """
        if self._started.tls is None:
            raise InvalidArgument("This cluster has no certificates: start it with tls=True.")
        renew_certificates(self._started.tls, members=members, clients=clients, not_after=not_after)

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called."""
        return not self._end.alive

    def close(self) -> None:
        """End every member and remove all that the cluster wrote. May be called again."""
        self._end()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        end = getattr(self, "_end", None)
        if end is not None and end.alive:
            warnings.warn(f"{self!r} was never closed", ResourceWarning, source=self, stacklevel=2)
            end()

    def __repr__(self) -> str:
        if self.closed:
            return f"<Cluster of {len(self.members)}, closed>"
        running = sum(member.running for member in self.members)
        extras = "".join([" tls" * (self.ca_cert is not None), " auth" * (self.user is not None)])
        return (
            f"<Cluster {running} of {len(self.members)} members running{extras} {','.join(self.endpoints)}>"
        )


def _say_nothing(_: str, __: float) -> None:
    """For callers who do not want to hear."""
