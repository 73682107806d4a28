"""Histories of a real cluster."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pandas as pd
import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted, FutureRevision, InvalidArgument
from yamtam_nb.frames.history import following, stretches
from yamtam_nb.frames.history.completeness import FULL
from yamtam_nb.frames.history.replay import oldest_revision
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import DeleteOp, KeyValue, PutOp
from yamtam_nb.sandbox import Cluster

COLUMNS = ["revision", "key", "op", "old", "new", "version", "lease", "life", "time"]


def test_the_frame_tells_what_happened(client: Client, fresh_prefix: str) -> None:
    """Columns, dtypes, attrs; deletions and a second life; one transaction, one revision."""
    key, other = f"{fresh_prefix}a", fresh_prefix.encode() + b"\xff"
    lease = client.lease.grant(60).id
    first = client.put(key, "one", lease=lease).revision
    client.put(key, "two")
    client.txn(success=[DeleteOp(KeyRange.of(key)), PutOp(other, b"\xfe")])
    last = client.put(key, "three").revision

    history = yn.history(client, fresh_prefix)

    rows = history.df.drop(columns="time").to_numpy().tolist()
    assert rows == [
        [first, key, "create", None, "one", 1, lease, 1],
        [first + 1, key, "update", "one", "two", 2, 0, 1],
        [first + 2, key, "delete", "two", None, 0, 0, 1],
        [first + 2, other, "create", None, b"\xfe", 1, 0, 1],
        [last, key, "create", None, "three", 1, 0, 2],
    ]
    assert list(history.df.columns) == COLUMNS
    assert [str(dtype) for dtype in history.df.dtypes] == [
        "int64",
        *["object"] * 4,
        *["int64"] * 3,
        "datetime64[ns, UTC]",
    ]
    assert history.df["time"].isna().all()
    assert history.df.attrs == {
        "prefix": fresh_prefix,
        "revision": last,
        "compact_revision": history.compact_revision,
        "cluster": f"{client.cluster_id:x}",
    }
    assert history.df is history.df
    assert (len(history), history.revision, history.compact_revision) == (
        5,
        last,
        oldest_revision(client, b"x"),
    )


def test_a_prefix_to_which_nothing_happened_has_an_empty_history(client: Client, fresh_prefix: str) -> None:
    """With the columns and types of any other, and an empty state at every revision."""
    history = yn.history(client, fresh_prefix)

    assert len(history) == 0
    assert [str(dtype) for dtype in history.df.dtypes][1:5] == ["object"] * 4
    assert len(history.at(history.revision)) == 0
    assert history.deleted() == {}
    assert "no changes" in repr(history)


def test_changes_are_those_of_the_key_alone_where_that_is_asked(client: Client, fresh_prefix: str) -> None:
    """Not those of keys that begin with it; and its snapshots stay with it."""
    client.put(f"{fresh_prefix}a", "one")
    client.put(f"{fresh_prefix}ab", "two")

    history = yn.history(client, f"{fresh_prefix}a", prefix=False)

    assert [change.key for change in history] == [f"{fresh_prefix}a".encode()]
    state = history.at(history.revision)
    assert len(state) == len(state.refresh()) == len(state.at(history.revision)) == 1


def test_keys_that_are_gone_are_given_as_they_were_last(client: Client, fresh_prefix: str) -> None:
    """Those that came back are not among them."""
    for name in ("gone", "back"):
        client.put(fresh_prefix + name, "one")
    kept = client.get(f"{fresh_prefix}gone")[0]
    client.delete(fresh_prefix, prefix=True)
    client.put(f"{fresh_prefix}back", "two")

    assert yn.history(client, fresh_prefix).deleted() == {kept.key: kept}


def test_blame_names_the_change_that_each_part_stems_from(client: Client, fresh_prefix: str) -> None:
    """Back to the last change of that very part; parts that are gone are not there."""
    key = f"{fresh_prefix}doc"
    first = client.put(key, '{"limits": {"rps": 1, "burst": 5}, "gone": 1}').revision
    client.put(key, '{"limits": {"rps": 2, "burst": 5}}')
    last = client.put(key, '{"limits": {"rps": 2, "burst": 5}, "hosts": ["a"]}').revision

    blame = yn.history(client, fresh_prefix).blame(key)

    assert blame.drop(columns="time").to_numpy().tolist() == [
        ["limits.rps", first + 1, "update", 1, 2, True],
        ["limits.burst", first, "create", None, 5, True],
        ["hosts[0]", last, "create", None, "a", True],
    ]


def test_blame_of_a_text_of_a_second_life_and_of_a_deletion(client: Client, fresh_prefix: str) -> None:
    """One row with an empty path; what was before a deletion does not count."""
    key = f"{fresh_prefix}a"
    client.put(key, "same")
    client.delete(key)
    anew = client.put(key, "same").revision
    client.put(key, "same")
    before = yn.history(client, fresh_prefix).blame(key)
    gone = client.delete(key).revision
    after = yn.history(client, fresh_prefix).blame(key)

    assert before.drop(columns="time").to_numpy().tolist() == [["", anew, "create", None, "same", True]]
    assert after.drop(columns="time").to_numpy().tolist() == [["", gone, "delete", "same", None, True]]


def test_times_are_those_that_a_mirror_witnessed(client: Client, fresh_prefix: str) -> None:
    """What happened before the mirror has none."""
    key = f"{fresh_prefix}a"
    client.put(key, "before")
    start = pd.Timestamp.now("UTC")
    with yn.Mirror(client, fresh_prefix) as mirror:
        mirror.wait(client.put(key, "seen").revision)
        history = yn.history(client, fresh_prefix)

    before, seen = history.df["time"]
    assert pd.isna(before)
    assert start - pd.Timedelta("1ms") <= seen <= pd.Timestamp.now("UTC")
    assert history.blame(key)["time"].tolist() == [seen]
    assert f"{seen:%Y-%m-%d %H:%M:%S}" in history._repr_html_()


def test_bad_revisions_are_one_clear_line(client: Client, fresh_prefix: str) -> None:
    """A future one, swapped ones, and what is no revision."""
    last = client.put(f"{fresh_prefix}a", "one").revision
    history = yn.history(client, fresh_prefix)

    with pytest.raises(FutureRevision, match=rf"reaches to revision {last}, not to {last + 1}"):
        history.at(last + 1)
    with pytest.raises(InvalidArgument, match=f"{last} is after {last - 1}: swap"):
        history.between(last, last - 1)
    with pytest.raises(InvalidArgument, match="'x' is not a revision"):
        history.at("x")  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match=rf"Did you mean {fresh_prefix}a\?"):
        history.blame(f"{fresh_prefix}A")
    assert history.between(last, last).empty
    assert history.between(last - 1, last)["new"].tolist() == ["one"]


def test_histories_end_right_at_the_size_of_a_full_response(
    client: Client, fresh_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 999, 1,000, 1,001 and 2,000 revisions none is missing, by one watch or by several at once."""
    written = 0
    for size in (FULL - 1, FULL, FULL + 1, 2 * FULL):
        while written < size:
            written += 1
            client.put(f"{fresh_prefix}{written % 7}", str(written))
        client.put(f"{fresh_prefix[:-1]}", "beside it")

        history = yn.history(client, fresh_prefix)

        assert [int(change.new or 0) for change in history] == list(range(1, size + 1))

    # What the cluster has from other tests makes the stretches so long that there would be one.
    monkeypatch.setattr(stretches, "ROUNDS", 1)
    monkeypatch.setattr(following, "cut", lambda at, end, _, size: stretches.cut(at, end, FULL // 2, size))
    watches: list[object] = []
    watch = client.watch
    monkeypatch.setattr(client, "watch", lambda *words, **more: watches.append(1) or watch(*words, **more))
    again = yn.history(client, fresh_prefix)

    assert len(watches) >= 3
    assert list(again) == list(history)


def test_a_replay_that_is_stopped_leaves_nothing_behind(client: Client, fresh_prefix: str) -> None:
    """The Stop button ends its watches."""
    client.put(f"{fresh_prefix}a", "one")

    def stop(read: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        yn.history(client, fresh_prefix, on_progress=stop)
    assert [thread.name for thread in threading.enumerate() if thread.name == "yamtam-watch"] == []


@pytest.fixture
def compacted(own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]) -> Client:
    """A client of a cluster of its own: /p/a was put three times, /p/b deleted; what is before revision 5 is gone."""
    client = connect_to(own_cluster(members=1))
    for value in ("1", "2", '{"x": 1, "y": 1}'):
        client.put("/p/a", value)
    client.put("/p/b", "b")
    client.compact(5)
    return client


def test_what_is_compacted_away_is_said_and_never_made_up(compacted: Client) -> None:
    """The bound in words; a state before it is refused by name; what the first values replaced is unknown."""
    compacted.put("/p/a", '{"x": 2, "y": 1}')

    history = yn.history(compacted, "/p/")

    assert repr(history) == (
        "<History /p/: 3 changes of 2 keys, revisions 5 to 6; what was before revision 5 is compacted away>"
    )
    assert history.df[["revision", "op", "old", "version"]].to_numpy().tolist() == [
        [4, "update", None, 3],
        [5, "create", None, 1],
        [6, "update", '{"x": 1, "y": 1}', 4],
    ]
    assert [kv.key for kv in history.at(5)] == [b"/p/a", b"/p/b"]
    with pytest.raises(Compacted, match="before revision 5 is compacted away") as caught:
        history.at(4)
    assert caught.value.compact_revision == 5
    assert history.blame("/p/a")[["path", "revision", "exact"]].to_numpy().tolist() == [
        ["x", 6, True],
        ["y", 4, False],
    ]
    assert "(compacted away)" in history._repr_html_()


def test_nothing_since_the_compaction_is_found_to_be_nothing(compacted: Client) -> None:
    """At the very revision, and with changes of other keys after it."""
    at_once = yn.history(compacted, "/p/")
    compacted.put("/other", "x")
    later = yn.history(compacted, "/p/")

    assert (at_once.revision, later.revision) == (5, 6)
    assert list(at_once.at(5)) == list(later.at(6)) == list(compacted.get("/p/", prefix=True))


def test_a_compaction_during_the_replay_makes_it_begin_anew(compacted: Client) -> None:
    """And the history is that of the newer bound, whole."""
    for number in range(2 * FULL + 1):
        compacted.put("/p/c", str(number))
    bounds: list[int] = []

    def compact(read: int, total: int) -> None:
        if not bounds:
            bounds.append(compacted.put("/p/d", "x").revision)
            compacted.compact(bounds[0])

    history = yn.history(compacted, "/p/", on_progress=compact)

    assert history.compact_revision == bounds[0]
    assert list(history.at(history.revision)) == list(compacted.get("/p/", prefix=True))


def test_a_history_outlives_its_client(client: Client, fresh_prefix: str) -> None:
    """It asks nobody."""
    client.put(f"{fresh_prefix}a", "one")
    with yn.connect(client.endpoints) as other:
        history = yn.history(other, fresh_prefix)

    assert history[0].new == history[-1].new == b"one"
    assert [type(kv) for kv in history.at(history.revision)] == [KeyValue]
    assert len(history.df) == 1
