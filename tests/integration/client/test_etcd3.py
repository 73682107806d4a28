"""The ``etcd3`` package beside us, in one process, on one real cluster."""

from __future__ import annotations

import gc
import queue
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import yamtam_nb as yn
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.model import Settings
from yamtam_nb.sandbox import Cluster


@pytest.fixture
def etcd(client: Client) -> Iterator[Any]:
    """An ``Etcd3Client`` beside our client of the shared cluster."""
    with yn.etcd3.client(client) as beside:
        yield beside


def test_it_imports_where_it_fails_alone() -> None:
    """Also after ``import etcd3`` has failed in the same kernel, and with the magics as the only thing loaded."""
    program = """
import pytest
with pytest.raises(TypeError, match="Descriptors cannot be created directly"):
    import etcd3
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.instance().extension_manager.load_extension("yamtam_nb")
import etcd3
import etcd3.etcdrpc.rpc_pb2
from etcd3.etcdrpc import auth_pb2, kv_pb2, rpc_pb2_grpc
print(etcd3.client().__class__, kv_pb2.KeyValue(key=b"k").key, etcd3.etcdrpc.rpc_pb2.AlarmType.Name(1))
"""

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    assert (answer.stdout, answer.stderr) == ("<class 'etcd3.client.Etcd3Client'> b'k' NOSPACE\n", "")


def test_both_see_the_same_keys(client: Client, etcd: Any, fresh_prefix: str) -> None:
    """What one writes the other reads, and deletes."""
    etcd.put(f"{fresh_prefix}a", "from etcd3")
    client.put(f"{fresh_prefix}b", "from us")

    value, metadata = etcd.get(f"{fresh_prefix}b")
    assert (value, metadata.mod_revision) == (b"from us", client.get(f"{fresh_prefix}b")[0].mod_revision)
    assert client.get(f"{fresh_prefix}a")[0].text() == "from etcd3"
    assert [value for value, _ in etcd.get_prefix(fresh_prefix)] == [b"from etcd3", b"from us"]
    assert etcd.get(f"{fresh_prefix}none") == (None, None)
    assert etcd.delete(f"{fresh_prefix}a") is True
    assert etcd.delete_prefix(fresh_prefix).deleted == 1
    assert client.get(fresh_prefix, prefix=True).count == 0


def test_its_watches_see_our_writes(client: Client, etcd: Any, fresh_prefix: str) -> None:
    """By callback and by iterator, with the kind of change and the value before."""
    import etcd3.events

    seen: queue.Queue[Any] = queue.Queue()
    etcd.add_watch_prefix_callback(fresh_prefix, seen.put, prev_kv=True)
    events, cancel = etcd.watch(f"{fresh_prefix}k")

    client.put(f"{fresh_prefix}k", "1")
    client.delete(f"{fresh_prefix}k")

    first, second = (event for _ in range(2) for event in seen.get(timeout=10).events)
    assert (type(first), first.value) == (etcd3.events.PutEvent, b"1")
    assert (type(second), second.prev_value) == (etcd3.events.DeleteEvent, b"1")
    assert next(events).value == b"1"
    cancel()


def test_its_leases_are_ours_too(client: Client, etcd: Any, fresh_prefix: str) -> None:
    """Granted and kept there, seen here; revoked, its keys are gone."""
    lease = etcd.lease(60)
    etcd.put(f"{fresh_prefix}k", "v", lease=lease)

    assert client.lease.time_to_live(lease.id, keys=True).keys == (f"{fresh_prefix}k".encode(),)
    assert lease.refresh()[0].TTL == lease.granted_ttl == 60
    lease.revoke()
    assert client.get(f"{fresh_prefix}k").count == 0


def test_its_locks_and_transactions_work(client: Client, etcd: Any, fresh_prefix: str) -> None:
    """A lock excludes another one of its kind; a transaction takes one branch, and so do those built of it."""
    with etcd.lock(fresh_prefix, ttl=30) as held:
        assert held.is_acquired()
        assert etcd.lock(fresh_prefix, ttl=30).acquire(timeout=0.1) is False
    key, transactions = f"{fresh_prefix}k", etcd.transactions
    assert etcd.put_if_not_exists(key, "1") is True
    assert etcd.replace(key, "1", "2") is True
    done, answers = etcd.transaction(
        compare=[transactions.value(key) == "1", transactions.version(key) > 0],
        success=[transactions.put(key, "3")],
        failure=[transactions.get(key), transactions.txn([], [transactions.delete(key)], [])],
    )

    assert (done, answers[0][0][0]) == (False, b"2")
    assert client.get(key).count == 0


def test_it_knows_members_status_and_alarms(client: Client, etcd: Any, etcd_cluster: Cluster) -> None:
    """The same as ours says; the hash of the whole store is asked with a message that only it needs."""
    members = list(etcd.members)

    assert {member.id for member in members} == {member.id for member in client.cluster.member_list()}
    assert etcd.status().version == client.maintenance.status().version
    assert etcd.status().leader.name == etcd_cluster.leader.name
    assert list(etcd.list_alarms()) == []
    assert etcd.hash() > 0


@pytest.fixture(scope="module")
def guarded() -> Iterator[Cluster]:
    """One member with TLS, client certificates and a password."""
    with Cluster.start(members=1, tls=True, auth=True, fsync=False) as cluster:
        yield cluster


def test_certificates_and_password_are_those_of_our_client(
    guarded: Cluster, connect_to: Callable[..., Client]
) -> None:
    """And a token that etcd has forgotten, as it does when a member restarts, is replaced."""
    client = connect_to(guarded)
    with yn.etcd3.client(client) as etcd:
        seen: queue.Queue[Any] = queue.Queue()
        etcd.put("/k", "v")
        etcd.add_watch_callback("/k", seen.put)
        client.put("/k", "w")
        assert seen.get(timeout=10).events[0].value == b"w"

        guarded.members[0].restart()
        client.get("/k")  # waits for the member

        assert etcd.get("/k")[0] == b"w"


def test_a_password_is_enough_on_plain_http(own_cluster: Any, connect_to: Callable[..., Client]) -> None:
    """What the package by itself cannot do with a gRPC of today, which sends no call credentials in clear text."""
    client = connect_to(own_cluster(members=1, auth=True))

    with yn.etcd3.client(client) as etcd:
        etcd.put("/k", "v")
        assert etcd.get("/k")[0] == b"v"


def test_it_ends_with_our_client(etcd_cluster: Cluster) -> None:
    """Closing ours closes it, and its watch thread ends without a traceback."""
    before = set(threading.enumerate())
    client = yn.connect(etcd_cluster.endpoints)
    etcd = yn.etcd3.client(client)
    etcd.add_watch_callback("/k", lambda response: None)
    (thread,) = (
        one for one in threading.enumerate() if one.name.startswith("etcd3_watch") and one not in before
    )

    client.close()

    thread.join(timeout=10)
    assert not thread.is_alive()


def test_once_closed_it_is_forgotten(client: Client) -> None:
    """A cell that makes one and closes it, run again and again, leaves nothing with our client."""
    made = yn.etcd3.client(client)
    watched = weakref.ref(made)

    made.close()
    del made
    gc.collect()

    assert watched() is None


def test_tls_without_a_ca_is_refused() -> None:
    """The package would speak plain HTTP to it, and send the password so."""
    ours = Client(Settings(endpoints=("https://127.0.0.1:2379",)))

    with ours, pytest.raises(e.InvalidArgument, match="connect with ca_cert="):
        yn.etcd3.client(ours)


def test_an_endpoint_that_nobody_answers_at_costs_no_processor(
    own_cluster: Any, connect_to: Callable[..., Client]
) -> None:
    """Its watch thread tries again and again; it may not do so thousands of times a second."""
    cluster = own_cluster(members=1)
    etcd = yn.etcd3.client(connect_to(cluster))
    told = threading.Event()
    etcd.add_watch_callback("/k", lambda response: told.set())
    stub, tries = etcd.watcher._watch_stub, []
    etcd.watcher._watch_stub = SimpleNamespace(
        Watch=lambda *a, **o: (tries.append(1), stub.Watch(*a, **o))[1]
    )

    cluster.members[0].kill()
    assert told.wait(10)
    threading.Event().wait(1.0)

    assert 1 <= len(tries) <= 8


def test_without_the_package_one_line_says_what_to_install(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No ModuleNotFoundError from somewhere inside."""
    monkeypatch.setitem(sys.modules, "etcd3", None)

    with pytest.raises(e.InvalidArgument) as raised:
        yn.etcd3.client(client)

    assert str(raised.value) == (
        'There is no module etcd3, which this needs: pip install "yamtam-nb[etcd3]".'
    )


def test_without_a_shared_client_it_says_so() -> None:
    """The default is the client of the magics."""
    with pytest.raises(e.NotConnected):
        yn.etcd3.client()
