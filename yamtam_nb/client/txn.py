"""Transactions: compare, then one branch or the other, all in one revision."""

from __future__ import annotations

from collections.abc import Iterable

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.model import Compare, GetOp, Op, TxnOp, TxnResult
from yamtam_nb.rpc import convert, methods
from yamtam_nb.rpc.transport import Transport


class Txn:
    """The transaction verb of the client."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __call__(
        self,
        compare: Iterable[Compare] = (),
        success: Iterable[Op] = (),
        failure: Iterable[Op] = (),
        *,
        timeout: float | None = None,
    ) -> TxnResult:
        """If all comparisons hold, do ``success``, else ``failure``; atomically and in one revision.

        A transaction without any write is a read and is repeated like one; any other is never sent twice.

        Args:
            compare: conditions, e.g. ``Compare.mod_revision(key, "==", 42)``; none means success.
            success: GetOp, PutOp, DeleteOp or a nested TxnOp. At most 128 operations a branch by default.
            failure: likewise.
            timeout: seconds, None for the client's.

        Returns:
            ``.succeeded`` and one result per operation in ``.responses``.

        Raises:
            OutcomeUnknown: it holds a write, was sent, and its answer was lost.
            InvalidRequest: etcd refuses it (too many operations, the same key written twice).
            InvalidArgument: a read at a given revision beside a write. Servers before 3.7 can diverge over it
                (etcd issue 18667).

        Example:
            >>> client.txn(  # doctest: +SKIP
            ...     compare=[Compare.version("/yamtam/config/model-tier", "==", 0)],
            ...     success=[PutOp(b"/yamtam/config/model-tier", b"eco")],
            ... ).succeeded
            True
        """
        operation = TxnOp(tuple(compare), tuple(success), tuple(failure))
        mutating = convert.writes(operation)
        if mutating and _pinned(operation):
            raise InvalidArgument(
                "A transaction that writes must not read at a given revision: read first, then write in a "
                "transaction guarded by mod_revision."
            )
        method = methods.TXN if mutating else methods.TXN_READ
        response = self._transport.call(method, convert.txn_request(operation), timeout=timeout)
        self._transport.watermark.raise_to(response.header.revision)
        return convert.txn_result(response)


def _pinned(operation: TxnOp) -> bool:
    return any(
        _pinned(op) if isinstance(op, TxnOp) else isinstance(op, GetOp) and op.revision > 0
        for op in (*operation.success, *operation.failure)
    )
