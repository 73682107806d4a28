"""A whole transaction, from its text."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.transaction.blocks import blocks
from yamtam_nb.magics.transaction.compare import compare
from yamtam_nb.magics.transaction.operation import operation
from yamtam_nb.model import DeleteOp, PutOp, TxnOp


def read(text: str) -> TxnOp:
    """The transaction that etcdctl would make of the same text.

    Raises:
        EtcdUsageError: a line cannot be read, or there is nothing in it.
    """
    compares, success, failure = blocks(text)
    if not (compares or success or failure):
        raise EtcdUsageError("%%etcd_txn: there is nothing in it. See %etcd txn --help.")
    return TxnOp(
        tuple(map(compare, compares)), tuple(map(operation, success)), tuple(map(operation, failure))
    )


def writes(transaction: TxnOp) -> bool:
    """Whether either branch changes anything."""
    return any(isinstance(op, (PutOp, DeleteOp)) for op in (*transaction.success, *transaction.failure))
