"""Values of the model into messages and back."""

from __future__ import annotations

import pytest

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import (
    Compare,
    DeleteResult,
    GetOp,
    GetResult,
    KeyValue,
    PutOp,
    PutResult,
    TxnOp,
    TxnResult,
)
from yamtam_nb.rpc import convert
from yamtam_nb.rpc import etcd_pb as pb


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            Compare.version("/k", "==", 0),
            pb.Compare(result=pb.Compare.EQUAL, target=pb.Compare.VERSION, key=b"/k", version=0),
        ),
        (
            Compare.create_revision("/k", "!=", 5),
            pb.Compare(result=pb.Compare.NOT_EQUAL, target=pb.Compare.CREATE, key=b"/k", create_revision=5),
        ),
        (
            Compare.mod_revision("/k", ">", 5),
            pb.Compare(result=pb.Compare.GREATER, target=pb.Compare.MOD, key=b"/k", mod_revision=5),
        ),
        (
            Compare.value("/k", "<", "v"),
            pb.Compare(result=pb.Compare.LESS, target=pb.Compare.VALUE, key=b"/k", value=b"v"),
        ),
        (
            Compare.lease("/k/", "==", 7, prefix=True),
            pb.Compare(target=pb.Compare.LEASE, key=b"/k/", range_end=b"/k0", lease=7),
        ),
    ],
)
def test_a_comparison_becomes_its_message(condition: Compare, message: pb.Compare) -> None:
    """The operand goes into the one field that belongs to the target, also when it is 0."""
    made = convert.compare(condition)
    assert made == message
    assert made.WhichOneof("target_union") == message.WhichOneof("target_union")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: convert.compare(Compare.version("/k", "=", 1)),
            "relation='=' is not known: write one of '=='",
        ),  # type: ignore[arg-type]
        (
            lambda: convert.range_request(GetOp(KeyRange.of("/k"), sort_order="asc")),  # type: ignore[arg-type]
            "sort_order='asc' is not known: write one of 'none', 'ascend', 'descend'",
        ),
        (
            lambda: convert.range_request(GetOp(KeyRange.of("/k"), sort_target="modified")),  # type: ignore[arg-type]
            "sort_target='modified' is not known",
        ),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_those_that_are(make: object, words: str) -> None:
    """Instead of a KeyError from within."""
    with pytest.raises(InvalidArgument, match=words):
        make()  # type: ignore[operator]


def test_answers_inside_a_transaction_show_its_own_revision() -> None:
    """The headers inside carry no meaning (etcd leaves them half empty)."""
    kv = pb.KeyValue(key=b"k", value=b"v", create_revision=1, mod_revision=2, version=2, lease=3)
    message = pb.TxnResponse(
        header=pb.ResponseHeader(cluster_id=1, member_id=2, revision=9, raft_term=4),
        succeeded=True,
        responses=[
            pb.ResponseOp(response_range=pb.RangeResponse(kvs=[kv], count=5, more=True)),
            pb.ResponseOp(response_put=pb.PutResponse(prev_kv=kv)),
            pb.ResponseOp(response_put=pb.PutResponse()),
            pb.ResponseOp(response_delete_range=pb.DeleteRangeResponse(deleted=1, prev_kvs=[kv])),
            pb.ResponseOp(response_txn=pb.TxnResponse(succeeded=False)),
        ],
    )
    result = convert.txn_result(message)
    got, put, blank, deleted, nested = result.responses
    expected = KeyValue(b"k", b"v", 1, 2, 2, 3)
    assert isinstance(got, GetResult)
    assert (got.kvs, got.count, got.more, got.revision) == ([expected], 5, True, 9)
    assert isinstance(put, PutResult)
    assert (put.prev_kv, put.revision) == (expected, 9)
    assert isinstance(blank, PutResult)
    assert blank.prev_kv is None
    assert isinstance(deleted, DeleteResult)
    assert (deleted.deleted, deleted.prev_kvs) == (1, [expected])
    assert isinstance(nested, TxnResult)
    assert (nested.succeeded, nested.revision) == (False, 9)


def test_a_write_is_found_on_either_branch_however_deep() -> None:
    """What decides whether a transaction may be repeated."""
    read = GetOp(KeyRange.of("/k"))
    assert not convert.writes(TxnOp(success=(read, TxnOp(failure=(read,)))))
    assert convert.writes(TxnOp(success=(read,), failure=(TxnOp(success=(TxnOp(failure=(PutOp(b"/k"),)),)),)))


def test_one_key_without_its_value_is_asked_for_in_the_way_that_tells_its_lease() -> None:
    """etcd 3.7 drops leases from keys_only unless it sorts by value; a range is never sorted for that."""
    one = convert.range_request(GetOp(KeyRange.of("/k"), keys_only=True))
    whole = convert.range_request(GetOp(KeyRange.of("/k")))
    several = convert.range_request(GetOp(KeyRange.of("/k", prefix=True), keys_only=True, limit=5))

    assert one == pb.RangeRequest(key=b"/k", keys_only=True, sort_target=pb.RangeRequest.VALUE)
    assert whole == pb.RangeRequest(key=b"/k")
    assert several == pb.RangeRequest(key=b"/k", range_end=b"/l", keys_only=True, limit=5)
