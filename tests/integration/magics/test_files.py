"""``%etcd export``, ``%etcd import`` and ``%etcd du``."""

from __future__ import annotations

from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell, completed
from yamtam_nb.errors import ConfirmationNeeded, EtcdUsageError, InvalidArgument, InvalidFile
from yamtam_nb.frames.files.export import ExportResult
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.usage import Usage


@pytest.fixture
def filled(connected: TypingShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TypingShell:
    """Three keys a, b, c below P with values 3, 2, 1, and a directory of one's own to write to."""
    monkeypatch.chdir(tmp_path)
    for name, value in zip("abc", "321", strict=True):
        yn.shared().put(connected.user_ns["P"] + name, value)
    return connected


def values(prefix: str) -> str:
    return "".join(kv.text() for kv in yn.shared().get(prefix, prefix=True))


def test_what_was_exported_is_imported_with_its_hash(filled: TypingShell) -> None:
    """First the plan, which writes nothing; then the same line with the hash that the plan shows."""
    prefix = filled.user_ns["P"]
    written = filled.type("written = %etcd export $P config.yaml\nwritten")
    yn.shared().put(f"{prefix}a", "changed")
    yn.shared().put(f"{prefix}d", "new")

    plan = filled.type("plan = %etcd import config.yaml $P --prune\nplan")
    with pytest.raises(ConfirmationNeeded, match=plan.hash):
        filled.type("%etcd import config.yaml $P --prune --yes 0123")
    untouched = values(prefix)
    filled.user_ns["H"] = plan.hash
    filled.type("%etcd import config.yaml $P --prune --yes $H")

    assert isinstance(written, ExportResult)
    assert isinstance(plan, Plan)
    assert untouched == "changed21new"
    assert values(prefix) == "321"


def test_an_export_tells_what_it_wrote(filled: TypingShell) -> None:
    """In one line, with the revision."""
    revision = yn.shared().get("x").revision
    shown = filled.shown("%etcd export $P config.jsonl")

    assert shown.startswith(
        f"{filled.user_ns['P']} at revision {revision}: 3 keys -> config.jsonl (JSON Lines, "
    )


def test_flags_of_export_reach_the_file(filled: TypingShell) -> None:
    """A revision, a format whatever the name is, and --force."""
    filled.user_ns["R"] = yn.shared().get(filled.user_ns["P"] + "b")[0].mod_revision

    filled.type("%etcd export $P dump --rev $R --format csv")
    with pytest.raises(InvalidArgument, match="exists already"):
        filled.type("%etcd export $P dump --format csv")
    before = len(yn.read_export("dump"))
    filled.type("%etcd export $P dump --format CSV --force")

    assert (before, len(yn.read_export("dump"))) == (2, 3)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('export "" all.yaml', EtcdUsageError),
        ("export $P", EtcdUsageError),
        ("export $P config.txt", InvalidArgument),
        ("export $P nowhere/config.yaml", InvalidArgument),
        ("export $P config.yaml --format xml", EtcdUsageError),
        ("export $P config.csv --format jsonl", InvalidArgument),
        ("export $P /dev/null --format csv --force", InvalidArgument),
        ("export $P config.yaml --rev 9999999999", yn.errors.FutureRevision),
        ("import nothing.yaml $P", InvalidArgument),
        ("import broken.yaml $P", InvalidFile),
        ("import config.json $P", InvalidFile),
        ('import good.yaml ""', EtcdUsageError),
        ("import good.yaml", EtcdUsageError),
        ('du ""', EtcdUsageError),
        ("du $P --depth 0", InvalidArgument),
        ("du $P --depth x", EtcdUsageError),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    filled: TypingShell, line: str, error: type[Exception]
) -> None:
    """One error of ours, no file, no change."""
    Path("broken.yaml").write_text("a: [")
    Path("config.json").write_text("a: 1")
    Path("good.yaml").write_text("a: 1")
    files, revision = sorted(Path().iterdir()), yn.shared().get("x").revision

    with pytest.raises(error) as caught:
        filled.type(f"%etcd {line}")

    assert "\n" not in str(caught.value)
    assert sorted(Path().iterdir()) == files
    assert yn.shared().get("x").revision == revision


def test_a_result_and_a_path_stand_for_their_file(filled: TypingShell, tmp_path: Path) -> None:
    """What export returned can be given to import, and so can a Path."""
    filled.user_ns["path"] = tmp_path / "config.csv"
    filled.type("written = %etcd export $P $path")

    assert not filled.type("%etcd import $written $P")
    assert not filled.type("%etcd import $path $P")


def test_du_counts(filled: TypingShell) -> None:
    """A Usage or its frame; a picture where one can be shown."""
    assert isinstance(filled.type("%etcd du $P"), Usage)
    assert filled.type("%etcd du $P -o df")["keys"].tolist() == [3]
    assert filled.type("%etcd du $P --churn -o df")["changes"].tolist() == [3]
    assert "A terminal shows no pictures" in filled.printed("%etcd du $P --plot")
    assert filled.type('%etcd du "" --all --depth 2').keys >= 3
    assert f"{filled.user_ns['P']} (directly)" in filled.shown("%etcd du $P")


@pytest.mark.parametrize(
    "line",
    [
        "export $P one --rev $R --format jsonl --force",
        "import two.yaml $P --prune",
        "du $P --depth 2 --rev $R --churn",
    ],
)
def test_python_does_the_same_as_the_line(filled: TypingShell, line: str) -> None:
    """What --python prints runs as it is, and gives the same kind of object."""
    filled.user_ns["R"] = yn.shared().get("x").revision
    Path("two.yaml").write_text("a: x\n")

    written = filled.printed(f"%etcd {line} --python")
    by_python = filled.type(written)
    by_line = filled.type(f"%etcd {line}")

    assert type(by_python) is type(by_line)
    assert repr(by_python) == repr(by_line)


def test_files_are_completed(filled: TypingShell) -> None:
    """Where a file is expected, those of the directory are offered."""
    Path("config.yaml").touch()

    assert "%etcd import config.yaml" in completed(filled, "%etcd import conf")
