"""``%etcd put`` and ``%%etcd put``."""

from __future__ import annotations

from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import EtcdUsageError, LeaseNotFound


def stored(shell: TypingShell, name: str) -> bytes:
    return yn.shared().get(shell.user_ns["P"] + name)[0].value


def test_the_cell_is_the_value(connected: TypingShell) -> None:
    """Every character of it, except the one line break that ends the cell."""
    connected.type("%%etcd put {P}cell\nline $E\n\n  {indented}\n\n")
    assert stored(connected, "cell") == b"line $E\n\n  {indented}\n"


def test_a_cell_of_one_line_has_no_line_break(connected: TypingShell) -> None:
    """%%etcd put KEY with 'power' in the cell stores power."""
    connected.type("%%etcd put {P}tier\npower")
    assert stored(connected, "tier") == b"power"


def test_json_that_is_none_is_pointed_at(connected: TypingShell) -> None:
    """--json names line and column, and writes nothing."""
    with pytest.raises(EtcdUsageError, match=r"line 3, column 8.*Nothing was written"):
        connected.type('%%etcd put {P}j --json\n{\n  "a": 1,\n  "b": oops\n}')
    assert yn.shared().get(connected.user_ns["P"] + "j").count == 0
    connected.type('%%etcd put {P}j --json\n{"a": 1}')
    assert stored(connected, "j") == b'{"a": 1}'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", b"text"),
        (b"\xff\x00", b"\xff\x00"),
        ({"a": [1, None]}, b'{"a": [1, null]}'),
        (3, b"3"),
        (True, b"true"),
    ],
)
def test_a_variable_gives_its_value(connected: TypingShell, value: object, expected: bytes) -> None:
    """str and bytes as they are, the rest as JSON."""
    connected.user_ns["thing"] = value
    connected.type("%etcd put {P}v --value-from thing")
    assert stored(connected, "v") == expected


def test_a_file_gives_its_content(connected: TypingShell, tmp_path: Path) -> None:
    """Byte by byte."""
    path = tmp_path / "my file"
    path.write_bytes(b"\x00\xff\n")
    connected.type(f"%etcd put {{P}}f --file '{path}'")
    assert stored(connected, "f") == b"\x00\xff\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("put {P}k", "VALUE is missing"),
        ("put {P}k two words", "in quotes, or after"),
        ("put {P}k v --value-from E", "one of VALUE"),
        ("put {P}k --value-from nothing", "no Python variable 'nothing'"),
        ("put {P}k --value-from get_ipython", "make it str, bytes"),
        ("put {P}k --file /does/not/exist", "No such file"),
        ("put {P}k v --ignore-value", "give none"),
        ("put '' v", "KEY is empty"),
        ("put {P}k {'a': 1}", "starts like JSON"),
        ("put $missing v", "no Python variable 'missing'"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(connected: TypingShell, line: str, said: str) -> None:
    """Each names what is wrong."""
    with pytest.raises(yn.errors.YamtamError) as caught:
        connected.type(f"%etcd {line}")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert yn.shared().get(connected.user_ns["P"], prefix=True).count == 0


def test_a_value_that_looks_like_a_variable_is_noted(connected: TypingShell) -> None:
    """The text $E is stored, and someone who meant the variable is told how."""
    said = connected.printed("%etcd put {P}k $E")
    assert "--value-from E" in said
    assert stored(connected, "k") == b"$E"
    assert "Note" not in connected.printed("%etcd put {P}k $5")


def test_the_key_before_is_shown_when_asked_for(connected: TypingShell) -> None:
    """--prev-kv returns and shows it."""
    connected.type("%etcd put {P}k old")
    assert "old" in connected.shown("%etcd put {P}k new --prev-kv")
    assert connected.type("%etcd put {P}k newer --prev-kv").prev_kv.text() == "new"


def test_a_lease_is_taken_in_hex_or_from_a_variable(connected: TypingShell) -> None:
    """--lease understands what etcdctl prints and what lease.grant returns."""
    granted = yn.shared().lease.grant(60)
    connected.user_ns["granted"] = granted
    connected.type("%etcd put {P}k v --lease $granted")
    connected.type(f"%etcd put {{P}}l v --lease {granted.id:x}")
    kvs = yn.shared().get(connected.user_ns["P"], prefix=True)
    assert [kv.lease for kv in kvs] == [granted.id, granted.id]
    assert f"lease {granted.id:x}" in connected.shown("%etcd get {P}k")
    connected.type("%etcd put {P}k --ignore-value --ignore-lease")
    assert yn.shared().get(connected.user_ns["P"] + "k")[0].lease == granted.id
    yn.shared().lease.revoke(granted.id)
    with pytest.raises(LeaseNotFound):
        connected.type("%etcd put {P}k v --lease $granted")
