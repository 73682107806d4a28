"""Counting keys and bytes per sub-prefix."""

from __future__ import annotations

import pytest

from yamtam_nb.frames.tally import Tally
from yamtam_nb.model import Page
from yamtam_nb.render import html, text


def counted(
    cells: dict[bytes, bytes], prefix: bytes = b"/a/", depth: int = 1, separator: bytes = b"/", most: int = 2
) -> Tally:
    tally = Tally(prefix, depth, separator, most)
    for key, value in sorted(cells.items()):
        tally.add(Page(9, len(cells), [key], [value], [1], [7], [3], [0]))
    return tally


@pytest.mark.parametrize(
    ("key", "depth", "level"),
    [
        (b"/a/b/c/d", 1, b"/a/b/"),
        (b"/a/b/c/d", 2, b"/a/b/c/"),
        (b"/a/b/c/d", 9, b"/a/b/c/"),
        (b"/a/x", 1, b"/a/"),
        (b"/a/x", 2, b"/a/"),
        (b"/a/", 1, b"/a/"),
        (b"/a//x", 1, b"/a//"),
        (b"/a/\xff/x", 1, b"/a/\xff/"),
    ],
)
def test_a_key_counts_for_its_level(key: bytes, depth: int, level: bytes) -> None:
    """As deep as asked for, and no deeper than the key goes."""
    assert Tally(b"/a/", depth, b"/", 0).level(key) == level


def test_a_prefix_in_the_middle_of_a_name_and_another_separator() -> None:
    """The level ends where the name does."""
    assert Tally(b"/yam", 1, b"/", 0).level(b"/yamtam/config/x") == b"/yamtam/"
    assert Tally(b"", 1, b"::", 0).level(b"a::b::c") == b"a::"


def test_every_key_counts_once() -> None:
    """The rows add up to the whole, in keys, bytes and versions."""
    tally = counted({b"/a/b/c": b"12345", b"/a/b/d": b"1", b"/a/x": b"", b"/a/y/z/w": b"123"})

    parts = tally.parts

    assert {name: (part.keys, part.size, part.versions) for name, part in parts.items()} == {
        b"/a/b/": (2, 18, 6),
        b"/a/": (1, 4, 3),
        b"/a/y/": (1, 11, 3),
    }
    assert (tally.total.keys, tally.total.size, tally.total.versions) == (4, 33, 12)
    assert (parts[b"/a/b/"].largest, parts[b"/a/b/"].largest_key) == (5, b"/a/b/c")
    assert (parts[b"/a/"].largest, parts[b"/a/"].largest_key) == (0, b"/a/x")


def test_the_largest_values_are_remembered() -> None:
    """As many as asked for, the largest first, without the values."""
    tally = counted({b"/a/%d" % number: b"v" * number for number in range(50)}, most=3)

    assert [tuple(big) for big in tally.biggest()] == [
        (49, b"/a/49", 7, 3),
        (48, b"/a/48", 7, 3),
        (47, b"/a/47", 7, 3),
    ]


def test_bars_stay_within_their_bounds() -> None:
    """Nothing is nothing, all is all, and no share makes a longer one."""
    assert [text.bar(share, 4) for share in (0.0, 0.001, 0.125, 0.5, 1.0, 7.0, -1.0)] == [
        "",
        "",
        "▌",
        "██",
        "████",
        "████",
        "",
    ]
    assert "width: 100.0%" in html.bar(7.0)
    assert "width: 0.0%" in html.bar(-1.0)


def test_sizes_have_three_digits_and_a_unit() -> None:
    """Decimal units; a number is rounded before its unit is chosen."""
    sizes = [0, 999, 1_000, 999_949, 999_950, 1_500_000, 10**9, 10**13]

    assert [text.size(size) for size in sizes] == [
        *("0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "1.5 MB", "1.0 GB", "10000.0 GB")
    ]
