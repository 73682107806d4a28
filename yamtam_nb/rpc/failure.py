"""From gRPC's exceptions to ours: the floor where foreign exceptions die."""

from __future__ import annotations

from typing import Any

import grpc

from yamtam_nb.errors import EtcdError, OutcomeUnknown
from yamtam_nb.rpc import catalogue
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.catalogue import Known

_NO_KEYS = "Look whether it was done before you do it again."
"""What to do about a lost answer to a change that is none of keys: of members, users, alarms."""


class Failure:
    """A failed call, looked up in the catalogue."""

    __slots__ = ("code", "detail", "known")

    def __init__(self, error: grpc.RpcError) -> None:
        status = error.code() if isinstance(error, grpc.Call) else None
        self.code: str = status.name if status is not None else "UNKNOWN"
        self.detail: str = (error.details() if isinstance(error, grpc.Call) else "") or ""
        self.known: Known = catalogue.look_up(self.code, self.detail)

    def error(self, method: str, endpoint: str) -> EtcdError:
        """The error to raise."""
        return catalogue.make(self.code, self.detail, method=method, endpoint=endpoint)


def outcome_unknown(error: EtcdError, request: Any) -> OutcomeUnknown:
    """The error for a write that may have happened; ``error`` becomes its cause."""
    keys = written_keys(request)
    named = ", ".join(repr(key) for key in keys[:3]) + (" ..." if len(keys) > 3 else "")
    unknown = OutcomeUnknown(
        f"{error.method} at {error.endpoint} was sent and its answer was lost ({error.detail or error.code}): "
        f"{'the write of ' + named if keys else 'it'} may have been applied. "
        f"{OutcomeUnknown.hint if keys else _NO_KEYS}",
        method=error.method,
        endpoint=error.endpoint,
        code=error.code,
        detail=error.detail,
        keys=keys,
    )
    unknown.__cause__ = error
    return unknown


def written_keys(request: Any) -> tuple[bytes, ...]:
    """Keys (or first keys of ranges) that a request writes."""
    if isinstance(request, (pb.PutRequest, pb.DeleteRangeRequest)):
        return (request.key,)
    if isinstance(request, pb.TxnRequest):
        operations = (*request.success, *request.failure)
        return tuple(key for operation in operations for key in _operation_keys(operation))
    return ()


def _operation_keys(operation: pb.RequestOp) -> tuple[bytes, ...]:
    which = operation.WhichOneof("request")
    if which is None or which == "request_range":
        return ()
    return written_keys(getattr(operation, which))
