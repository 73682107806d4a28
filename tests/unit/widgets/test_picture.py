"""The static picture: saved notebooks, mails, terminals."""

from __future__ import annotations

from yamtam_nb.model import KeyValue
from yamtam_nb.widgets.config_rows import COLUMNS
from yamtam_nb.widgets.config_rows import row as config_row
from yamtam_nb.widgets.picture import LINE_WIDTH, ROWS, Picture, stamp
from yamtam_nb.widgets.rows import Row

STAMP = stamp(123, 1_795_398_314.9, "live")


def test_the_stamp_tells_revision_and_time_in_fixed_forms() -> None:
    """Comparisons of notebooks mask exactly these forms."""
    assert STAMP == "revision 123 at 2026-11-23T01:45:14Z"


def test_a_table_that_was_not_live_says_so() -> None:
    """A saved picture of a broken connection must not look like the truth of its time."""
    assert stamp(1, 0, "reconnecting") == "revision 1 at 1970-01-01T00:00:00Z, reconnecting"


def test_hostile_keys_and_values_are_escaped() -> None:
    """They come from anybody who may write to etcd."""
    html = picture([row(b"</script><b>", b"<img src=x onerror=alert(1)>")], title="<i>/</i>").html()
    assert "<img" not in html
    assert "</script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_the_text_is_aligned_and_fits_a_line() -> None:
    """Columns stand under their titles, numbers to the right."""
    lines = picture([row(b"/a", b"x" * 500), row(b"/bb", b"2")]).text().splitlines()
    assert lines[0] == f"/yamtam/config/ · 2 keys · {STAMP}"
    assert all(len(line) <= LINE_WIDTH for line in lines)
    assert lines[1].split() == ["Key", "Value", "Revision", "Version", "Lease"]
    assert lines[2].index("x") == lines[3].index("2") == lines[1].index("Value")
    assert lines[2].rindex("7") == lines[3].rindex("7") == lines[1].index("Revision") + len("Revision") - 1


def test_rows_are_in_order_and_a_cut_is_announced() -> None:
    """The first hundred are shown, and how many there are is told."""
    rows = [row(b"/k%04d" % number, b"v") for number in reversed(range(ROWS + 50))]
    drawn = picture(rows, total=9000)
    assert f"showing {ROWS} of 9000 keys" in drawn.html()
    keys = [line.split()[0] for line in drawn.text().splitlines()[2:]]
    assert keys == [f"/k{number:04d}" for number in range(ROWS)]


def test_the_same_rows_give_the_same_picture() -> None:
    """Comparisons of notebooks need it; the order of arrival must not show."""
    rows = [row(b"/b", b"1"), row(b"/a", b"2")]
    assert picture(rows).html() == picture(rows[::-1]).html()
    assert "0x" not in picture(rows).text()


def row(key: bytes, value: bytes) -> Row:
    return config_row(KeyValue(key, value, 7, 7, 1, 0))


def picture(rows: list[Row], *, title: str = "/yamtam/config/", total: int = 0) -> Picture:
    return Picture(title, COLUMNS, rows, total, STAMP)
