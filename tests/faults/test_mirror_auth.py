"""Watches and mirrors while tokens expire and permissions go."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.client.watch_reader import WatchReader
from yamtam_nb.errors import PermissionDenied
from yamtam_nb.rpc.transport import Transport
from yamtam_nb.sandbox import Cluster, find_etcdctl

PREFIX = "/auth/"
IDLE = 4.0


@pytest.fixture(scope="module")
def secured() -> Iterator[Cluster]:
    """Three members with passwords, where a token lives for two seconds of idleness."""
    with Cluster.start(auth=True, fsync=False, etcd_args=("--auth-token-ttl=2",)) as cluster:
        yield cluster


def connect(cluster: Cluster, user: str | None = None) -> Client:
    password = "secret" if user else cluster.password
    return yn.connect(cluster.endpoints, user=user or cluster.user, password=password)


def etcdctl(cluster: Cluster, *words: str) -> None:
    """Administration of users is not what is tested here."""
    subprocess.run(
        [str(find_etcdctl()), "--endpoints", cluster.endpoints[0], *words],
        check=True,
        capture_output=True,
        timeout=20,
        env={**os.environ, "ETCDCTL_API": "3", "ETCDCTL_USER": f"{cluster.user}:{cluster.password}"},
    )


def add_user(cluster: Cluster, name: str, *prefixes: str) -> None:
    etcdctl(cluster, "user", "add", f"{name}:secret")
    etcdctl(cluster, "role", "add", name)
    etcdctl(cluster, "user", "grant-role", name, name)
    for prefix in prefixes:
        etcdctl(cluster, "role", "grant-permission", "--prefix", name, "read", prefix)


@pytest.mark.timeout(60)
def test_a_token_that_expires_on_an_idle_client_stops_nothing(
    secured: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The running watch goes on, the next call works, and so does a watch that must be made anew afterwards.

    The probes of the idle watch are refused then, which servers before 3.5.6 answer in the name of watch 0.
    """
    monkeypatch.setattr("yamtam_nb.client.watch_heartbeat.PROBE_AFTER", 2.5)
    with connect(secured) as client, yn.Mirror(client, PREFIX) as mirror, connect(secured) as writer:
        time.sleep(IDLE)
        revision = writer.put(PREFIX + "k", "1").revision
        mirror.wait(revision, 5)
        assert mirror.status.reconnects == 0
        assert client.get(PREFIX + "k")[0].text() == "1"
        time.sleep(IDLE)
        serving = next(member for member in secured.members if member.endpoint == mirror.status.endpoint)
        serving.kill()
        serving.restart()
        revision = writer.put(PREFIX + "k", "2").revision
        mirror.wait(revision, 10)
        assert mirror.status.reconnects >= 1
        assert client.get(PREFIX + "k")[0].text() == "2"


@pytest.mark.timeout(60)
def test_a_stale_token_that_the_stream_is_the_first_to_use_is_replaced(
    secured: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream keeps its token, and the member may call that "permission denied": it takes a new stream."""
    monkeypatch.setattr(WatchReader, "_check_cluster", lambda reader: spoil_token(reader._transport))
    with connect(secured) as client, connect(secured) as writer, client.watch(PREFIX, prefix=True) as watch:
        refreshes = client._transport.tokens.refreshes
        watch._reader._stream.close()
        writer.put(PREFIX + "k", "3")
        batch = watch.read(10)
        assert batch is not None
        assert batch.events[0].kv.value == b"3"
        assert client._transport.tokens.refreshes > refreshes


def spoil_token(transport: Transport) -> None:
    """Once, replace the token by one that no member knows, as all are after a restart of the cluster."""
    tokens = transport.tokens
    if not hasattr(tokens, "spoilt"):
        tokens.spoilt = True
        tokens.metadata = tuple(
            (name, "stale.1" if name == "token" else value) for name, value in tokens.metadata
        )


def wait_until(condition: Callable[[], bool], timeout: float = 10.0) -> None:
    until = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.timeout(60)
def test_a_watch_on_more_than_one_may_read_is_denied(secured: Cluster) -> None:
    """It fails with the permission, it does not hang; a part that may be read can be watched."""
    add_user(secured, "narrow", PREFIX + "narrow/")
    with connect(secured, "narrow") as client, connect(secured) as writer:
        with client.watch(PREFIX + "narrow/", "/b") as watch, pytest.raises(PermissionDenied):
            next(watch)
        with client.watch(PREFIX + "narrow/", prefix=True) as watch:
            writer.put(PREFIX + "narrow/k", "v")
            batch = watch.read(5)
            assert batch is not None
            assert len(batch.events) == 1
        with pytest.raises(PermissionDenied):
            client.watch(PREFIX, prefix=True)
        with pytest.raises(PermissionDenied):
            yn.Mirror(client, PREFIX)


@pytest.mark.timeout(60)
def test_a_mirror_that_loses_its_permission_says_so(secured: Cluster) -> None:
    """What it has stays readable; waiting for more raises why there will be none."""
    add_user(secured, "fired", PREFIX)
    with connect(secured, "fired") as client, connect(secured) as writer:
        writer.put(PREFIX + "k", "last seen")
        with yn.Mirror(client, PREFIX) as mirror:
            etcdctl(secured, "user", "revoke-role", "fired", "fired")
            serving = next(member for member in secured.members if member.endpoint == mirror.status.endpoint)
            serving.kill()
            serving.restart()
            wait_until(lambda: mirror.status.state == "failed")
            assert "permission denied" in mirror.status.error
            assert mirror[PREFIX + "k"].text() == "last seen"
            with pytest.raises(PermissionDenied):
                mirror.wait(mirror.revision + 1, 5)
