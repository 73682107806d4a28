"""The Maintenance service: what each member says of itself, and the work of whoever looks after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from typing import TYPE_CHECKING

from yamtam_nb.client.alarm_names import ALARMS, name_of, number_of
from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.downgrade import Downgrade
from yamtam_nb.errors import EtcdError, InvalidArgument
from yamtam_nb.model import (
    Alarm,
    DefragmentedMember,
    Health,
    LeaderMove,
    MemberHash,
    MemberStatus,
    SavedSnapshot,
)
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport

if TYPE_CHECKING:
    from yamtam_nb.client.defragmentation import Defragmentation
    from yamtam_nb.client.hashes import HashReport

DEFRAGMENTING = 600.0
"""Seconds that a defragmentation may take: the member copies its whole database, and answers nobody meanwhile."""

_MOST_STATUSES = 16


class Maintenance:
    """Status, alarms, hashes, defragmentation and snapshots: ``client.maintenance``.

    Attributes:
        downgrade: going back to an older version of etcd.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.downgrade = Downgrade(transport)

    @property
    def endpoints(self) -> tuple[str, ...]:
        """URLs of the client's endpoints."""
        return self._transport.endpoints

    def status(self, endpoint: str | None = None, *, timeout: float | None = None) -> MemberStatus:
        """What one member says of itself; nothing is asked of the others.

        Args:
            endpoint: URL of the member; None for whichever endpoint is preferred.
            timeout: seconds, None for the client's.

        Raises:
            Unavailable, DeadlineExceeded: that member does not answer in time.
        """
        transport = self._transport
        asked = endpoint or transport.endpoint
        started = transport.clock.now()
        answer = transport.call(
            methods.STATUS,
            pb.StatusRequest(),
            timeout=timeout,
            endpoint=asked,
            once=True,
            needs_leader=False,
        )
        return MemberStatus(
            endpoint=asked,
            member_id=answer.header.member_id,
            cluster_id=answer.header.cluster_id,
            revision=answer.header.revision,
            version=answer.version,
            db_size=answer.dbSize,
            db_size_in_use=answer.dbSizeInUse,
            leader=answer.leader,
            raft_index=answer.raftIndex,
            raft_term=answer.raftTerm,
            raft_applied_index=answer.raftAppliedIndex,
            is_learner=answer.isLearner,
            errors=tuple(answer.errors),
            latency=transport.clock.now() - started,
            storage_version=answer.storageVersion,
            db_size_quota=answer.dbSizeQuota,
            downgrade_enabled=answer.downgradeInfo.enabled,
            downgrade_target=answer.downgradeInfo.targetVersion,
        )

    def status_all(
        self, endpoints: Iterable[str] | None = None, *, timeout: float | None = None
    ) -> list[MemberStatus | EtcdError]:
        """The status of every endpoint, asked at the same time: the slowest one decides how long it takes.

        Args:
            endpoints: URLs; None for those of the client.
            timeout: seconds for each, None for the client's.

        Returns:
            One entry per endpoint, in order: its status, or the error that it gave (``error.endpoint`` says whose).
        """
        asked = list(self._transport.endpoints if endpoints is None else endpoints)

        def one(endpoint: str) -> MemberStatus | EtcdError:
            try:
                return self.status(endpoint, timeout=timeout)
            except EtcdError as error:
                error.endpoint = error.endpoint or endpoint
                return error

        return at_once(one, asked, most=_MOST_STATUSES, name="yamtam-status")

    def alarms(self, *, timeout: float | None = None) -> list[Alarm]:
        """The alarms that are raised, of all members.

        Raises:
            Unavailable, DeadlineExceeded: no endpoint answered in time.
        """
        request = pb.AlarmRequest(action=pb.AlarmRequest.GET)
        response = self._transport.call(methods.ALARM_LIST, request, timeout=timeout)
        return [Alarm(entry.memberID, name_of(entry.alarm)) for entry in response.alarms if entry.alarm]

    def disarm(
        self, alarm: str | None = None, *, member_id: int | None = None, timeout: float | None = None
    ) -> list[Alarm]:
        """Switch alarms off, those that fit; cure their cause first, or they are raised again.

        Args:
            alarm: ``NOSPACE`` or ``CORRUPT``; None for both.
            member_id: of this member only; None for all members.
            timeout: seconds for each, None for the client's.

        Returns:
            The alarms that were switched off.

        Raises:
            InvalidArgument: there is no such alarm.
            Unavailable, DeadlineExceeded: no endpoint answered in time.
        """
        if alarm is not None and alarm.upper() not in ALARMS:
            raise InvalidArgument(f"{alarm!r} is no alarm of etcd: give one of {', '.join(ALARMS)}.")
        fitting = [
            raised
            for raised in self.alarms(timeout=timeout)
            if alarm in (None, raised.alarm, raised.alarm.lower()) and member_id in (None, raised.member_id)
        ]
        for raised in fitting:
            request = pb.AlarmRequest(
                action=pb.AlarmRequest.DEACTIVATE, memberID=raised.member_id, alarm=number_of(raised.alarm)
            )
            self._transport.call(methods.ALARM_DISARM, request, timeout=timeout)
        return fitting

    def health(self, endpoints: Iterable[str] | None = None, *, timeout: float | None = None) -> list[Health]:
        """Whether each endpoint serves linearizable reads, and the alarms of its member; all asked at once.

        Args:
            endpoints: URLs; None for those of the client.
            timeout: seconds for each, None for the client's.
        """
        from yamtam_nb.client.health import check

        asked = list(self._transport.endpoints if endpoints is None else endpoints)
        return check(self._transport, asked, timeout)

    def hash_kv(self, endpoint: str, revision: int = 0, *, timeout: float | None = None) -> MemberHash:
        """The hash of what one member keeps, up to ``revision`` (0 for its current one).

        Raises:
            Compacted, FutureRevision: the member has no such revision (any more, yet).
            Unavailable, DeadlineExceeded: that member does not answer in time.
        """
        request = pb.HashKVRequest(revision=revision)
        answer = self._transport.call(
            methods.HASH_KV, request, timeout=timeout, endpoint=endpoint, once=True, needs_leader=False
        )
        return MemberHash(
            endpoint,
            answer.header.member_id,
            answer.hash,
            answer.compact_revision,
            revision or answer.hash_revision or answer.header.revision,
        )

    def hash_kv_all(
        self,
        revision: int | None = None,
        *,
        endpoints: Iterable[str] | None = None,
        timeout: float | None = None,
    ) -> HashReport:
        """Whether the members hold the same, by their hashes at one common revision.

        Args:
            revision: where to compare; None for the newest that all of them have.
            endpoints: URLs; None for those of the client.
            timeout: seconds for each question, None for the client's.
        """
        from yamtam_nb.client.hashes import compare

        return compare(self, list(self.endpoints if endpoints is None else endpoints), revision, timeout)

    def defragment(self, endpoint: str, *, timeout: float = DEFRAGMENTING) -> DefragmentedMember:
        """Give the space that one member does not use back to the disk. It answers nobody meanwhile.

        Args:
            endpoint: URL of the member.
            timeout: seconds; large databases take minutes.

        Raises:
            OutcomeUnknown: no answer in time; the member may be defragmenting still.
        """
        before = self.status(endpoint)
        started = self._transport.clock.now()
        request = pb.DefragmentRequest()
        self._transport.call(
            methods.DEFRAGMENT, request, timeout=timeout, endpoint=endpoint, needs_leader=False
        )
        took = self._transport.clock.now() - started
        after = self.status(endpoint)
        return DefragmentedMember(
            endpoint, before.member_id, "", before.is_leader, "done", before.db_size, after.db_size, took
        )

    def defragment_all(
        self,
        *,
        on_progress: Callable[[tuple[DefragmentedMember, ...]], None] | None = None,
        timeout: float = DEFRAGMENTING,
    ) -> Defragmentation:
        """Defragment every member, one at a time: followers first, the leader last.

        It begins only when all members are healthy, waits after each until it is healthy again, and stops at
        the first that fails.

        Args:
            on_progress: called before and after each member with how far it has come, from this thread.
            timeout: seconds for each member.

        Raises:
            DefragmentationStopped: a member failed, or was not healthy; those after it were left alone.
        """
        from yamtam_nb.client.defragmentation import defragment_all

        return defragment_all(self._transport, on_progress, timeout)

    def snapshot(
        self,
        path: str | PathLike[str],
        *,
        endpoint: str | None = None,
        overwrite: bool = False,
        on_progress: Callable[[int, int], None] | None = None,
        timeout: float | None = None,
    ) -> SavedSnapshot:
        """Save the database of one member to a file; its digest is verified before the file gets its name.

        Args:
            path: the file; while it is incomplete it is called ``<path>.part``.
            endpoint: URL of the member; None for one that answers.
            overwrite: replace a file that is there.
            on_progress: called with the bytes read and the bytes in all, from this thread.
            timeout: seconds in all; None for as long as it takes.

        Raises:
            InvalidArgument: there is such a file already.
            InvalidFile: what arrived is not what the member sent; nothing was kept.
            EtcdError: the download failed; nothing was kept.
        """
        from yamtam_nb.client.snapshot_download import save

        return save(self._transport, path, endpoint, overwrite, on_progress, timeout)

    def move_leader(self, target_id: int, *, timeout: float | None = None) -> LeaderMove:
        """Hand leadership over to a member; the leader is found first, and asked to do it.

        Raises:
            InvalidArgument: no voting member has that ID.
            NoLeader: no member that answers leads.
            OutcomeUnknown: the answer was lost.
        """
        from yamtam_nb.client.leader import move

        return move(self._transport, target_id, timeout)
