"""``%etcd history``."""

from __future__ import annotations

import IPython.display
import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import EtcdUsageError


def test_the_lines_of_the_readme_work_as_written(connected: TypingShell) -> None:
    """History, frame, state and blame."""
    connected.type("%etcd put /yamtam/config/model-tier power")
    connected.type("%etcd put /yamtam/config/model-tier eco")

    connected.type("h = %etcd history /yamtam/config/")
    tail = connected.type("h.df.tail()")
    state = connected.type("h.at(h.df.revision.iloc[-2])")
    blame = connected.type('h.blame("/yamtam/config/model-tier")')

    assert tail["new"].tolist()[-2:] == ["power", "eco"]
    assert state["/yamtam/config/model-tier"].text() == "power"
    assert blame["old"].tolist() == ["power"]


def test_a_key_means_itself_unless_it_ends_in_a_slash(connected: TypingShell) -> None:
    """Or --prefix is given."""
    connected.type("%etcd put {P}a 1")
    connected.type("%etcd put {P}ab 2")

    for line, keys in (("{P}a", 1), ("{P}a --prefix", 2), ("{P}", 2), ("{P} --prefix=false", 0)):
        assert len(connected.type(f"%etcd history {line} -o df")) == keys


def test_all_keys_are_read_only_when_that_is_said(connected: TypingShell) -> None:
    """As for snapshots."""
    with pytest.raises(EtcdUsageError, match="--all"):
        connected.type("%etcd history '' --prefix")
    with pytest.raises(EtcdUsageError, match="KEY is empty"):
        connected.type("%etcd history ''")


def test_it_shows_the_last_changes_with_their_parts(connected: TypingShell) -> None:
    """Of a large value only what changed; nothing of it is taken for HTML."""
    connected.type('%etcd put {P}<b> {"rps": 1, "owner": "<i>"}')
    connected.type('%etcd put {P}<b> {"rps": 2, "owner": "<i>"}')

    plain = connected.shown("%etcd history {P}")
    html = connected.html("%etcd history {P}")

    assert plain.splitlines()[0].startswith(connected.user_ns["P"] + ": 2 changes of 1 key, revisions ")
    assert plain.splitlines()[-1].split() == [
        str(yn.shared().get("x").revision),
        "update",
        connected.user_ns["P"] + "<b>",
        *["rps:", "1", "rps:", "2"],
    ]
    assert html is not None
    assert "<i>" not in html
    assert "update" in html


def test_a_terminal_is_told_that_it_shows_no_pictures(connected: TypingShell) -> None:
    """The history comes all the same."""
    connected.type("%etcd put {P}a 1")

    assert "terminal shows no pictures" in connected.printed("h = %etcd history {P} --plot")
    assert len(connected.user_ns["h"]) == 1


def test_the_same_as_python_runs(connected: TypingShell) -> None:
    """And gives the same."""
    connected.type("%etcd put {P}a 1")
    source = connected.printed("%etcd history {P}a -o df --python")

    assert (
        source.splitlines()[-1]
        == f"yn.history(yn.shared(), {connected.user_ns['P'] + 'a'!r}, prefix=False).df"
    )
    assert connected.type(source)["new"].tolist() == ["1"]


def test_a_notebook_shows_the_picture_before_the_history(
    connected: TypingShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a PNG, with words for where there is none."""
    monkeypatch.setattr(connected, "kernel", object(), raising=False)
    shown: list[dict[str, str]] = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, **_: shown.append(bundle))
    connected.type("%etcd put {P}a 1")

    history = connected.type("%etcd history {P} --plot")

    assert [set(bundle) for bundle in shown] == [{"image/png", "text/plain"}]
    assert shown[0]["text/plain"] == f"picture of {history!r}"
