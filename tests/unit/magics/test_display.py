"""How results are drawn."""

from __future__ import annotations

from typing import Any

import pytest

from yamtam_nb.errors import Unavailable
from yamtam_nb.magics.commands.status import ClusterStatus, MemberRow
from yamtam_nb.magics.commands.tree import Tree
from yamtam_nb.magics.display import cells, cluster_status, get_result, styled, text_formats, tree
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import Alarm, GetResult, Header, KeyValue, Member, MemberStatus
from yamtam_nb.render import html, text

LOOK = Look(rows=50, width=100, cluster_name=lambda cluster_id: f"cluster {cluster_id:x}")


def test_columns_line_up_with_wide_characters() -> None:
    """A Chinese character takes two columns, a combining accent none."""
    drawn = text.table(["k", "v"], [["漢字", "1"], ["e\u0301", "2"], ["ab", "3"]], 80)
    assert [line.rstrip()[-1] for line in drawn.splitlines()] == ["v", "1", "2", "3"]
    assert drawn.splitlines()[1] == "漢字  1"
    assert drawn.splitlines()[2] == "e\u0301     2"


def test_a_row_stays_a_row() -> None:
    """Line breaks in a value do not break the table."""
    assert len(text.table(["v"], [["a\nb\r\nc\td"]], 80).splitlines()) == 2


def test_a_line_fits_the_terminal() -> None:
    """The clipped column gives way, and the ellipsis says so."""
    drawn = text.table(["key", "value", "n"], [["/k", "x" * 500, "1"]], 60, clip=1)
    assert all(len(line) <= 60 for line in drawn.splitlines())
    assert "…" in drawn


def test_nothing_is_markup_that_was_not_made_here() -> None:
    """Text is escaped, Markup is not escaped twice."""
    assert html.markup("<b>&'\"") == "&lt;b&gt;&amp;&#x27;&quot;"
    assert html.markup(html.code("<")) == "<code>&lt;</code>"
    assert "mathjax_ignore" in html.box(html.line("$x$"))


def test_a_large_value_is_cut_and_says_so() -> None:
    """No output holds a megabyte."""
    shown = cells.whole(b"x" * 1_000_000)
    assert len(shown) < cells.WHOLE + 100
    assert "1,000,000 bytes" in shown
    assert len(cells.value_html(b"x" * 1_000_000)) < cells.WHOLE + 1_000


def test_a_value_cannot_drive_the_terminal() -> None:
    """Escape sequences are shown, not sent; line breaks and tabs stay."""
    result = GetResult([KeyValue(b"/k\x1b[2J", b"a\tb\n\x1b]0;owned\x07\xc2\x9b\xff")], Header(), 1, False)
    for write_out in ("simple", "fields", "json", ""):
        shown = get_result.text(styled.StyledGetResult(result, styled.Style(write_out=write_out)), LOOK)
        assert not {"\x1b", "\x07", "\x9b"} & set(shown)
    simple = text_formats.render(result, styled.Style(write_out="simple"), 50)
    assert simple == "/k\\x1b[2J\na\tb\n\\x1b]0;owned\\x07\\x9b\\xff"


@pytest.mark.parametrize(
    ("lease", "keys_only", "columns"),
    [
        (0, False, ["key", "value", "revision", "version", "lease"]),
        (0, True, ["key", "revision", "version"]),
        (0x1F, True, ["key", "revision", "version", "lease"]),
    ],
)
def test_no_column_says_that_keys_have_no_lease_when_that_is_not_known(
    lease: int, keys_only: bool, columns: list[str]
) -> None:
    """etcd 3.7 leaves leases out where values are; a lease that is told is shown."""
    result = GetResult(
        [KeyValue(b"/a", b"", 1, 2, 3), KeyValue(b"/b", b"", 4, 5, 6, lease)], Header(), 2, False
    )
    asked = styled.StyledGetResult(result, styled.Style(keys_only=keys_only))

    head, *_, last, _ = get_result.text(asked, LOOK).splitlines()
    drawn = get_result.html(asked, LOOK)

    assert head.split() == columns
    assert last.split() == ["/b", "5", "6", *["1f"] * bool(lease)]
    assert drawn is not None
    assert [name for name in ("value", "lease") if f">{name}<" in drawn] == [
        name for name in ("value", "lease") if name in columns
    ]


def keys(*names: bytes) -> GetResult:
    return GetResult([KeyValue(name) for name in names], Header(revision=7), len(names), False)


def test_a_tree_is_drawn_from_its_keys() -> None:
    """Directories end in a slash; a key and a directory of one name are both there."""
    drawn = tree.picture(Tree(b"/y/", keys(b"/y/", b"/y/a", b"/y/a/b", b"/y/c/d/e"), 0))
    assert drawn.splitlines() == [
        "/y/",
        "├── (key)",
        "├── a",
        "├── a/",
        "│   └── b",
        "└── c/",
        "    └── d/",
        "        └── e",
    ]


def test_a_tree_can_be_folded() -> None:
    """--depth 1 counts what lies deeper."""
    drawn = tree.picture(Tree(b"", keys(b"/y/a", b"/y/c/d", b"/y/c/e"), 1))
    assert drawn.splitlines() == ["/", "└── y/ (3)"]


def status(**changes: Any) -> ClusterStatus:
    answer = MemberStatus("http://a:1", 1, 0xABC, 42, "3.5.1", 20480, 16384, 1, 5, 3, 5, False, (), 0.0012)
    members = [
        Member(number, f"m{number}", (), (f"http://{'abc'[number - 1]}:1",), False) for number in (1, 2, 3)
    ]
    rows = (
        MemberRow("http://a:1", members[0], answer),
        MemberRow("http://b:1", members[1], answer._replace(endpoint="http://b:1", member_id=2, leader=0)),
        MemberRow("http://c:1", members[2], Unavailable("connection refused <b>", endpoint="http://c:1")),
    )
    card = ClusterStatus(0xABC, rows, (), "", False, "", False, "")
    return card._replace(**changes)


def test_the_status_card_says_what_is_wrong() -> None:
    """An unreachable member and one without a leader stand out, in text and in HTML."""
    shown = cluster_status.text(status(), LOOK)
    assert "leader        m1 at http://a:1" in shown
    assert "UNREACHABLE" in shown
    assert "NO LEADER" in shown
    assert "m3 at http://c:1: connection refused" in shown
    assert "UNREACHABLE" in cluster_status.html(status(), LOOK)
    assert "<b>m3" in cluster_status.html(status(), LOOK)
    assert "refused &lt;b&gt;" in cluster_status.html(status(), LOOK)


def test_the_status_card_shows_alarms() -> None:
    """Raised ones by name, none as none, and not knowing as such."""
    assert "NOSPACE at 1" in cluster_status.text(status(alarms=(Alarm(1, "NOSPACE"),)), LOOK)
    assert "alarms        none" in cluster_status.text(status(), LOOK)
    assert "could not be asked" in cluster_status.text(status(alarms=None), LOOK)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 B"), (999, "999 B"), (20480, "20 kB"), (8_400_000, "8.4 MB"), (2_100_000_000, "2.1 GB")],
)
def test_sizes_are_short(number: int, shown: str) -> None:
    """One unit and at most one decimal."""
    assert cluster_status.size(number) == shown
