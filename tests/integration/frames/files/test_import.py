"""Files and a real cluster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument, InvalidFile
from yamtam_nb.frames.files.formats import FORMATS
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.model import KeyValue
from yamtam_nb.sandbox import Cluster


@pytest.fixture
def filled(client: Client, fresh_prefix: str) -> str:
    """Three keys: text of several lines, JSON, and bytes that are no UTF-8 under a key that is none either."""
    client.put(f"{fresh_prefix}a", "one\ntwo\n")
    client.put(f"{fresh_prefix}b", '{"rps":  50}')
    client.put(fresh_prefix.encode() + b"\xff", b"\x00\xfe")
    return fresh_prefix


def state(client: Client, prefix: str) -> dict[bytes, bytes]:
    return {kv.key[len(prefix) :]: kv.value for kv in client.get(prefix, prefix=True)}


def ops(plan: Plan) -> list[tuple[str, str]]:
    return [(step.op, step.key.decode().rpartition("/")[2]) for step in plan.steps]


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_brings_everything_back(name: str, client: Client, filled: str, tmp_path: Path) -> None:
    """What was changed, deleted and added since is undone by its plan, byte for byte."""
    before, snapshot = state(client, filled), yn.snapshot(client, filled)
    file = snapshot.export(tmp_path / f"file.{name}")
    client.delete(filled, prefix=True)
    client.put(f"{filled}a", "uno")
    client.put(f"{filled}new", "new")

    exported = yn.read_export(file)
    exported.plan(client, prune=True).apply()

    assert state(client, filled) == before
    assert (exported.revision, exported.cluster_id) == (snapshot.revision, client.cluster_id)
    assert list(exported) == list(snapshot)
    pd.testing.assert_frame_equal(exported.df, snapshot.df)
    assert exported.df.attrs == snapshot.df.attrs
    assert not exported.plan(client, prune=True)


def test_an_export_goes_to_another_prefix(client: Client, filled: str, tmp_path: Path) -> None:
    """The new prefix takes the place of the old one, whatever the rest of the key is."""
    exported = yn.read_export(yn.snapshot(client, f"{filled}").export(tmp_path / "file.yaml"))

    exported.plan(client, f"{filled}copy/").apply()

    copied = state(client, f"{filled}copy/")
    assert copied == {b"a": b"one\ntwo\n", b"b": b'{"rps":  50}', b"\xff": b"\x00\xfe"}


def test_only_what_differs_is_planned(client: Client, filled: str, tmp_path: Path) -> None:
    """Equal keys make no step, and others are deleted only when that was asked for."""
    exported = yn.read_export(yn.snapshot(client, filled).export(tmp_path / "file.csv"))
    client.put(f"{filled}a", "changed")
    client.delete(f"{filled}b")
    client.put(f"{filled}c", "new")

    assert ops(exported.plan(client)) == [("update", "a"), ("create", "b")]
    assert ops(exported.plan(client, prune=True)) == [("update", "a"), ("create", "b"), ("delete", "c")]


def test_a_lease_is_kept_in_its_own_cluster_while_it_exists(
    client: Client, fresh_prefix: str, tmp_path: Path
) -> None:
    """A key that is created again is bound to it; when it is gone, the plan says so."""
    lease = client.lease.grant(600).id
    client.put(f"{fresh_prefix}a", "one", lease=lease)
    exported = yn.read_export(yn.snapshot(client, fresh_prefix).export(tmp_path / "file.jsonl"))
    client.delete(f"{fresh_prefix}a")

    alive = exported.plan(client)
    alive.apply()
    kept = client.get(f"{fresh_prefix}a")[0].lease
    client.lease.revoke(lease)
    gone = exported.plan(client)

    assert (alive.notes, kept) == ((), lease)
    assert [step.lease for step in gone.steps] == [0]
    assert "lease that is gone" in gone.notes[0]


def test_a_lease_of_another_cluster_is_left_out(
    client: Client,
    fresh_prefix: str,
    tmp_path: Path,
    own_cluster: Callable[..., Cluster],
    connect_to: Callable[..., Client],
) -> None:
    """An ID means another lease there, or none; the notes tell how many keys had one."""
    there = connect_to(own_cluster(members=1))
    lease = there.lease.grant(600).id
    client.lease.grant(600, lease_id=lease)
    for name in "ab":
        there.put(f"{fresh_prefix}{name}", "one", lease=lease)
    file = yn.snapshot(there, fresh_prefix).export(tmp_path / "file.jsonl")

    plan = yn.read_export(file).plan(client)
    plan.apply()

    assert [kv.lease for kv in client.get(fresh_prefix, prefix=True)] == [0, 0]
    assert plan.notes[0].startswith(f"{fresh_prefix}a and 1 more were on leases of another cluster")


def test_an_edited_file_says_so_in_its_plan(client: Client, filled: str, tmp_path: Path) -> None:
    """The reviewer learns that it is not what was exported."""
    path = yn.snapshot(client, filled).export(tmp_path / "file.yaml").path
    path.write_text(path.read_text().replace("    two\n", "    zwei\n"))

    plan = yn.read_export(path).plan(client)

    assert [step.value for step in plan.steps] == [b"one\nzwei\n"]
    assert plan.notes == ("file.yaml was edited since it was exported.",)


DOCUMENTS = {
    "config.yaml": "model-tier: eco\nlimits: {rps: 50, hosts: [a, b]}\nlong: |\n  one\n  two\nrate: 0.5\non: yes\n",
    "config.json": '{"model-tier": "eco", "limits": {"rps": 50, "hosts": ["a", "b"]}, "long": "one\\ntwo\\n", '
    '"rate": 0.5, "on": "yes"}',
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_plain_document_is_imported_as_names_under_the_prefix(
    name: str, client: Client, fresh_prefix: str, tmp_path: Path
) -> None:
    """Strings as they stand, anything else as compact JSON; what is the same data already stays as it is written."""
    (tmp_path / name).write_text(DOCUMENTS[name])
    client.put(f"{fresh_prefix}limits", '{ "hosts": ["a", "b"], "rps": 50 }')
    file = yn.read_export(tmp_path / name)

    plan = file.plan(client, fresh_prefix)
    plan.apply()

    assert ops(plan) == [("create", key) for key in ("long", "model-tier", "on", "rate")]
    assert state(client, fresh_prefix) == {
        b"limits": b'{ "hosts": ["a", "b"], "rps": 50 }',
        b"long": b"one\ntwo\n",
        b"model-tier": b"eco",
        b"on": b"yes",
        b"rate": b"0.5",
    }
    assert file.df["value"].tolist()[0] == '{"rps":50,"hosts":["a","b"]}'
    assert (file.prefix, file.revision, file.label) == ("", None, name)
    assert not file.plan(client, fresh_prefix)


def test_a_plain_document_may_name_keys_in_full(client: Client, fresh_prefix: str, tmp_path: Path) -> None:
    """A key that begins with the prefix stands for itself."""
    (tmp_path / "config.yaml").write_text(f"{fresh_prefix}a: one\nb: two\n")

    yn.read_export(tmp_path / "config.yaml").plan(client, fresh_prefix).apply()

    assert state(client, fresh_prefix) == {b"a": b"one", b"b": b"two"}


def test_prefixes_that_would_run_into_names_are_refused(client: Client, filled: str, tmp_path: Path) -> None:
    """/a/b and a name make /abname, which nobody means."""
    exported = yn.read_export(yn.snapshot(client, filled).export(tmp_path / "file.csv"))

    with pytest.raises(InvalidArgument, match="with a slash"):
        exported.plan(client, filled.rstrip("/"))


def test_a_plain_document_needs_a_prefix(client: Client, tmp_path: Path) -> None:
    """It does not tell one, and pruning all keys there are is not what anybody means."""
    (tmp_path / "config.yaml").write_text("a: one\n")

    with pytest.raises(InvalidArgument, match="give one"):
        yn.read_export(tmp_path / "config.yaml").plan(client, prune=True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.yaml", "- a\n"),
        ("twice.json", '{"a": 1, "a": 2}'),
        ("twice.yaml", "a: 1\na: 2\n"),
        ("empty.yaml", ""),
        ("torn.json", '{"a": '),
        ("bytes.json", b"\xff"),
        ("key.yaml", "'': 1\n"),
    ],
)
def test_a_document_that_is_none_is_refused_in_one_line(name: str, text: str | bytes, tmp_path: Path) -> None:
    """Whatever is wrong with it."""
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(InvalidFile) as caught:
        yn.read_export(tmp_path / name)

    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_what_it_shows_of_itself_has_file_revision_and_count(
    client: Client, fresh_prefix: str, tmp_path: Path
) -> None:
    """In one line, as text and as HTML, with everything escaped."""
    revision = client.put(f"{fresh_prefix}<b>", "<i>").revision
    result = yn.snapshot(client, fresh_prefix).export(tmp_path / "file.jsonl")
    exported = yn.read_export(result)
    title = f"file.jsonl ({fresh_prefix} at revision {revision}): 1 key"

    assert repr(exported) == f"<Exported {title}>"
    assert repr(result).startswith(f"<ExportResult {fresh_prefix} at revision {revision}: 1 key -> ")
    assert title in exported._repr_html_()
    assert "<i>" not in exported._repr_html_()
    assert list(exported) == [KeyValue(f"{fresh_prefix}<b>".encode(), b"<i>", revision, revision, 1, 0)]


def test_a_snapshot_of_the_past_is_exported_as_it_was(client: Client, filled: str, tmp_path: Path) -> None:
    """The revision is pinned when the snapshot is taken, not when the file is written."""
    snapshot = yn.snapshot(client, filled)
    client.put(f"{filled}a", "later")

    exported = yn.read_export(snapshot.export(tmp_path / "file.dump", format="jsonl"))

    assert {kv.key: kv.value for kv in exported}[f"{filled}a".encode()] == b"one\ntwo\n"
