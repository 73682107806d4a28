"""A Range answer read by columns is the same answer."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.columns import RangeByColumns, RangeByTextColumns
from yamtam_nb.values import text

NUMBERS = st.integers(1, 2**63 - 1)
ROWS = st.lists(
    st.builds(
        pb.KeyValue,
        key=st.binary(min_size=1, max_size=8) | st.text(min_size=1, max_size=8).map(str.encode),
        value=st.just(b"") | st.binary(max_size=8) | st.text(max_size=8).map(str.encode),
        create_revision=NUMBERS,
        mod_revision=NUMBERS,
        version=NUMBERS,
        lease=st.just(0) | NUMBERS,
    ),
    max_size=12,
)


def answer_of(rows: list[pb.KeyValue], *, more: bool = False) -> bytes:
    header = pb.ResponseHeader(cluster_id=2**64 - 1, member_id=7, revision=42, raft_term=3)
    return pb.RangeResponse(header=header, kvs=rows, more=more, count=99).SerializeToString()


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_columns_hold_what_the_rows_hold(rows: list[pb.KeyValue]) -> None:
    """Whatever is missing from a row: a lease, a value, or UTF-8."""
    page = RangeByColumns.FromString(answer_of(rows)).page(42, 99)
    assert page.keys == [row.key for row in rows]
    assert page.values == [row.value for row in rows]
    assert list(page.create_revisions) == [row.create_revision for row in rows]
    assert list(page.mod_revisions) == [row.mod_revision for row in rows]
    assert list(page.versions) == [row.version for row in rows]
    assert list(page.leases) == [row.lease for row in rows]


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_text_columns_hold_str_where_the_bytes_are_utf8(rows: list[pb.KeyValue]) -> None:
    """One cell that is not UTF-8 leaves the others text."""
    page = RangeByTextColumns.FromString(answer_of(rows)).page(42, 99)
    assert page.keys == [text(row.key) for row in rows]
    assert page.values == [text(row.value) for row in rows]
    assert list(page.leases) == [row.lease for row in rows]
    assert list(page.versions) == [row.version for row in rows]


def test_the_head_of_the_answer_is_kept() -> None:
    """Header, count, more, size and last key are those of the message."""
    data = answer_of([pb.KeyValue(key=b"a"), pb.KeyValue(key="ü".encode())], more=True)
    for answer in (RangeByColumns.FromString(data), RangeByTextColumns.FromString(data)):
        assert (answer.header.revision, answer.count, answer.more) == (42, 99, True)
        assert (len(answer), answer.size, answer.last_key) == (2, len(data), "ü".encode())
        assert answer.page(42, 99).cluster_id == 2**64 - 1


def test_an_empty_answer_has_empty_columns() -> None:
    """A prefix without keys is a page without keys."""
    page = RangeByTextColumns.FromString(answer_of([])).page(42, 0)
    assert page.keys == page.values == []
    assert [len(column) for column in page[4:8]] == [0, 0, 0, 0]


def test_numpy_takes_the_columns_of_numbers_as_int64() -> None:
    """Full columns, default columns and mixed ones alike."""
    rows = [
        pb.KeyValue(key=b"a", mod_revision=2**62, lease=5),
        pb.KeyValue(key=b"b", mod_revision=3),
    ]
    page = RangeByColumns.FromString(answer_of(rows)).page(42, 2)
    column = np.empty(2, np.int64)
    column[:] = page.mod_revisions
    assert column.tolist() == [2**62, 3]
    column[:] = page.leases
    assert column.tolist() == [5, 0]
    column[:] = page.versions
    assert column.tolist() == [0, 0]
