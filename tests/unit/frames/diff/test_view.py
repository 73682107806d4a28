"""What a difference shows of itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.lib.pretty import pretty

from tests.unit.frames.diff.states import EXAMPLES, Values, between
from yamtam_nb.frames.diff.line_diff import SHOWN

SCRIPT = "".join(f"step {n}\n" for n in range(50))


def text(before: Values, after: Values) -> str:
    return pretty(between(before, after))


def test_text_and_page_tell_the_same_in_the_same_order() -> None:
    """A key, and below it its paths."""
    before = {"limits": '{"rps": 1, "b": 2}', "tier": "power", "z": "old"}
    after = {"limits": '{"rps": 2, "c": 3}', "tier": "eco", "a": "new"}

    assert text(before, after).splitlines() == [
        "the whole store from revision 1 to revision 2: 4 keys differ (1 added, 1 removed, 2 changed)",
        "added    a",
        "  + new",
        "changed  limits",
        "  rps: 1 → 2",
        "  b: 2 → (nothing)",
        "  c: (nothing) → 3",
        "changed  tier",
        "  power → eco",
        "removed  z",
        "  - old",
    ]
    words = re.sub(r"<[^>]+>", " ", between(before, after)._repr_html_()).split()
    assert [word for word in words if word in before.keys() | after.keys()] == ["a", "limits", "tier", "z"]
    assert words[-3:] == ["removed", "z", "old"]


def test_no_difference_is_one_sentence() -> None:
    """Of how many keys, and where."""
    same = {"a": "1", "b": "2"}

    assert text(same, same) == "no difference: 2 keys in the whole store at revision 1 and revision 2"
    assert "no difference: 2 keys" in between(same, same)._repr_html_()
    assert "<table" not in between(same, same)._repr_html_()


def test_in_a_list_it_is_one_line() -> None:
    """As other results are."""
    compared = between({"a": "1"}, {})

    assert pretty([compared]) == f"[{compared!r}]"


def test_a_text_of_several_lines_is_shown_line_by_line() -> None:
    """With the lines around; blanks at the end of a line can be seen."""
    assert text({"s": SCRIPT}, {"s": SCRIPT.replace("step 30", "step 30 ")}).splitlines()[1:] == [
        "changed  s",
        "  @ line 29",
        "   step 28",
        "   step 29",
        "  -step 30",
        "  +step 30·",
        "   step 31",
        "   step 32",
    ]


def test_a_text_in_a_structure_is_shown_line_by_line_too() -> None:
    """Below its path."""
    old, new = "a: 1\nscript: |\n  one\n  two\n", "a: 1\nscript: |\n  one\n  three\n"

    assert text({"k": old}, {"k": new}).splitlines()[2:] == [
        "  script:",
        "  @ line 1",
        "   one",
        "  -two",
        "  +three",
        "   ",
    ]


def test_long_values_are_shown_from_where_they_differ() -> None:
    """The difference is on the page, not behind a fold."""
    far = "x" * 5_000

    assert text({"k": f"{far}OLD"}, {"k": f"{far}NEW"}).endswith(f"  …{'x' * 20}OLD → …{'x' * 20}NEW")
    assert text({"k": far + "a" * 90}, {"k": far + "b" * 90}).splitlines()[2:] == [
        f"  - …{'x' * 20}{'a' * 79}…",
        f"  + …{'x' * 20}{'b' * 79}…",
    ]
    assert "<details>" in between({"k": "x" * 5_000}, {"k": "y"})._repr_html_()


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("eco", "eco ", 'eco → "eco "'),
        ("eco", "", 'eco → ""'),
        ("é", "e\u0301", r'"\u00e9" → "e\u0301"'),
        ("a\tb", "a⇥b", r'"a\tb" → "a\u21e5b"'),
        (b"\xff\x00", b"\xff\x01", "0xff00 (2 bytes) → 0xff01 (2 bytes)"),
        ("a\x1b[31m", "a", "0x611b5b33316d (6 bytes) → a"),
        ("a\n", "a", r'"a\n" → a'),
    ],
)
def test_a_difference_that_cannot_be_seen_is_made_visible(
    old: str | bytes, new: str | bytes, shown: str
) -> None:
    """Blanks, forms of a letter, control characters, bytes."""
    assert text({"k": old}, {"k": new}).endswith(f"  {shown}")


def test_bytes_are_shown_around_the_first_that_differs() -> None:
    """However far in it is."""
    old = bytes(range(256)) * 4
    shown = text({"k": old}, {"k": old[:900] + b"\x00" + old[901:]})

    assert "from byte 892" in shown
    assert shown.splitlines()[2] != shown.splitlines()[3]


def test_what_is_shown_is_capped_and_says_so() -> None:
    """Keys, paths of a key, lines of a text, and characters."""
    many = {f"k{n:03}": "1" for n in range(70)}
    shown = text(many, {})
    assert shown.endswith("… 20 more keys: .df has all")
    assert shown.count("removed  k") == 50
    wide = "{" + ", ".join(f'"p{n}": 1' for n in range(25)) + "}"
    assert "… 5 more paths: .df has all" in text(
        {"k": wide}, {"k": wide.replace("1,", "2,").replace("1}", "2}")}
    )
    assert "more lines" in text({"k": SCRIPT}, {"k": SCRIPT.upper()})
    assert text({"k": SCRIPT}, {"k": SCRIPT.upper()}).count("\n") == SHOWN + 2
    huge = between({"k": "x" * 2_000_000}, {"k": "\n" * 100_000 + "y" * 1_000_000, "K" * 100_000: "z"})
    assert len(huge._repr_html_()) < 60_000
    assert len(pretty(huge)) < 2_000


def test_nothing_that_is_stored_becomes_markup() -> None:
    """Keys, values, paths, lines and notes are escaped, in the page and in the title."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    before = {
        f"{evil}1": evil,
        f"{evil}2": f'{{"{evil}": 1}}',
        f"{evil}3": f"{evil}\nb\n",
        "long": evil * 100,
    }
    after = {
        f"{evil}2": f'{{"{evil}": "{evil}"}}',
        f"{evil}3": f"{evil}\nc\n",
        "long": evil * 101,
        evil: evil,
    }

    page = between(before, after)._repr_html_()

    assert "<script" not in page
    assert "<img" not in page
    assert "mathjax_ignore" in page


@EXAMPLES
@given(
    st.dictionaries(st.binary(max_size=4), st.binary(max_size=12) | st.text(max_size=12)), st.text(max_size=8)
)
def test_anything_can_be_shown(before: dict[bytes, str | bytes], word: str) -> None:
    """Whatever the bytes are, the outputs are UTF-8, print no control character, and are the same each time."""
    before = {
        key: value if isinstance(value, bytes) else value.encode(errors="ignore")
        for key, value in before.items()
    }
    after = {key: value[1:] + word.encode(errors="ignore") for key, value in before.items()}

    compared = between(before, after)

    assert pretty(compared) == pretty(between(before, after))
    assert compared._repr_html_() == between(before, after)._repr_html_()
    assert pretty(compared).replace("\n", "").isprintable()
    compared._repr_html_().encode()
