"""Whether endpoints serve: what ``etcdctl endpoint health`` finds out."""

from __future__ import annotations

from collections.abc import Sequence

from yamtam_nb.client.alarm_names import name_of
from yamtam_nb.client.at_once import at_once
from yamtam_nb.errors import EtcdError, InvalidToken, PermissionDenied
from yamtam_nb.model import Health
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport

_KEY = b"health"
"""The key that etcdctl reads; it need not exist."""

_MOST = 16


def check(transport: Transport, endpoints: Sequence[str], timeout: float | None) -> list[Health]:
    """The health of each endpoint, in order; the slowest one decides how long it takes."""
    return at_once(
        lambda endpoint: _check_one(transport, endpoint, timeout), endpoints, most=_MOST, name="yamtam-health"
    )


def _check_one(transport: Transport, endpoint: str, timeout: float | None) -> Health:
    """A read that went through, also to a user who may not read that key, had the agreement of a quorum."""
    started = transport.clock.now()
    member_id = 0
    try:
        request = pb.RangeRequest(key=_KEY)
        answer = transport.call(methods.RANGE, request, timeout=timeout, endpoint=endpoint, once=True)
        member_id = answer.header.member_id
    except (PermissionDenied, InvalidToken):
        pass
    except EtcdError as error:
        return Health(endpoint, transport.clock.now() - started, error=_why(error))
    took = transport.clock.now() - started
    try:
        alarms = _alarms_of(transport, endpoint, member_id, timeout)
    except EtcdError as error:
        return Health(endpoint, took, member_id, error=f"its alarms could not be asked for: {_why(error)}")
    return Health(endpoint, took, member_id, alarms)


def _alarms_of(transport: Transport, endpoint: str, member_id: int, timeout: float | None) -> tuple[str, ...]:
    request = pb.AlarmRequest(action=pb.AlarmRequest.GET)
    try:
        answer = transport.call(methods.ALARM_LIST, request, timeout=timeout, endpoint=endpoint, once=True)
    except (PermissionDenied, InvalidToken):
        return ()
    own = answer.header.member_id or member_id
    return tuple(name_of(raised.alarm) for raised in answer.alarms if raised.alarm and raised.memberID == own)


def _why(error: EtcdError) -> str:
    return error.detail or str(error)
