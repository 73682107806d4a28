"""``%etcd diff``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.client.client import Client
from yamtam_nb.errors import (
    Compacted,
    EtcdUsageError,
    FutureRevision,
    InvalidArgument,
    InvalidFile,
    UnexpectedDifference,
    UnknownProfile,
    YamtamError,
)
from yamtam_nb.frames.diff.diff import Diff
from yamtam_nb.sandbox import Cluster


@pytest.fixture
def changed(connected: TypingShell) -> TypingShell:
    """Two keys below P: ``limits`` went from A to B and ``tier`` is new at N, the present."""
    prefix = connected.user_ns["P"]
    client = yn.shared()
    connected.user_ns["A"] = client.put(f"{prefix}limits", '{"rps": 100, "burst": 5}').revision
    connected.user_ns["B"] = client.put(f"{prefix}limits", '{"rps": 200, "burst": 5}').revision
    connected.user_ns["N"] = client.put(f"{prefix}tier", "eco").revision
    return connected


def failure(shell: TypingShell, line: str, kind: type[YamtamError]) -> str:
    """The one line that the person sees."""
    with pytest.raises(kind) as caught:
        shell.type(f"%etcd {line}")
    (shown,) = caught.value._render_traceback_()
    assert "\n" not in shown
    return shown


def test_from_a_revision_to_another(changed: TypingShell) -> None:
    """One path differs; the title says what was compared."""
    compared = changed.type("d = %etcd diff $P --rev $A --rev $B\nd")

    assert isinstance(compared, Diff)
    assert compared.df.values.tolist() == [[f"{changed.user_ns['P']}limits", "changed", "rps", 100, 200]]
    title = "{P} from revision {A} to revision {B}: 1 key differs (1 changed)".format(**changed.user_ns)
    assert repr(compared) == f"<Diff {title}>"
    assert changed.shown("d").splitlines() == [
        title,
        f"changed  {changed.user_ns['P']}limits",
        "  rps: 100 → 200",
    ]
    assert title in str(changed.html("d"))


def test_from_a_revision_to_the_present(changed: TypingShell) -> None:
    """One --rev; and the same through the library."""
    compared = changed.type("%etcd diff $P --rev $A")

    assert len(compared) == 2
    assert compared.added == [changed.user_ns["P"] + "tier"]
    assert compared.after.revision >= changed.user_ns["N"]
    now = yn.snapshot(yn.shared(), changed.user_ns["P"])
    pd.testing.assert_frame_equal(now.at(changed.user_ns["A"]).diff(now).df, compared.df)


def test_the_frame_can_be_had_at_once(changed: TypingShell) -> None:
    """-o df."""
    frame = changed.type("%etcd diff $P --rev $A --rev $B -o df")

    assert list(frame.columns) == ["key", "op", "path", "old", "new"]
    assert frame["new"].tolist() == [200]


def test_one_prefix_against_another(changed: TypingShell) -> None:
    """Keys are compared by what follows the prefix, both at one revision."""
    client, prefix = yn.shared(), changed.user_ns["P"]
    client.put(f"{prefix[:-1]}-other/tier", "power")
    client.put(f"{prefix[:-1]}-other/limits", '{"burst":5,"rps":200}')
    changed.user_ns["O"] = f"{prefix[:-1]}-other/"

    compared = changed.type("%etcd diff $P $O")

    assert compared.df.values.tolist()[1] == ["tier", "changed", "", "eco", "power"]
    assert compared.formatting_only == ["limits"]
    assert compared.before.revision == compared.after.revision
    assert len(changed.type("%etcd diff $P $O --rev $A")) == 2


def test_a_prefix_that_is_as_expected_goes_on(changed: TypingShell) -> None:
    """--expect-none gives the Diff, or fails with what differs below its line."""
    assert "no difference: 2 keys in " in changed.shown("%etcd diff $P --rev $N --expect-none")

    with pytest.raises(UnexpectedDifference) as caught:
        changed.type("%etcd diff $P --rev $A --expect-none -o df")

    first, *notes = caught.value._render_traceback_()
    assert "No difference was expected: " in first
    prefix = changed.user_ns["P"]
    assert notes == [f"  changed {prefix}limits rps: 100 → 200", f"  added {prefix}tier"]


def test_a_misspelled_prefix_is_not_as_expected(changed: TypingShell) -> None:
    """Nothing on both sides is no reason to go on; where it may be so, it is said."""
    changed.user_ns["W"] = changed.user_ns["P"] + "misspelled/"

    said = failure(changed, "diff $W --rev $A --rev $B --expect-none", InvalidArgument)

    assert "Nothing was compared: there is no key in " in said
    assert "--allow-empty" in said
    assert "no difference: 0 keys in " in changed.shown(
        "%etcd diff $W --rev $A --rev $B --expect-none --allow-empty"
    )


def test_a_file_says_what_should_be(changed: TypingShell, tmp_path: Path) -> None:
    """The file is before, the cluster after."""
    file = changed.user_ns["F"] = str(tmp_path / "config.yaml")
    Path(file).write_text("tier: power\nlimits:\n  rps: 200\n  burst: 5\n", encoding="utf-8")

    compared = changed.type("%etcd diff $P --file $F")

    assert compared.df.values.tolist() == [[f"{changed.user_ns['P']}tier", "changed", "", "power", "eco"]]
    assert f"from config.yaml to {changed.user_ns['P']} at revision" in repr(compared)
    Path(file).write_text('tier: eco\nlimits: "{}"\n', encoding="utf-8")
    assert changed.type("%etcd diff $P --file $F -o df")["path"].tolist() == ["rps", "burst"]


@pytest.mark.parametrize("name", ["e.jsonl", "e.yaml", "e.csv"])
def test_an_export_is_compared_as_what_it_was(changed: TypingShell, tmp_path: Path, name: str) -> None:
    """It is known by its header; what was exported is what is before."""
    file = changed.user_ns["F"] = str(tmp_path / name)
    yn.snapshot(yn.shared(), changed.user_ns["P"], changed.user_ns["A"]).export(file)

    compared = changed.type("%etcd diff $P --file $F")

    assert compared.df[["op", "path", "new"]].values.tolist() == [
        ["changed", "rps", 200],
        ["added", "", "eco"],
    ]
    assert changed.type("%etcd diff $P --file $F --rev $A --expect-none") is not None


def test_a_cluster_against_another(
    changed: TypingShell, own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """By the name of a profile; the shared connection stays what it is."""
    other = own_cluster(members=1)
    prefix = changed.user_ns["P"]
    connect_to(other).put(f"{prefix}tier", "power")
    Path(os.environ["YAMTAM_PROFILES"]).write_text(
        f'[staging]\nendpoints = ["{other.endpoints[0]}"]\n', encoding="utf-8"
    )
    shared = yn.shared()

    compared = changed.type("%etcd diff $P --profile staging")

    assert compared.removed == [f"{prefix}limits"]
    assert compared.changed == [f"{prefix}tier"]
    assert f"to {prefix} at revision 2 (staging)" in repr(compared)
    assert f"(cluster {shared.cluster_id:x})" in repr(compared)
    assert yn.shared() is shared
    assert len(changed.type("%etcd diff $P --profile staging --rev $A --rev 1")) == 1
    python = changed.printed("%etcd diff $P --profile staging -o df --python")
    names: dict[str, object] = {}
    *before, last = python.strip().splitlines()
    exec("\n".join(before), names)
    pd.testing.assert_frame_equal(eval(last, names), compared.df)
    names["there"].close()  # type: ignore[attr-defined]
    assert "Did you mean staging?" in failure(changed, "diff $P --profile stagin", UnknownProfile)


@pytest.mark.parametrize(
    "words",
    [
        "--rev {A} --rev {B}",
        "--rev {A} -o df",
        "{P}x --rev {A}",
        "{P}x",
        "--file {F} --rev {B}",
        "--rev {N} --expect-none",
        "--rev {N} --expect-none --allow-empty",
    ],
)
def test_python_is_the_same(changed: TypingShell, tmp_path: Path, words: str) -> None:
    """What --python prints runs, and gives what the magic gives."""
    changed.user_ns["F"] = str(tmp_path / "c.json")
    Path(changed.user_ns["F"]).write_text('{"tier": "eco"}', encoding="utf-8")
    line = f"%etcd diff $P {words}".format(**changed.user_ns)
    *before, last = changed.printed(f"{line} --python").strip().splitlines()
    names: dict[str, object] = {}

    exec("\n".join(before), names)
    result = eval(last, names)

    expected = changed.type(line)
    assert type(result) is type(expected)
    frames = [each.df if isinstance(each, Diff) else each for each in (result, expected)]
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "say what to compare with"),
        ("--rev {B} --rev {A}", r"are swapped: the older one comes first \(--rev"),
        ("--rev 1 --rev 2 --rev 3", "given 3 times"),
        ("--rev=-5", "revisions begin at 1"),
        ("--rev 0", "revisions begin at 1"),
        ("--file x.yaml --profile p", "one of --file and --profile"),
        ("{P}x --file x.yaml", "one PREFIX at one --rev"),
        ("--file x.yaml --rev 1 --rev 2", "one PREFIX at one --rev"),
        ("--rev {A} --allow-empty", "goes with --expect-none"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(changed: TypingShell, words: str, said: str) -> None:
    """In one line, before anything is read."""
    shown = failure(changed, f"diff $P {words}".format(**changed.user_ns), EtcdUsageError)

    assert re.search(said, shown)


def test_what_cannot_be_read_is_one_line(changed: TypingShell, tmp_path: Path) -> None:
    """A revision that does not exist, the whole store by accident, a file that is something else."""
    assert "%etcd diff" in failure(changed, 'diff "" --rev 5', EtcdUsageError)
    assert "--all" in failure(changed, 'diff $P "" --rev 5', EtcdUsageError)
    failure(changed, "diff $P --rev 999999999", FutureRevision)
    changed.user_ns["F"] = str(tmp_path / "none.yaml")
    assert "There is no file" in failure(changed, "diff $P --file $F", InvalidFile)


def test_a_compacted_revision_is_one_line(
    shell: TypingShell, own_cluster: Callable[..., Cluster], ends: Callable[[Callable[[], object]], None]
) -> None:
    """As everywhere else."""
    shell.user_ns["E"] = own_cluster(members=1).endpoints
    shell.printed("%etcd connect $E")
    shell.user_ns["c"] = yn.shared().put("/x", "1").revision
    yn.shared().put("/x", "2")
    yn.shared().compact(yn.shared().put("/x", "3").revision)

    assert "compacted" in failure(shell, "diff /x --rev $c", Compacted)
