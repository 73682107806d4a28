"""The values that answers turn into."""

from __future__ import annotations

import pickle

import pytest

from yamtam_nb.errors import DecodeError
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import (
    Compare,
    Event,
    EventType,
    GetResult,
    Header,
    KeyValue,
    MemberStatus,
    Settings,
    TxnResult,
)


def test_settings_never_show_the_password() -> None:
    """Neither repr nor str nor formatting carries it."""
    settings = Settings(("http://127.0.0.1:2379",), user="root", password="s3cret")
    for shown in (repr(settings), str(settings), f"{settings}", f"{settings!r}"):
        assert "s3cret" not in shown
        assert "root" in shown


def test_settings_that_differ_only_in_the_password_differ() -> None:
    """Hiding it must not make two logins equal."""
    assert Settings(("a",), user="u", password="x") != Settings(("a",), user="u", password="y")


def test_text_and_json_say_which_key_could_not_be_decoded() -> None:
    """The message names the key and the way to the bytes."""
    with pytest.raises(DecodeError, match=r"b'/k' is not UTF-8 text: use \.value"):
        KeyValue(b"/k", b"\xff").text()
    with pytest.raises(DecodeError, match="b'/k' is not JSON"):
        KeyValue(b"/k", b"{").json()
    assert KeyValue(b"/k", b'{"a": [1]}').json() == {"a": [1]}


def test_a_result_is_a_sequence_of_keys() -> None:
    """Length, truth, index, slice and iteration are those of its keys; repr tells what limit cut off."""
    kvs = [KeyValue(b"a", b"1"), KeyValue(b"b", b"2")]
    result = GetResult(kvs, Header(revision=7), count=5, more=True)
    assert len(result) == 2
    assert result[0] is kvs[0]
    assert result[-1:] == kvs[1:]
    assert list(result) == kvs
    assert repr(result) == "<GetResult 2 of 5 keys at revision 7>"
    assert not GetResult([], Header(), 0, more=False)


def test_a_create_is_told_from_an_update() -> None:
    """etcd says it by equal revisions; a deletion is never a create."""
    assert Event(EventType.PUT, KeyValue(b"a", b"", 5, 5, 1)).is_create
    assert not Event(EventType.PUT, KeyValue(b"a", b"", 5, 6, 2)).is_create
    assert not Event(EventType.DELETE, KeyValue(b"a", b"", 0, 6)).is_create


def test_the_outcome_of_a_transaction_is_its_truth() -> None:
    """``if client.txn(...)`` reads as it should."""
    assert TxnResult(succeeded=True)
    assert not TxnResult(succeeded=False)


def test_comparisons_take_text_and_bytes_and_prefixes() -> None:
    """Values and keys go through the one conversion."""
    assert Compare.value("/k", "==", "ü") == Compare(KeyRange(b"/k"), "value", "==", "ü".encode())
    assert Compare.version("/k/", ">", 0, prefix=True).range == KeyRange(b"/k/", b"/k0")


def test_a_member_without_a_leader_does_not_take_itself_for_one() -> None:
    """A leader ID of 0 means none."""
    status = MemberStatus("http://a:1", 0, 1, 1, "3.5.1", 1, 1, 0, 1, 1, 1, False, (), 0.0)
    assert not status.is_leader
    assert status._replace(member_id=9, leader=9).is_leader


def test_values_can_be_pickled() -> None:
    """Results travel to other processes."""
    for value in (KeyValue(b"a"), Settings(("x",)), Compare.lease("a", "==", 1), Header(1, 2, 3, 4)):
        assert pickle.loads(pickle.dumps(value)) == value
