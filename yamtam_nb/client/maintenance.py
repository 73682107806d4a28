"""The Maintenance service: what each member says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from yamtam_nb.errors import EtcdError
from yamtam_nb.model import Alarm, MemberStatus
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport

_ALARM_NAMES = {pb.NOSPACE: "NOSPACE", pb.CORRUPT: "CORRUPT"}


class Maintenance:
    """Status and alarms: ``client.maintenance``."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

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
            db_size_quota=answer.dbSizeQuota,
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

        if not asked:
            return []
        pool = ThreadPoolExecutor(max_workers=min(len(asked), 16), thread_name_prefix="yamtam-status")
        try:
            rows = list(pool.map(one, asked))
        except BaseException:
            # Interrupted: the calls under way end by themselves, and nobody waits for them.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()
        return rows

    def alarms(self, *, timeout: float | None = None) -> list[Alarm]:
        """The alarms that are raised, of all members.

        Raises:
            Unavailable, DeadlineExceeded: no endpoint answered in time.
        """
        request = pb.AlarmRequest(action=pb.AlarmRequest.GET)
        response = self._transport.call(methods.ALARM_LIST, request, timeout=timeout)
        return [
            Alarm(entry.memberID, _ALARM_NAMES.get(entry.alarm, str(entry.alarm)))
            for entry in response.alarms
            if entry.alarm
        ]
