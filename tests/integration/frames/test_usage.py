"""What a prefix consists of, on a real cluster."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from IPython.lib.pretty import pretty

import yamtam_nb as yn
from yamtam_nb.client import pages
from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted, InvalidArgument
from yamtam_nb.model import PutOp
from yamtam_nb.sandbox import Cluster


@pytest.fixture
def filled(client: Client, fresh_prefix: str) -> str:
    """Two sub-prefixes, one of them hostile and written twice, and a key directly in the prefix."""
    for _ in range(2):
        client.put(f"{fresh_prefix}<b>$x$/big", "v" * 1_000)
    client.put(f"{fresh_prefix}config/deep/a", "12")
    client.put(f"{fresh_prefix}config/b", "1")
    client.put(f"{fresh_prefix}direct", "")
    return fresh_prefix


def test_the_frame_has_a_row_for_each_sub_prefix(client: Client, filled: str) -> None:
    """The largest first, with keys, bytes, the largest value and the writes of the keys that are there."""
    usage = yn.usage(client, filled)

    df = usage.df

    assert list(df.columns) == ["prefix", "keys", "size", "largest", "largest_key", "versions"]
    assert df["prefix"].tolist() == [f"{filled}{name}" for name in ("<b>$x$/", "config/", "")]
    assert df["keys"].tolist() == [1, 2, 1]
    assert df["versions"].tolist() == [2, 2, 1]
    assert df["largest"].tolist() == [1_000, 2, 0]
    assert df["largest_key"].tolist()[1] == f"{filled}config/deep/a"
    assert (
        df["size"].sum()
        == usage.size
        == sum(len(kv.key) + len(kv.value) for kv in client.get(filled, prefix=True))
    )
    assert df.attrs == {"prefix": filled, "revision": usage.revision, "cluster": f"{client.cluster_id:x}"}
    assert usage.biggest["size"].tolist() == [1_000, 2, 1, 0]


def test_depth_separator_and_revision(client: Client, filled: str) -> None:
    """Levels are counted from the prefix; the state is that of the revision."""
    before = yn.usage(client, filled)
    client.delete(f"{filled}config/", prefix=True)

    assert yn.usage(client, filled, depth=2, revision=before.revision).df["prefix"].tolist() == [
        f"{filled}{name}" for name in ("<b>$x$/", "config/deep/", "config/", "")
    ]
    assert yn.usage(client, filled, separator="b>", revision=before.revision).df["keys"].tolist() == [1, 3]
    assert yn.usage(client, filled).keys == before.keys - 2


def test_what_it_shows_escapes_what_it_found(client: Client, filled: str) -> None:
    """As HTML and as text; neither has a key in it that could act."""
    usage = yn.usage(client, filled)

    html, text = usage._repr_html_(), pretty(usage)

    assert "<b>$x$" not in html
    assert "&lt;b&gt;$x$/" in html
    assert "mathjax_ignore" in html
    assert f"{filled} (directly)" in html
    assert (
        text.splitlines()[0]
        == usage.title
        == f"{filled} at revision {usage.revision}: 4 keys, {usage.size:,} bytes"
    )
    assert repr(usage) == f"<Usage {usage.title}>"
    assert "█" in text


def test_the_picture_is_a_png_with_a_transparent_ground(client: Client, filled: str) -> None:
    """With a key that looks like a formula in it; an empty prefix has a picture as well."""
    picture = yn.usage(client, filled).picture()

    assert picture.startswith(b"\x89PNG")
    assert picture[25] == 6  # colour with alpha
    assert yn.usage(client, f"{filled}none/").picture().startswith(b"\x89PNG")


def test_it_draws_on_axes_that_are_there(client: Client, filled: str) -> None:
    """One bar for each sub-prefix, named by it."""
    from matplotlib.figure import Figure

    ax = yn.usage(client, filled).plot(Figure().add_subplot())

    assert [label.get_text() for label in ax.get_yticklabels()] == [
        f"{filled}<b>$x$/",
        f"{filled}config/",
        f"{filled} (directly)",
    ]


def test_changes_are_counted_from_the_history(client: Client, filled: str) -> None:
    """Deletions and keys that are gone count, what came later does not; the revision says since when."""
    client.put(f"{filled}gone/a", "1")
    client.delete(f"{filled}gone/a")
    client.delete(f"{filled}config/b")
    until = client.get("x").revision
    client.put(f"{filled}config/b", "later")

    usage = yn.usage(client, filled, history=True, revision=until)

    counted = usage.df.set_index("prefix")
    assert counted["changes"].to_dict() == {
        f"{filled}<b>$x$/": 2,
        f"{filled}config/": 3,
        filled: 1,
        f"{filled}gone/": 2,
    }
    assert counted.loc[f"{filled}gone/", ["keys", "size", "largest"]].tolist() == [0, 0, 0]
    assert usage.since is not None
    assert "changes" in pretty(usage)
    assert "changes" not in pretty(yn.usage(client, filled))


def test_an_empty_prefix_is_an_answer(client: Client, fresh_prefix: str) -> None:
    """No rows, and a title that says so."""
    usage = yn.usage(client, fresh_prefix)

    assert len(usage.df) == len(usage.biggest) == 0
    assert pretty(usage) == f"{fresh_prefix} at revision {usage.revision}: 0 keys, 0 bytes"


@pytest.mark.parametrize("options", [{"depth": 0}, {"separator": ""}])
def test_arguments_that_mean_nothing_are_refused(client: Client, options: dict[str, object]) -> None:
    """Before anything is read."""
    with pytest.raises(InvalidArgument):
        yn.usage(client, "/x/", **options)  # type: ignore[arg-type]


def test_values_are_not_kept(client: Client, fresh_prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """20 MB are counted in pages of 1 MB, in the memory of a few of those."""
    monkeypatch.setattr(pages, "LARGEST", 1 << 20)
    monkeypatch.setattr(pages, "SMALLEST", 0)
    monkeypatch.setattr(pages, "FIRST_LIMIT", 10)
    for first in range(0, 200, 10):
        client.txn(
            success=[PutOp(f"{fresh_prefix}{first + n:03}".encode(), b"v" * 100_000) for n in range(10)]
        )
    told: list[int] = []

    tracemalloc.start()
    usage = yn.usage(client, fresh_prefix, on_progress=lambda read, total: told.append(read))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert usage.size > 20_000_000
    assert len(told) > 10
    assert peak < 8_000_000


def test_a_compaction_during_the_count_makes_it_start_again(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is counted twice; a revision that was asked for is not replaced by another."""
    monkeypatch.setattr(pages, "FIRST_LIMIT", 1)
    client = connect_to(own_cluster(members=1))
    client.txn(success=[PutOp(f"/p/{n:02}".encode()) for n in range(40)])
    revisions: list[int] = []

    def compact(read: int, total: int) -> None:
        if read == 1 and len(revisions) < 2:
            revisions.append(client.put("/p/40").revision)
            client.compact(revisions[-1])

    usage = yn.usage(client, "/p/", on_progress=compact)

    assert (usage.keys, usage.revision, len(revisions)) == (41, revisions[-1], 2)
    with pytest.raises(Compacted):
        yn.usage(client, "/p/", revision=revisions[0])


def test_what_was_compacted_is_not_counted_as_change(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """And the table says from where on it knows."""
    client = connect_to(own_cluster(members=1))
    client.put("/p/a", "1")
    bound = client.put("/p/a", "2").revision
    client.compact(bound)
    client.put("/p/a", "3")

    usage = yn.usage(client, "/p/", history=True)

    assert usage.df["changes"].tolist() == [1]
    assert usage.since == bound
    assert f"changes since revision {bound}: what was before is compacted away" in pretty(usage)
