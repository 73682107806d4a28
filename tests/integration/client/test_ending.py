"""Interrupting and closing: how calls and clients end, and that nothing stays behind."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """What the Stop button does, a while after the block began."""
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        yield
    timer.join()


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.get("/k"),
        lambda client: client.put("/k", "v"),
        lambda client: client.lease.keep_alive_once(7),
        lambda client: client.cluster.member_list(),
        lambda client: list(client.pages("/", prefix=True)),
    ],
    ids=["get", "put", "keep_alive_once", "member_list", "pages"],
)
def test_a_call_that_waits_can_be_interrupted(call: Callable[[Client], Any], lone: Cluster) -> None:
    """Within half a second; the client works on, and closes at once."""
    client = connect(lone.endpoints, timeout=30)
    try:
        client.put("/k", "v")
        lone.members[0].pause()
        started = time.monotonic()
        with interrupted_after(0.2):
            call(client)
        assert time.monotonic() - started < 0.7
        lone.members[0].resume()
        assert client.get("/k", timeout=5)[0].text() == "v"
    finally:
        started = time.monotonic()
        client.close()
        assert time.monotonic() - started < 2


def test_many_interrupts_wear_nothing_out(lone: Cluster) -> None:
    """Ten in a row on one client, and it still closes at once while the member is silent."""
    client = connect(lone.endpoints, timeout=30)
    lone.members[0].pause()
    for _ in range(10):
        with interrupted_after(0.02):
            client.get("/k")
    started = time.monotonic()
    client.close()
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("moment", [1, 2])
def test_an_interrupt_at_a_bad_moment_leaves_the_channel_to_the_other_threads(
    etcd_cluster: Cluster, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """gRPC's lock of a channel is acquired and its block has not begun: with the lock lost, renewals hang for ever."""
    enter, entered = threading.Condition.__enter__, []

    def interrupted(condition: threading.Condition) -> bool:
        took = enter(condition)
        if threading.current_thread() is threading.main_thread():
            entered.append("grpc" in sys._getframe(1).f_code.co_filename)
            if entered[-1] and entered.count(True) == moment:
                raise KeyboardInterrupt
        return took

    with connect(etcd_cluster.endpoints) as client:
        read = threading.Thread(target=lambda: client.get("/k", timeout=2), daemon=True)
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(threading.Condition, "__enter__", interrupted)
            client.get("/k")
        read.start()
        read.join(5)
        hangs = read.is_alive()

    assert not hangs


def test_closing_ends_the_calls_of_other_threads(lone: Cluster) -> None:
    """Reads hear ClientClosed, soon, however many wait."""
    client = connect(lone.endpoints, timeout=30)
    lone.members[0].pause()
    raised: list[BaseException] = []

    def read() -> None:
        try:
            client.get("/k")
        except BaseException as error:  # noqa: BLE001 - looked at below
            raised.append(error)

    threads = [threading.Thread(target=read, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    started = time.monotonic()
    client.close()
    for thread in threads:
        thread.join(2)
    assert time.monotonic() - started < 2
    assert [type(error) for error in raised] == [e.ClientClosed] * 8


def test_closing_while_calls_come_and_go_is_never_anything_but_closed(etcd_cluster: Cluster) -> None:
    """Whatever moment the closing hits: an answer, ClientClosed, or for a write an open outcome."""
    for _ in range(5):
        client = connect(etcd_cluster.endpoints)
        strange: list[BaseException] = []

        def work(client: Client = client, strange: list[BaseException] = strange) -> None:
            try:
                while True:
                    client.get("/k")
                    client.put("/test/closing", "v")
                    client.lease.keep_alive_once(client.lease.grant(5).id)
            except (e.ClientClosed, e.OutcomeUnknown):
                pass
            except BaseException as error:  # noqa: BLE001 - looked at below
                strange.append(error)

        threads = [threading.Thread(target=work, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
        client.close()
        for thread in threads:
            thread.join(2)
            assert not thread.is_alive()
        assert strange == []


def test_a_client_leaves_no_thread_and_no_socket(etcd_cluster: Cluster) -> None:
    """After reads, renewals, status and streams; and closing twice is fine."""
    before_threads, before_sockets = set(threading.enumerate()), _sockets()
    for _ in range(3):
        client = connect(etcd_cluster.endpoints)
        client.get("/k")
        client.maintenance.status_all()
        lease = client.lease.grant(60)
        client.lease.keep_alive(lease.id)
        client.lease.keep_alive_once(lease.id)
        client.lease.revoke(lease.id)
        client.lease.keep_alive(client.lease.grant(2).id)
        assert len(_sockets()) > len(before_sockets)
        client.close()
        client.close()
    del client
    gc.collect()
    assert _until(lambda: set(threading.enumerate()) <= before_threads), threading.enumerate()
    assert _until(lambda: len(_sockets()) <= len(before_sockets)), _sockets()


def test_a_client_that_fails_to_connect_leaves_nothing_either() -> None:
    """Neither a socket nor a warning."""
    before_threads, before_sockets = set(threading.enumerate()), _sockets()
    for _ in range(3):
        with pytest.raises(e.Unavailable):
            connect("http://127.0.0.1:1", timeout=1)
    gc.collect()
    assert _until(lambda: set(threading.enumerate()) <= before_threads), threading.enumerate()
    assert _until(lambda: len(_sockets()) <= len(before_sockets)), _sockets()


def test_a_client_that_is_forgotten_open_warns(etcd_cluster: Cluster) -> None:
    """As an open file does."""
    client = connect(etcd_cluster.endpoints)
    inner = client._transport
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del client
        gc.collect()
    inner.close()
    assert any("unclosed <Client" in str(warning.message) for warning in caught)


def test_a_closed_client_says_so_in_its_repr(etcd_cluster: Cluster) -> None:
    """An open one where it is connected."""
    with connect(etcd_cluster.endpoints) as client:
        assert repr(client).endswith(f"via {etcd_cluster.endpoints[0]}, 3 endpoints>")
    assert repr(client).endswith(" closed, 3 endpoints>")


def _sockets() -> list[str]:
    """Open sockets of this process (Linux; elsewhere none are seen)."""
    folder = Path("/proc/self/fd")
    found = []
    for entry in folder.iterdir() if folder.exists() else ():
        try:
            target = str(entry.readlink())
        except OSError:
            continue
        if target.startswith("socket:"):
            found.append(target)
    return found


def _until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
