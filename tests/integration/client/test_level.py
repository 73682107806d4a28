"""One level of the key tree."""

from __future__ import annotations

import pytest

from yamtam_nb.client import level as level_module
from yamtam_nb.client.client import Client
from yamtam_nb.client.level import level


@pytest.fixture(params=[2, 3, 500])
def page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Small pages, so that few keys make many of them, and the real size."""
    monkeypatch.setattr(level_module, "PAGE", request.param)
    return int(request.param)


@pytest.mark.usefixtures("page")
def test_a_level_is_what_lies_directly_below(client: Client, fresh_prefix: str) -> None:
    """Keys and directories in order, each directory with all its keys, whatever the size of a page."""
    names = ["a", "a/1", "a/2", "a/b/3", "b", "c/1", "c/2", "c/3", "c/4", "d", "e/f/g/h"]
    for name in names:
        client.put(fresh_prefix + name, "")
    found = [(entry.path.decode()[len(fresh_prefix) :], entry.keys) for entry in level(client, fresh_prefix)]
    assert found == [("a", 1), ("a/", 3), ("b", 1), ("c/", 4), ("d", 1), ("e/", 1)]


@pytest.mark.usefixtures("page")
def test_a_level_is_one_revision(client: Client, fresh_prefix: str) -> None:
    """An older revision shows what was there then."""
    client.put(fresh_prefix + "x/1", "")
    before = client.put(fresh_prefix + "y", "").revision
    client.put(fresh_prefix + "x/2", "")
    client.delete(fresh_prefix + "y")
    old = level(client, fresh_prefix, revision=before)
    assert [(entry.path[-2:], entry.keys) for entry in old] == [(b"x/", 1), (b"/y", 1)]
    assert old.revision == before
    assert [entry.keys for entry in level(client, fresh_prefix)] == [2]


@pytest.mark.usefixtures("page")
def test_a_limit_cuts_and_says_so(client: Client, fresh_prefix: str) -> None:
    """complete tells a cut listing from a whole one."""
    for name in "abcde":
        client.put(f"{fresh_prefix}{name}", "")
    cut = level(client, fresh_prefix, limit=3)
    assert (len(cut), cut.complete) == (3, False)
    assert level(client, fresh_prefix, limit=5).complete


@pytest.mark.usefixtures("page")
def test_the_last_possible_directory_ends_the_walk(client: Client, fresh_prefix: str) -> None:
    """A directory of 0xff bytes has no next key to jump to."""
    base = fresh_prefix.encode()
    for number in range(5):
        client.put(base + b"\xff\xff/" + bytes([number + 65]), "")
    assert [entry.keys for entry in level(client, base)] == [5]


def test_an_empty_level(client: Client, fresh_prefix: str) -> None:
    """Nothing there is an answer, with its revision."""
    found = level(client, fresh_prefix)
    assert (len(found), found.complete) == (0, True)
    assert found.revision > 0
