"""What an open outcome carries, so that it can be resolved."""

from __future__ import annotations

import pytest

from yamtam_nb.keys import KeyRange
from yamtam_nb.model import DeleteOp, GetOp, PutOp, TxnOp
from yamtam_nb.rpc import catalogue, convert
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.failure import outcome_unknown, written_keys


def test_every_key_that_a_transaction_writes_is_named() -> None:
    """Of both branches and of nested ones; keys that are only read are not."""
    nested = TxnOp(success=(PutOp(b"/c", b""),), failure=(DeleteOp(KeyRange.of("/d/", prefix=True)),))
    operation = TxnOp(
        success=(PutOp(b"/a", b""), GetOp(KeyRange.of("/r"))), failure=(nested, PutOp(b"/b", b""))
    )
    assert written_keys(convert.txn_request(operation)) == (b"/a", b"/c", b"/d/", b"/b")


@pytest.mark.parametrize(
    "request_", [pb.RangeRequest(key=b"/k"), pb.CompactionRequest(revision=1), pb.LeaseGrantRequest(TTL=1)]
)
def test_a_call_that_writes_no_key_names_none(request_: object) -> None:
    """A grant or a compaction has no keys."""
    assert written_keys(request_) == ()


def test_the_message_names_the_first_keys_and_what_to_do() -> None:
    """It stays short however many there are, and never shows a value."""
    puts = tuple(PutOp(b"/k%d" % number, b"s3cret") for number in range(50))
    error = catalogue.make("UNAVAILABLE", "Socket closed", method="KV/Txn", endpoint="http://a:1")
    unknown = outcome_unknown(error, convert.txn_request(TxnOp(success=puts)))
    assert len(unknown.keys) == 50
    assert str(unknown).startswith("KV/Txn at http://a:1 was sent and its answer was lost (Socket closed): ")
    assert "b'/k0', b'/k1', b'/k2' ..." in str(unknown)
    assert "Read the key back" in str(unknown)
    assert "s3cret" not in str(unknown)
    assert unknown.__cause__ is error
