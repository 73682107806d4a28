"""``%etcd get``."""

from __future__ import annotations

import base64
import json

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.model import GetResult


@pytest.fixture
def filled(connected: TypingShell) -> TypingShell:
    """Three keys a, b, c below P with values 3, 2, 1."""
    for name, value in zip("abc", "321", strict=True):
        yn.shared().put(connected.user_ns["P"] + name, value)
    return connected


def keys(result: GetResult) -> str:
    return "".join(kv.key.decode()[-1] for kv in result)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("get $P --prefix", "abc"),
        ("get --prefix $P --limit 2", "ab"),
        ("get {P}b", "b"),
        ("get {P}a {P}c", "ab"),
        ("get $P --prefix --order DESCEND", "cba"),
        ("get $P --prefix --sort-by VALUE", "cba"),
        ("get $P --prefix --sort-by value --order descend", "abc"),
        ("get $P --prefix --sort-by MODIFY --order=DESCEND", "cba"),
        ("get $P --prefix --consistency s", "abc"),
        ("get {P}z --prefix", ""),
    ],
)
def test_every_way_to_read_finds_its_keys(filled: TypingShell, line: str, found: str) -> None:
    """The flags are etcdctl's and mean what they mean there."""
    assert keys(filled.type(f"%etcd {line}")) == found


def test_revision_filters_reach_the_server(filled: TypingShell) -> None:
    """--min-mod-rev and its kin leave keys out."""
    middle = yn.shared().get(filled.user_ns["P"] + "b")[0].mod_revision
    filled.user_ns["m"] = middle
    assert keys(filled.type("%etcd get $P --prefix --min-mod-rev $m")) == "bc"
    assert keys(filled.type("%etcd get $P --prefix --max-mod-rev $m")) == "ab"
    assert keys(filled.type("%etcd get $P --prefix --min-create-rev $m")) == "bc"
    assert keys(filled.type("%etcd get $P --prefix --max-create-rev $m")) == "ab"
    assert keys(filled.type("%etcd get $P --prefix --rev $m")) == "ab"


def test_the_result_is_the_librarys_object(filled: TypingShell) -> None:
    """Whatever the flags for the output say, x is a GetResult."""
    for flags in ("", "--keys-only", "-w json", "--print-value-only", "--hex"):
        result = filled.type(f"x = %etcd get $P --prefix {flags}\nx")
        assert isinstance(result, GetResult)
        assert len(result) == 3


def test_a_missing_key_is_said_plainly(connected: TypingShell) -> None:
    """No error, an empty result, and a line that names the key and the revision."""
    result = connected.type("%etcd get {P}nope")
    assert isinstance(result, GetResult)
    assert not result
    shown = connected.shown("%etcd get {P}nope")
    assert shown.startswith(f"no such key {connected.user_ns['P']}nope at revision {result.revision}")
    assert "no such key" in str(connected.html("%etcd get {P}nope"))


def test_an_empty_prefix_is_not_an_error(connected: TypingShell) -> None:
    """0 keys is an answer."""
    assert connected.shown("%etcd get {P}nope/ --prefix").startswith("0 keys at revision ")


def test_an_unbounded_read_needs_all(connected: TypingShell) -> None:
    """Reading the whole cluster has to be asked for."""
    for line in ('get "" --prefix', 'get "" --from-key', "get '' --prefix --keys-only"):
        with pytest.raises(EtcdUsageError, match="--all"):
            connected.type(f"%etcd {line}")
    assert connected.type('%etcd get "" --prefix --limit 1') is not None
    assert connected.type('%etcd get "" --prefix --count-only').count >= 0
    assert connected.type('%etcd get "" --prefix --all') is not None


def test_a_long_result_is_cut_and_says_so(connected: TypingShell) -> None:
    """Text and HTML both tell the total; the object has everything."""
    prefix = connected.user_ns["P"]
    for number in range(60):
        yn.shared().put(f"{prefix}{number:02}", "x")
    connected.type("%config EtcdMagics.display_limit = 7")
    shown = connected.shown("%etcd get $P --prefix")
    assert "showing 7 of 60 keys" in shown
    assert f"{prefix}06" in shown
    assert f"{prefix}07" not in shown
    assert "showing 7 of 60 keys" in str(connected.html("%etcd get $P --prefix"))
    assert "and 53 more keys" in connected.shown("%etcd get $P --prefix -w simple")
    assert len(connected.type("%etcd get $P --prefix")) == 60


def test_hostile_keys_and_values_are_escaped(connected: TypingShell) -> None:
    """What is stored never becomes markup."""
    prefix = connected.user_ns["P"]
    evil = "<script>alert(1)</script>"
    yn.shared().put(f"{prefix}<img src=x onerror=alert(2)>", evil)
    yn.shared().put(f"{prefix}json", json.dumps({"a": evil, "long": "y" * 300}))
    for line in ("get $P --prefix", "get $P --prefix --keys-only", "get {P}json", "ls $P", "tree $P"):
        page = str(connected.html(f"%etcd {line}"))
        assert "<script" not in page
        assert "<img" not in page


def test_bytes_are_shown_as_hex_with_their_length(connected: TypingShell) -> None:
    """A key and a value that are no text are no obstacle."""
    connected.user_ns["raw"] = connected.user_ns["P"].encode() + b"\xff\xfe"
    connected.user_ns["data"] = b"\x80\x81\x82"
    connected.type("%etcd put $raw --value-from data")
    shown = connected.shown("%etcd get $raw")
    assert "\\xff\\xfe" in shown
    assert "0x808182 (3 bytes)" in shown
    assert "\\x80\\x81\\x82" in connected.shown("%etcd get $raw --hex")
    assert "0x808182 (3 bytes)" in connected.shown("%etcd get $P --prefix")


def test_json_is_shown_indented(connected: TypingShell) -> None:
    """One key with JSON in it is shown for reading."""
    connected.type('%etcd put {P}j {"a": {"b": 1}}')
    assert '  "a": {\n    "b": 1\n  }' in connected.shown("%etcd get {P}j")


def test_write_out_is_etcdctls(filled: TypingShell) -> None:
    """simple, json and fields look as scripts expect them."""
    prefix = filled.user_ns["P"]
    assert filled.shown("%etcd get {P}a -w simple") == f"{prefix}a\n3"
    assert filled.shown("%etcd get {P}a --print-value-only") == "3"
    answer = json.loads(filled.shown("%etcd get {P}a -w json"))
    assert base64.b64decode(answer["kvs"][0]["key"]).decode() == f"{prefix}a"
    assert answer["count"] == 1
    assert f'"Key" : "{prefix}a"' in filled.shown("%etcd get {P}a -w fields")
    assert filled.html("%etcd get {P}a -w json") is None


def test_a_lone_semicolon_hides_the_result(filled: TypingShell) -> None:
    """As in Python."""
    assert filled.type("%etcd get {P}a ;") is None


def test_inside_a_list_a_result_keeps_its_repr(filled: TypingShell) -> None:
    """A table inside a list would be unreadable."""
    assert "<GetResult 1 keys" in filled.shown("[get_ipython().run_line_magic('etcd', 'get {P}a')]")
