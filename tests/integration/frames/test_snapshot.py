"""Snapshots of a real cluster."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pandas as pd
import pytest

import yamtam_nb as yn
from yamtam_nb.client import pages
from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted, FutureRevision
from yamtam_nb.model import KeyValue, PutOp
from yamtam_nb.sandbox import Cluster

COLUMNS = ["key", "value", "create_revision", "mod_revision", "version", "lease"]


def test_the_frame_shows_every_key_with_its_revisions(client: Client, fresh_prefix: str) -> None:
    """Columns, dtypes, index and attrs are as documented."""
    first = client.put(f"{fresh_prefix}a", "one").revision
    client.put(f"{fresh_prefix}b", '{"tier": "power"}')
    last = client.put(f"{fresh_prefix}a", "two").revision
    snapshot = yn.snapshot(client, fresh_prefix)
    df = snapshot.df
    assert list(df.columns) == COLUMNS
    assert [str(dtype) for dtype in df.dtypes] == ["object", "object", "int64", "int64", "int64", "int64"]
    assert df.index.equals(pd.RangeIndex(2))
    assert df.iloc[0].tolist() == [f"{fresh_prefix}a", "two", first, last, 2, 0]
    assert df.iloc[1].tolist() == [f"{fresh_prefix}b", '{"tier": "power"}', last - 1, last - 1, 1, 0]
    assert df.attrs == {"prefix": fresh_prefix, "revision": last, "cluster": f"{client.cluster_id:x}"}
    assert (snapshot.prefix, snapshot.revision, snapshot.count, len(snapshot)) == (fresh_prefix, last, 2, 2)
    assert snapshot.df is df


def test_dtypes_do_not_depend_on_what_is_in_the_store(client: Client, fresh_prefix: str) -> None:
    """All UTF-8, partly UTF-8, or nothing at all."""
    empty = yn.snapshot(client, fresh_prefix).df
    client.put(f"{fresh_prefix}a", "text")
    texts = yn.snapshot(client, fresh_prefix).df
    client.put(fresh_prefix.encode() + b"\xff", b"\xfe")
    mixed = yn.snapshot(client, fresh_prefix).df
    assert [df.dtypes.tolist() for df in (empty, texts)] == [mixed.dtypes.tolist()] * 2
    assert mixed["key"].tolist() == [f"{fresh_prefix}a", fresh_prefix.encode() + b"\xff"]
    assert mixed["value"].tolist() == ["text", b"\xfe"]


def test_keys_can_be_looked_up_and_iterated_over_as_etcd_holds_them(
    client: Client, fresh_prefix: str
) -> None:
    """The very bytes come back, UTF-8 or not."""
    odd = fresh_prefix.encode() + b"\xff"
    client.put(odd, b"\xfe\x00")
    client.put(f"{fresh_prefix}ü", "grün")
    snapshot = yn.snapshot(client, fresh_prefix)
    found = client.get(fresh_prefix, prefix=True)
    assert list(snapshot) == list(found)
    assert all(isinstance(kv, KeyValue) for kv in snapshot)
    assert snapshot[odd].value == b"\xfe\x00"
    assert snapshot[f"{fresh_prefix}ü"].text() == "grün"
    assert snapshot[f"{fresh_prefix}ü".encode()] == snapshot[f"{fresh_prefix}ü"]
    assert odd in snapshot
    assert f"{fresh_prefix}x" not in snapshot
    assert 7 not in snapshot
    with pytest.raises(KeyError):
        snapshot[f"{fresh_prefix}x"]


def test_a_change_to_the_frame_leaves_the_snapshot_alone(client: Client, fresh_prefix: str) -> None:
    """The frame is there to be worked with."""
    client.put(f"{fresh_prefix}a", "before")
    snapshot = yn.snapshot(client, fresh_prefix)
    snapshot.df.loc[0, "value"] = "after"
    snapshot.df.loc[0, "version"] = 99
    assert snapshot[f"{fresh_prefix}a"].text() == "before"
    assert snapshot[f"{fresh_prefix}a"].version == 1
    assert snapshot.frame()["value"].tolist() == ["before"]


def test_other_revisions_are_a_call_away(client: Client, fresh_prefix: str) -> None:
    """at() goes anywhere that is not compacted, refresh() to the present."""
    revision = client.put(f"{fresh_prefix}a", "one").revision
    snapshot = yn.snapshot(client, fresh_prefix)
    client.put(f"{fresh_prefix}a", "two")
    assert snapshot.refresh()[f"{fresh_prefix}a"].text() == "two"
    assert snapshot.at(revision).df["value"].tolist() == ["one"]
    assert snapshot.at(revision).revision == revision
    assert len(snapshot.at(revision - 1)) == 0
    with pytest.raises(FutureRevision):
        snapshot.at(2**40)


def test_expand_spreads_json_objects(client: Client, fresh_prefix: str) -> None:
    """For one frame, or for df of this snapshot and its successors."""
    client.put(f"{fresh_prefix}a", '{"tier": "power", "limits": {"cpu": 2}}')
    client.put(f"{fresh_prefix}b", "plain")
    snapshot = yn.snapshot(client, fresh_prefix, expand=True)
    assert list(snapshot.df.columns) == [*COLUMNS, "value.tier", "value.limits.cpu"]
    assert snapshot.df["value"].tolist() == [None, "plain"]
    assert list(snapshot.frame().columns) == COLUMNS
    assert list(snapshot.refresh().df.columns) == list(snapshot.df.columns)


def test_what_it_shows_of_itself_has_revision_and_count(client: Client, fresh_prefix: str) -> None:
    """In one line, as text and as HTML."""
    client.put(f"{fresh_prefix}<b>", "<i>")
    snapshot = yn.snapshot(client, fresh_prefix)
    title = f"{fresh_prefix} at revision {snapshot.revision}: 1 key"
    assert repr(snapshot) == f"<Snapshot {title}>"
    assert snapshot.label == f"{fresh_prefix} at revision {snapshot.revision}"
    assert title in snapshot._repr_html_()
    assert "<i>" not in snapshot._repr_html_()


def test_the_frame_can_be_stored(client: Client, fresh_prefix: str) -> None:
    """It holds nothing of the connection."""
    client.put(f"{fresh_prefix}a", "one")
    df = yn.snapshot(client, fresh_prefix).df
    again = pickle.loads(pickle.dumps(df))
    pd.testing.assert_frame_equal(again, df)
    assert again.attrs == df.attrs


def test_progress_is_told_page_by_page(
    client: Client, fresh_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys read and keys in all."""
    monkeypatch.setattr(pages, "FIRST_LIMIT", 1)
    client.txn(success=[PutOp(f"{fresh_prefix}{n:02}".encode()) for n in range(40)])
    told: list[tuple[int, int]] = []
    snapshot = yn.snapshot(client, fresh_prefix, on_progress=lambda *progress: told.append(progress))
    assert told == [(1, 40), (17, 40), (40, 40)]
    assert len(snapshot.df) == 40


@pytest.fixture
def compacting(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> Client:
    """A client of a cluster that may be compacted, with 40 keys under /p/ that take three pages."""
    monkeypatch.setattr(pages, "FIRST_LIMIT", 1)
    client = connect_to(own_cluster(members=1))
    client.txn(success=[PutOp(f"/p/{n:02}".encode()) for n in range(40)])
    return client


def test_a_compaction_during_the_read_makes_it_start_again(compacting: Client) -> None:
    """And the snapshot is of one, newer revision."""
    revisions: list[int] = []

    def compact_twice(read: int, total: int) -> None:
        if read == 1 and len(revisions) < 2:
            revisions.append(compacting.put("/p/40", str(len(revisions))).revision)
            compacting.compact(revisions[-1])

    snapshot = yn.snapshot(compacting, "/p/", on_progress=compact_twice)
    assert len(revisions) == 2
    assert (snapshot.revision, snapshot.count) == (revisions[-1], 41)
    assert snapshot["/p/40"].text() == "1"


def test_compactions_without_end_are_given_up_on(compacting: Client) -> None:
    """With a message that says what to do."""

    def compact(read: int, total: int) -> None:
        if read == 1:
            compacting.compact(compacting.put("/other").revision)

    with pytest.raises(Compacted, match="narrower prefix"):
        yn.snapshot(compacting, "/p/", on_progress=compact)


def test_a_revision_that_was_asked_for_is_not_replaced_by_another(compacting: Client) -> None:
    """A compacted one is an error, at once or between two pages."""
    revision = compacting.get("/p/", prefix=True).revision

    def compact(read: int, total: int) -> None:
        if read == 1:
            compacting.compact(compacting.put("/other").revision)

    for _ in range(2):
        with pytest.raises(Compacted, match="newer revision"):
            yn.snapshot(compacting, "/p/", revision, on_progress=compact)
