"""The Lease service: grant, revoke, look at, list and keep alive."""

from __future__ import annotations

import random

from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.client.renew_once import renew_once
from yamtam_nb.client.renewals import Renewals
from yamtam_nb.errors import DeadlineExceeded, InvalidArgument, LeaseExists, LeaseNotFound
from yamtam_nb.model import KeepAliveResult, LeaseGrantResult, LeaseTimeToLive
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.methods import Repeat
from yamtam_nb.rpc.transport import Transport

MAX_TTL = 9_000_000_000
"""Longest TTL in seconds that etcd takes (source: etcd ``server/lease/lessor.go``)."""


class Lease:
    """Leases: ``client.lease``. All TTLs are in seconds."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._renewals = Renewals(transport)

    def grant(
        self, ttl: int, *, lease_id: int = 0, adopt: bool = False, timeout: float | None = None
    ) -> LeaseGrantResult:
        """Grant a lease. Keys bound to it go when it expires.

        The ID is chosen here at random unless given, so that a grant whose answer was lost can be asked
        for again without leaving a second lease behind.

        Args:
            ttl: seconds; the server raises a very small one (2 s by default) and says so in the answer.
            lease_id: an ID of your own, positive; 0 for a random one.
            adopt: ``lease_id`` was drawn at random by the caller, who must know it even if this call is interrupted:
                a lease that has it already is the caller's own.
            timeout: seconds, None for the client's.

        Raises:
            LeaseExists: a lease with ``lease_id`` is there already.
            InvalidArgument: ``ttl`` or ``lease_id`` is out of range.
            NoSpace: the NOSPACE alarm is raised.
        """
        if not 0 < ttl <= MAX_TTL or ttl != int(ttl):
            raise InvalidArgument(f"ttl={ttl} is not a lease's time to live: give whole seconds, at least 1.")
        if lease_id < 0 or lease_id >= 1 << 63:
            raise InvalidArgument(
                f"lease_id={lease_id} is not a lease ID: give a positive 63-bit number, or 0."
            )
        chosen = lease_id or random.getrandbits(62) + 1
        foreign = bool(lease_id) and not adopt
        method = methods.LEASE_GRANT._replace(repeat=Repeat.NEVER) if foreign else methods.LEASE_GRANT
        request = pb.LeaseGrantRequest(TTL=int(ttl), ID=chosen)
        try:
            answer = self._transport.call(method, request, timeout=timeout)
        except LeaseExists:
            if foreign:
                raise
            # Our own random ID: the first attempt got through and only its answer was lost.
            left = self.time_to_live(chosen, timeout=timeout)
            return LeaseGrantResult(chosen, left.granted_ttl, left.revision)
        return LeaseGrantResult(answer.ID, answer.TTL, answer.header.revision)

    def revoke(self, lease_id: int, *, timeout: float | None = None) -> int:
        """Revoke a lease; the keys bound to it are deleted, all in one revision.

        Whoever keeps it alive through this client is told at once that it is lost.

        Returns:
            The store revision afterwards.

        Raises:
            LeaseNotFound: there is no such lease.
        """
        request = pb.LeaseRevokeRequest(ID=lease_id)
        try:
            answer = self._transport.call(methods.LEASE_REVOKE, request, timeout=timeout)
        except LeaseNotFound as error:
            self._renewals.gone(lease_id)
            if error.attempts > 1:  # an earlier attempt did it, and its answer was lost
                return self._transport.watermark.revision
            raise
        self._renewals.gone(lease_id)
        return int(answer.header.revision)

    def time_to_live(
        self, lease_id: int, *, keys: bool = False, timeout: float | None = None
    ) -> LeaseTimeToLive:
        """What is left of a lease, in whole seconds, and with ``keys=True`` the keys bound to it.

        A lease that does not exist is not an error here: its ``ttl`` is -1.
        """
        request = pb.LeaseTimeToLiveRequest(ID=lease_id, keys=keys)
        answer = self._transport.call(methods.LEASE_TIME_TO_LIVE, request, timeout=timeout)
        # Servers before 3.4.32 and 3.5.14 can answer nonsense around a leader change (etcd issue 17780's kin).
        left = min(answer.TTL, answer.grantedTTL * 2) if answer.grantedTTL else answer.TTL
        return LeaseTimeToLive(
            lease_id, left, answer.grantedTTL, tuple(sorted(answer.keys)), answer.header.revision
        )

    def leases(self, *, timeout: float | None = None) -> list[int]:
        """IDs of all leases, as the member that is asked knows them: it may lag behind."""
        answer = self._transport.call(methods.LEASE_LEASES, pb.LeaseLeasesRequest(), timeout=timeout)
        return [entry.ID for entry in answer.leases]

    def keep_alive_once(self, lease_id: int, *, timeout: float | None = None) -> KeepAliveResult:
        """Renew a lease once.

        Raises:
            LeaseNotFound: there is no such lease (any more).
            DeadlineExceeded: no answer in time.
        """
        limit = self._transport.settings.timeout if timeout is None else timeout
        result = renew_once(self._transport, lease_id, limit)
        if result is None:
            raise DeadlineExceeded(
                f"Lease {lease_id:x} was not renewed within {limit:g} s. {DeadlineExceeded.hint}",
                method=methods.LEASE_KEEP_ALIVE.name,
                definite=False,
            )
        if result.ttl <= 0:
            raise LeaseNotFound(
                f"Lease {lease_id:x} does not exist. {LeaseNotFound.hint}",
                method=methods.LEASE_KEEP_ALIVE.name,
            )
        return result

    def keep_alive(self, lease_id: int, ttl: int | None = None, *, sent_at: float | None = None) -> KeepAlive:
        """Renew a lease every third of its TTL until the handle is closed or the lease is gone.

        Args:
            lease_id: the lease.
            ttl: its TTL in seconds.
            sent_at: the reading of ``client.clock`` just before the grant was sent: with ``ttl`` it tells until when
                the lease is certainly alive. Without both the server is asked.

        Returns:
            A handle: ``.alive``, ``.deadline``, ``.on_lost(callback)``, ``.on_doubt(callback)``, ``.close()``.

        Raises:
            LeaseNotFound: there is no such lease.
        """
        self._transport.check_open()
        if ttl is not None and sent_at is not None:
            return self._renewals.add(lease_id, ttl, deadline=sent_at + ttl)
        asked_at = self._transport.clock.now()
        left = self.time_to_live(lease_id)
        if left.ttl < 0:
            raise LeaseNotFound(
                f"Lease {lease_id:x} does not exist. {LeaseNotFound.hint}",
                method=methods.LEASE_TIME_TO_LIVE.name,
            )
        return self._renewals.add(lease_id, left.granted_ttl, deadline=asked_at + left.ttl)

    def close(self) -> None:
        """Stop renewing every lease. The leases themselves live on until they expire."""
        self._renewals.close()

    def __repr__(self) -> str:
        return f"<Lease service, {len(self._renewals)} kept alive>"
