"""Completion of live keys and everything else, through IPython's own completer."""

from __future__ import annotations

import time

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell, completed
from yamtam_nb.errors import NotConnected


@pytest.fixture
def filled(connected: TypingShell) -> TypingShell:
    """Keys in two directories, with awkward names among them."""
    connected.type("%config EtcdMagics.complete_timeout_ms = 3000")
    for name in ("config/tier", "config/limits", "agents/a:b@x", "odd/two words", "odd/é", "top"):
        yn.shared().put(connected.user_ns["P"] + name, "x")
    yn.shared().put(connected.user_ns["P"].encode() + b"odd/\xff", "x")
    return connected


@pytest.mark.parametrize("start", ["%etcd get ", "x = %etcd get --prefix ", "%%etcd put ", "    %etcd ls "])
def test_keys_come_one_segment_at_a_time(filled: TypingShell, start: str) -> None:
    """Directories end in a slash and go on from there."""
    prefix = filled.user_ns["P"]
    assert completed(filled, f"{start}{prefix}") == [
        f"{start}{prefix}{name}" for name in ("agents/", "config/", "odd/", "top")
    ]
    assert completed(filled, f"{start}{prefix}con") == [f"{start}{prefix}config/"]
    assert completed(filled, f"{start}{prefix}config/l") == [f"{start}{prefix}config/limits"]
    assert completed(filled, f"{start}{prefix}agents/a:b") == [f"{start}{prefix}agents/a:b@x"]


def test_awkward_keys_are_offered_as_they_must_be_typed(filled: TypingShell) -> None:
    """A key with a blank comes in quotes; one that no keyboard can type is not offered."""
    prefix = filled.user_ns["P"]
    assert completed(filled, f"%etcd get {prefix}odd/") == [
        f"%etcd get '{prefix}odd/two words'",
        f"%etcd get {prefix}odd/é",
    ]
    assert completed(filled, f"%etcd get '{prefix}odd/two w") == [f"%etcd get '{prefix}odd/two words'"]


def test_words_flags_and_variables(filled: TypingShell) -> None:
    """And nothing of Python's own beside them."""
    filled.user_ns["endpoint_list"] = ["http://127.0.0.1:1"]
    assert completed(filled, "%etcd snap") == ["%etcd snapshot"]
    assert completed(filled, "%etcd get /a --keys-o") == ["%etcd get /a --keys-only"]
    assert completed(filled, "%etcd get /a -w js") == ["%etcd get /a -w json"]
    assert completed(filled, "%etcd connect $endp") == ["%etcd connect $endpoint_list"]
    assert completed(filled, "%etcd connect {endp") == ["%etcd connect {endpoint_list"]
    assert completed(filled, "%etcd put /a --value-from endp") == ["%etcd put /a --value-from endpoint_list"]


def test_a_new_key_is_offered_soon(filled: TypingShell) -> None:
    """What is known is asked for again after two seconds."""
    prefix = filled.user_ns["P"]
    completed(filled, f"%etcd get {prefix}")
    yn.shared().put(f"{prefix}zebra", "x")
    until = time.monotonic() + 10
    while f"%etcd get {prefix}zebra" not in completed(filled, f"%etcd get {prefix}"):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_huge_directory_is_narrowed_by_the_server(filled: TypingShell) -> None:
    """With more keys than can be offered, what was typed so far is what is asked for."""
    prefix = filled.user_ns["P"]
    for number in range(600):
        yn.shared().put(f"{prefix}many/{number:04}", "x")
    assert completed(filled, f"%etcd get {prefix}many/059") == [
        f"%etcd get {prefix}many/059{last}" for last in range(10)
    ]


def test_nothing_is_connected_for_a_completion(
    shell: TypingShell, etcd_endpoints: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even when the environment says where to."""
    monkeypatch.setenv("ETCDCTL_ENDPOINTS", etcd_endpoints)
    assert completed(shell, "%etcd get /") == ["%etcd get /"]
    with pytest.raises(NotConnected):
        yn.shared()


def test_a_dead_cluster_does_not_hold_up_the_kernel(shell: TypingShell, own_cluster: object) -> None:
    """With every member frozen a completion takes no longer than it may."""
    cluster = own_cluster(1)  # type: ignore[operator]
    shell.printed(f"%etcd connect {cluster.endpoints[0]}")
    cluster.members[0].pause()
    try:
        completed(shell, "%etcd ge")
        started = time.monotonic()
        assert completed(shell, "%etcd get /") == ["%etcd get /"]
        assert time.monotonic() - started < 0.4
    finally:
        cluster.members[0].resume()


@pytest.mark.parametrize("magic", ["%%etcd_txn", "%%etcd txn --yes"])
def test_a_transaction_is_completed_line_by_line(filled: TypingShell, magic: str) -> None:
    """Comparisons, operations, flags and live keys, each as it is typed there; nothing of Python's."""
    prefix = filled.user_ns["P"]
    compared, done = f"{magic}\n", f'{magic}\nmod("{prefix}top") > "0"\n\n'
    for text, offers in (
        (f"{compared}mo", [f'{compared}mod("']),
        (f'{compared}mod("{prefix}config/l', [f'{compared}mod("{prefix}config/limits")']),
        (f'{compared}val("{prefix}con', [f'{compared}val("{prefix}config/']),
        (f"{done}ge", [f"{done}get"]),
        (f"{done}del {prefix}t", [f"{done}del {prefix}top"]),
        (f"{done}get {prefix}odd/tw", [f'{done}get "{prefix}odd/two words"']),
        (f"{done}get {prefix} --pref", [f"{done}get {prefix} --prefix"]),
        (f"{done}put {prefix}top pri", [f"{done}put {prefix}top pri"]),
    ):
        assert completed(filled, text) == offers


def test_the_first_line_of_a_transaction_and_magics_in_other_cells(filled: TypingShell) -> None:
    """Its flags; and %etcd in the body of a cell that is another magic's."""
    prefix = filled.user_ns["P"]
    assert completed(filled, "%%etcd_txn --y") == ["%%etcd_txn --yes"]
    assert completed(filled, f"%%time\nx = %etcd get {prefix}to") == [f"%%time\nx = %etcd get {prefix}top"]
