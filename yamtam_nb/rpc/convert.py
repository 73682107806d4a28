"""Messages of the wire into values of the model, and back."""

from __future__ import annotations

from typing import Any

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.model import (
    Compare,
    DeleteOp,
    DeleteResult,
    Event,
    EventType,
    GetOp,
    GetResult,
    Header,
    KeyValue,
    Op,
    PutOp,
    PutResult,
    TxnOp,
    TxnResult,
)
from yamtam_nb.rpc import etcd_pb as pb

_new = tuple.__new__  # a NamedTuple's own constructor costs twice as much, and a prefix has many keys

_SORT_ORDER: dict[str, Any] = {
    "none": pb.RangeRequest.NONE,
    "ascend": pb.RangeRequest.ASCEND,
    "descend": pb.RangeRequest.DESCEND,
}
_SORT_TARGET: dict[str, Any] = {
    "key": pb.RangeRequest.KEY,
    "version": pb.RangeRequest.VERSION,
    "create": pb.RangeRequest.CREATE,
    "mod": pb.RangeRequest.MOD,
    "value": pb.RangeRequest.VALUE,
}
_RELATION: dict[str, Any] = {
    "==": pb.Compare.EQUAL,
    "!=": pb.Compare.NOT_EQUAL,
    ">": pb.Compare.GREATER,
    "<": pb.Compare.LESS,
}
_TARGET: dict[str, tuple[Any, str]] = {
    "version": (pb.Compare.VERSION, "version"),
    "create_revision": (pb.Compare.CREATE, "create_revision"),
    "mod_revision": (pb.Compare.MOD, "mod_revision"),
    "value": (pb.Compare.VALUE, "value"),
    "lease": (pb.Compare.LEASE, "lease"),
}


def header(message: Any) -> Header:
    """ResponseHeader -> Header."""
    return Header(message.cluster_id, message.member_id, message.revision, message.raft_term)


def key_value(message: Any) -> KeyValue:
    """mvccpb.KeyValue -> KeyValue."""
    return _new(
        KeyValue,
        (
            message.key,
            message.value,
            message.create_revision,
            message.mod_revision,
            message.version,
            message.lease,
        ),
    )


def key_values(messages: Any) -> list[KeyValue]:
    """Repeated mvccpb.KeyValue -> list of KeyValue."""
    new, cls = _new, KeyValue
    return [
        new(cls, (m.key, m.value, m.create_revision, m.mod_revision, m.version, m.lease)) for m in messages
    ]


def events(message: Any) -> list[Event]:
    """The events of a WatchResponse."""
    new, put, delete = _new, EventType.PUT, EventType.DELETE
    result: list[Event] = []
    for event in message.events:
        kv = event.kv
        fields = (kv.key, kv.value, kv.create_revision, kv.mod_revision, kv.version, kv.lease)
        previous = key_value(event.prev_kv) if event.HasField("prev_kv") else None
        result.append(new(Event, (delete if event.type else put, new(KeyValue, fields), previous, False)))
    return result


def range_request(operation: GetOp) -> pb.RangeRequest:
    """GetOp -> RangeRequest."""
    target = _one_of(_SORT_TARGET, operation.sort_target, "sort_target")
    if operation.keys_only and operation.range.single:
        # etcd 3.7 answers keys_only from its index, which knows no leases (server/etcdserver/txn/range.go), unless
        # values are needed to sort by. There is nothing to sort in one key, and its lease matters.
        target = _SORT_TARGET["value"]
    return pb.RangeRequest(
        key=operation.range.key,
        range_end=operation.range.range_end,
        limit=operation.limit,
        revision=operation.revision,
        sort_order=_one_of(_SORT_ORDER, operation.sort_order, "sort_order"),
        sort_target=target,
        serializable=operation.serializable,
        keys_only=operation.keys_only,
        count_only=operation.count_only,
        min_mod_revision=operation.min_mod_revision,
        max_mod_revision=operation.max_mod_revision,
        min_create_revision=operation.min_create_revision,
        max_create_revision=operation.max_create_revision,
    )


def get_result(message: Any) -> GetResult:
    """RangeResponse -> GetResult."""
    return GetResult(key_values(message.kvs), header(message.header), message.count, message.more)


def put_request(operation: PutOp) -> pb.PutRequest:
    """PutOp -> PutRequest."""
    return pb.PutRequest(
        key=operation.key,
        value=operation.value,
        lease=operation.lease,
        prev_kv=operation.prev_kv,
        ignore_value=operation.ignore_value,
        ignore_lease=operation.ignore_lease,
    )


def put_result(message: Any) -> PutResult:
    """PutResponse -> PutResult."""
    return PutResult(
        header(message.header), key_value(message.prev_kv) if message.HasField("prev_kv") else None
    )


def delete_request(operation: DeleteOp) -> pb.DeleteRangeRequest:
    """DeleteOp -> DeleteRangeRequest."""
    return pb.DeleteRangeRequest(
        key=operation.range.key, range_end=operation.range.range_end, prev_kv=operation.prev_kv
    )


def delete_result(message: Any) -> DeleteResult:
    """DeleteRangeResponse -> DeleteResult."""
    return DeleteResult(header(message.header), message.deleted, key_values(message.prev_kvs))


def txn_request(operation: TxnOp) -> pb.TxnRequest:
    """TxnOp -> TxnRequest."""
    return pb.TxnRequest(
        compare=[compare(condition) for condition in operation.compare],
        success=[request_op(op) for op in operation.success],
        failure=[request_op(op) for op in operation.failure],
    )


def compare(condition: Compare) -> pb.Compare:
    """Compare -> its message."""
    target, field = _one_of(_TARGET, condition.target, "target")
    message = pb.Compare(
        result=_one_of(_RELATION, condition.relation, "relation"),
        target=target,
        key=condition.range.key,
        range_end=condition.range.range_end,
    )
    setattr(message, field, condition.operand)
    return message


def request_op(operation: Op) -> pb.RequestOp:
    """One operation of a transaction -> RequestOp."""
    if isinstance(operation, GetOp):
        return pb.RequestOp(request_range=range_request(operation))
    if isinstance(operation, PutOp):
        return pb.RequestOp(request_put=put_request(operation))
    if isinstance(operation, DeleteOp):
        return pb.RequestOp(request_delete_range=delete_request(operation))
    return pb.RequestOp(request_txn=txn_request(operation))


def txn_result(message: Any) -> TxnResult:
    """TxnResponse -> TxnResult. Headers inside the responses carry no meaning, so all show the transaction's."""
    top = header(message.header)
    return TxnResult(message.succeeded, [_response_op(op, top) for op in message.responses], top)


def _response_op(message: Any, top: Header) -> GetResult | PutResult | DeleteResult | TxnResult:
    which = message.WhichOneof("response")
    inner = getattr(message, which)
    if which == "response_range":
        return GetResult(key_values(inner.kvs), top, inner.count, inner.more)
    if which == "response_put":
        return PutResult(top, key_value(inner.prev_kv) if inner.HasField("prev_kv") else None)
    if which == "response_delete_range":
        return DeleteResult(top, inner.deleted, key_values(inner.prev_kvs))
    return TxnResult(inner.succeeded, [_response_op(op, top) for op in inner.responses], top)


def writes(operation: TxnOp) -> bool:
    """Whether a transaction holds any write, on either branch, however deep."""
    return any(
        writes(op) if isinstance(op, TxnOp) else not isinstance(op, GetOp)
        for op in (*operation.success, *operation.failure)
    )


def _one_of(choices: dict[str, Any], given: str, name: str) -> Any:
    found = choices.get(given)
    if found is None:
        raise InvalidArgument(f"{name}={given!r} is not known: write one of {', '.join(map(repr, choices))}.")
    return found
