"""Users, passwords and tokens on a real cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.client.conftest import Etcdctl, etcdctl_on
from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, GetOp, PutOp
from yamtam_nb.sandbox import Cluster

TOKEN_TTL = 1


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Three members with passwords, and tokens that live for a second; and a user ``reader`` of /open/."""
    with Cluster.start(
        members=3, auth=True, fsync=False, etcd_args=(f"--auth-token-ttl={TOKEN_TTL}",)
    ) as cluster:
        admin = root_of(cluster)
        admin("role", "add", "reader")
        admin("role", "grant-permission", "reader", "read", "/open/", "--prefix=true")
        admin("role", "grant-permission", "reader", "readwrite", "/own/", "--prefix=true")
        admin("user", "add", "reader:r-pw")
        admin("user", "grant-role", "reader", "reader")
        yield cluster


def root_of(cluster: Cluster) -> Etcdctl:
    """etcdctl as root."""
    return etcdctl_on(",".join(cluster.endpoints), f"--user={cluster.user}:{cluster.password}")


@pytest.fixture
def root(cluster: Cluster) -> Iterator[Client]:
    """A client that may do everything."""
    with connect(cluster.endpoints, user=cluster.user, password=cluster.password) as client:
        yield client


@pytest.fixture
def reader(cluster: Cluster) -> Iterator[Client]:
    """A client that may read /open/ and write /own/."""
    with connect(cluster.endpoints, user="reader:r-pw") as client:
        yield client


def test_root_may_do_everything(root: Client) -> None:
    """Reads, writes, leases and status."""
    root.put("/open/k", "v")
    assert root.get("/open/k")[0].text() == "v"
    lease = root.lease.grant(600)
    assert root.lease.keep_alive_once(lease.id).ttl == 600
    root.lease.revoke(lease.id)
    assert len(root.maintenance.status_all()) == 3
    assert repr(root).startswith(f"<Client cluster {root.cluster_id:x} as root via http")


def test_a_limited_user_may_do_what_was_granted(reader: Client, root: Client) -> None:
    """And hears PermissionDenied of everything else, definite, at once."""
    root.put("/open/k", "v")
    assert reader.get("/open/", prefix=True)[0].text() == "v"
    reader.put("/own/k", "mine")
    denied: list[Callable[[], object]] = [
        lambda: reader.put("/open/k", "x"),
        lambda: reader.get("/closed"),
        lambda: reader.get("/", prefix=True),
        lambda: reader.delete("/open/k"),
        lambda: reader.txn([Compare.version("/closed", "==", 0)], [PutOp(b"/own/k")]),
        lambda: reader.txn(success=[PutOp(b"/own/k"), GetOp(KeyRange.of("/closed"))]),
    ]
    for attempt in denied:
        started = time.monotonic()
        with pytest.raises(e.PermissionDenied, match="role that grants this key range") as caught:
            attempt()
        assert caught.value.definite
        assert time.monotonic() - started < 1.0
    assert root.get("/open/k")[0].text() == "v"


@pytest.mark.parametrize("login", ["root:wrong", "nobody:x"])
def test_a_wrong_password_and_an_unknown_user_look_the_same(login: str, cluster: Cluster) -> None:
    """As etcd wants it."""
    with pytest.raises(e.AuthenticationFailed, match="Check the user name and the password") as caught:
        connect(cluster.endpoints, user=login)
    assert "wrong" not in str(caught.value)


def test_without_a_user_the_message_says_what_to_give(cluster: Cluster) -> None:
    """Up to 3.5 connecting asks for nothing secret, and the first read does; from 3.6 on connecting does."""
    attempts: list[Callable[[Client], object]] = [
        lambda it: it.get("/open/k"),
        lambda it: it.put("/open/k", "x"),
    ]
    for attempt in attempts:
        with (
            pytest.raises(e.InvalidToken, match="connect with user= and password="),
            connect(cluster.endpoints) as client,
        ):
            attempt(client)


def test_a_token_that_expired_is_replaced_unnoticed(root: Client) -> None:
    """Reads, writes and leases go on after a pause that no token survives; each refresh is one for all."""
    lease = root.lease.grant(600)
    time.sleep(TOKEN_TTL * 2 + 0.6)  # etcd looks for expired tokens once a second
    before = root._transport.tokens.refreshes
    with ThreadPoolExecutor(8) as pool:
        revisions = list(pool.map(lambda number: root.put("/open/k", str(number)).revision, range(16)))
    assert len(set(revisions)) == 16
    assert root._transport.tokens.refreshes == before + 1
    assert root.get("/open/k")
    assert root.lease.keep_alive_once(lease.id).ttl == 600
    root.lease.revoke(lease.id)


def test_a_member_that_restarted_has_forgotten_its_tokens(cluster: Cluster, root: Client) -> None:
    """The client gets another one, wherever it is connected."""
    root.put("/open/k", "before")
    member = next(member for member in cluster.members if member.endpoint == root.endpoint)
    member.restart()
    with connect(member.endpoint, user=cluster.user, password=cluster.password) as straight:
        assert straight.get("/open/k")[0].text() == "before"
        root.put("/open/k", "after")
        assert straight.get("/open/k")[0].text() == "after"


def test_a_changed_password_locks_out_whoever_has_the_old_one(cluster: Cluster, root: Client) -> None:
    """The old token is refused, the refresh fails, and the error says so instead of trying for ever."""
    admin = root_of(cluster)
    admin("user", "add", "guest:old")
    admin("user", "grant-role", "guest", "reader")
    with connect(cluster.endpoints, user="guest:old") as guest:
        guest.get("/open/", prefix=True)
        etcdctl_change_password(cluster, "guest", "new")
        started = time.monotonic()
        with pytest.raises(e.AuthenticationFailed):
            guest.get("/open/", prefix=True)
        assert time.monotonic() - started < 2.0
    with connect(cluster.endpoints, user="guest:new") as guest:
        guest.get("/open/", prefix=True)


def test_a_change_of_roles_is_noticed_by_the_next_call(cluster: Cluster, reader: Client) -> None:
    """In both directions, without connecting anew."""
    admin = root_of(cluster)
    with pytest.raises(e.PermissionDenied):
        reader.get("/later/k")
    admin("role", "grant-permission", "reader", "read", "/later/", "--prefix=true")
    assert not reader.get("/later/k")
    admin("role", "revoke-permission", "reader", "/later/", "--prefix=true")
    with pytest.raises(e.PermissionDenied):
        reader.get("/later/k")


def test_a_user_is_of_no_matter_where_authentication_is_off(etcd_cluster: Cluster, fresh_prefix: str) -> None:
    """The password is offered once, not wanted, and the client goes on without."""
    with connect(etcd_cluster.endpoints, user="root:whatever") as client:
        client.put(fresh_prefix, "v")
        assert client.get(fresh_prefix)
        assert client._transport.tokens.refreshes == 1


@pytest.mark.parametrize("endpoint", ["http://192.0.2.1:2379", "http://etcd.example.com"])
def test_a_password_is_not_sent_to_another_machine_in_clear_text(endpoint: str) -> None:
    """Refused before anything is sent, unless asked for; the message does not repeat the password."""
    with pytest.raises(e.InvalidArgument, match="clear text: use https://, or pass insecure=True") as caught:
        connect(endpoint, user="root", password="s3cret")
    assert "s3cret" not in str(caught.value)
    with pytest.raises(e.EtcdError):
        connect("http://192.0.2.1:2379", user="root", password="s3cret", insecure=True, timeout=0.1)


def etcdctl_change_password(cluster: Cluster, user: str, password: str) -> None:
    """``etcdctl user passwd`` reads the password from its standard input."""
    import subprocess

    from yamtam_nb.sandbox.binary import find_etcdctl

    subprocess.run(
        [
            str(find_etcdctl()),
            f"--endpoints={cluster.endpoints[0]}",
            f"--user={cluster.user}:{cluster.password}",
            "user",
            "passwd",
            user,
            "--interactive=false",
        ],
        input=f"{password}\n",
        text=True,
        check=True,
        capture_output=True,
        timeout=30,
    )
