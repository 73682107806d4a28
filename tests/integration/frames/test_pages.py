"""Pages against a real cluster."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.errors import ClientClosed, Compacted, FutureRevision, InvalidArgument
from yamtam_nb.model import PutOp
from yamtam_nb.sandbox import Cluster


def fill(client: Client, prefix: str, keys: int) -> int:
    """Write keys 000, 001, ... and return the revision after it."""
    return client.txn(
        success=[PutOp(f"{prefix}{n:03}".encode(), str(n).encode()) for n in range(keys)]
    ).revision


def test_every_key_comes_once_and_in_order(client: Client, fresh_prefix: str) -> None:
    """Whatever the size of the pages."""
    revision = fill(client, fresh_prefix, 100)
    expected = [f"{fresh_prefix}{n:03}".encode() for n in range(100)]
    for size in (1, 7, 50, 99, 100, 101, None):
        pages = list(client.pages(fresh_prefix, prefix=True, page_size=size))
        assert [key for page in pages for key in page.keys] == expected
        assert {(page.revision, page.count) for page in pages} == {(revision, 100)}
        assert {page.cluster_id for page in pages} == {client.cluster_id}


def test_all_pages_show_the_revision_of_the_first(client: Client, fresh_prefix: str) -> None:
    """Writes between two pages are not seen."""
    revision = fill(client, fresh_prefix, 20)
    seen = []
    for page in client.pages(fresh_prefix, prefix=True, page_size=5):
        client.put(f"{fresh_prefix}new{page.keys[0].decode()[-3:]}", "later")
        client.delete(f"{fresh_prefix}019")
        assert (page.revision, page.count) == (revision, 20)
        seen += page.keys
    assert len(seen) == 20


def test_an_old_revision_can_be_read(client: Client, fresh_prefix: str) -> None:
    """The state is that of the revision asked for."""
    revision = fill(client, fresh_prefix, 10)
    client.delete(fresh_prefix, prefix=True)
    pages = list(client.pages(fresh_prefix, prefix=True, revision=revision, page_size=4))
    assert [len(page.keys) for page in pages] == [4, 4, 2]
    assert pages[0].revision == revision


def test_a_prefix_without_keys_is_one_empty_page(client: Client, fresh_prefix: str) -> None:
    """It still tells the revision."""
    (page,) = client.pages(fresh_prefix, prefix=True)
    assert (page.keys, page.count) == ([], 0)
    assert page.revision == client.get(fresh_prefix).revision


def test_keys_only_leaves_the_values_empty(client: Client, fresh_prefix: str) -> None:
    """But not the revisions."""
    fill(client, fresh_prefix, 3)
    (page,) = client.pages(fresh_prefix, prefix=True, keys_only=True)
    assert page.values == [b"", b"", b""]
    assert list(page.versions) == [1, 1, 1]


def test_leases_are_on_the_keys_that_have_one(client: Client, fresh_prefix: str) -> None:
    """A column that only some rows have a cell in."""
    fill(client, fresh_prefix, 3)
    lease = client.lease.grant(60).id
    client.put(f"{fresh_prefix}001", "", lease=lease)
    for text in (False, True):
        (page,) = client.pages(fresh_prefix, prefix=True, text=text)
        assert list(page.leases) == [0, lease, 0]
        assert [len(value) for value in page.values] == [1, 0, 1]
    client.lease.revoke(lease)


def test_text_pages_have_str_where_it_is_utf8(client: Client, fresh_prefix: str) -> None:
    """And bytes where it is not."""
    odd = fresh_prefix.encode() + b"\xff"
    client.put(f"{fresh_prefix}ü", b"\xfe")
    client.put(odd, "power")
    (page,) = client.pages(fresh_prefix, prefix=True, text=True)
    assert page.keys == [f"{fresh_prefix}ü", odd]
    assert page.values == [b"\xfe", "power"]


def test_a_compaction_between_pages_ends_the_read(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """What follows could not be of the same revision."""
    client = connect_to(own_cluster(members=1))
    fill(client, "/p/", 20)
    pages = client.pages("/p/", prefix=True, page_size=5)
    next(pages)
    client.compact(client.put("/other", "").revision)
    with pytest.raises(Compacted, match="newer revision"):
        list(pages)


def test_a_future_revision_is_refused(client: Client, fresh_prefix: str) -> None:
    """With the first page."""
    pages = client.pages(fresh_prefix, prefix=True, revision=2**40)
    with pytest.raises(FutureRevision):
        next(pages)


@pytest.mark.parametrize("size", [0, -1])
def test_a_page_without_keys_cannot_be_asked_for(client: Client, size: int) -> None:
    """It would never end."""
    with pytest.raises(InvalidArgument, match="at least one"):
        client.pages("/p/", prefix=True, page_size=size)


def test_the_wait_for_a_page_can_be_interrupted_and_ended_by_close(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """Ctrl-C, or the Stop button, while the member is silent; and no thread stays when the client is closed."""
    cluster = own_cluster(members=1)
    client = connect_to(cluster, timeout=60.0)
    fill(client, "/p/", 128)
    member = cluster.members[0]
    pages = client.pages("/p/", prefix=True, page_size=1)
    next(pages)
    member.pause()
    try:
        stop = threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
        stop.start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            while True:  # a process that is told to stop may still answer for a moment
                list(pages)
                pages = client.pages("/p/", prefix=True, page_size=1)
        assert time.monotonic() - started < 5.0
        client.close()
    finally:
        member.resume()
    for thread in threading.enumerate():
        if thread.name == "yamtam-next-page":
            thread.join(5.0)
            assert not thread.is_alive()


def test_pages_of_a_closed_client_say_so(
    own_cluster: Callable[..., Cluster],
    connect_to: Callable[..., Client],
    client: Client,
    etcd_cluster: Cluster,
) -> None:
    """Also when it was closed between two pages."""
    short = connect_to(etcd_cluster)
    with short:
        fill(short, "/closed/", 5)
        pages = short.pages("/closed/", prefix=True, page_size=1)
        next(pages)
    with pytest.raises(ClientClosed):
        list(pages)
    client.delete("/closed/", prefix=True)
