"""Two states compared."""

from __future__ import annotations

import json
import random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.frames.diff.states import EXAMPLES, Given, between, rows
from yamtam_nb.errors import InvalidArgument, UnexpectedDifference
from yamtam_nb.frames.diff.diff import diff

KEYS = st.sampled_from(["a", "b", "b/c", "é", b"\xff", b"a\xff"])
VALUES = st.sampled_from(
    ["", "x", b"\xfe", '{"a": 1}', '{"a":1}', "[1]", "[2]", "a: 1\nb: 2\n", "a: 1\nb: 3\n"]
)
STATES = st.dictionaries(KEYS, VALUES)


def test_keys_come_and_go_and_change() -> None:
    """One row for each, ordered by key, with the whole value where there is no structure."""
    compared = between({"a": "1", "b": "x", "c": "same"}, {"b": "y", "c": "same", b"\xff": b"\xfe"})

    assert rows(compared) == [
        ("a", "removed", "", "1", None),
        ("b", "changed", "", "x", "y"),
        (b"\xff", "added", "", None, b"\xfe"),
    ]
    assert (compared.added, compared.removed, compared.changed) == ([b"\xff"], ["a"], ["b"])
    assert (len(compared), bool(compared)) == (3, True)
    assert compared.df is compared.df
    assert [str(dtype) for dtype in compared.df.dtypes] == ["object"] * 5


def test_values_are_compared_down_to_the_path() -> None:
    """In the order of the value before; what is new follows."""
    before = {"rps": 100, "gone": [1], "deep": {"a.b": "x", "same": 1}, "none": None}
    after = {"new": {}, "deep": {"a.b": "y", "same": 1}, "rps": 200, "none": 0}

    assert rows(between({"k": json.dumps(before)}, {"k": json.dumps(after)})) == [
        ("k", "changed", "rps", 100, 200),
        ("k", "changed", "gone[0]", 1, None),
        ("k", "changed", 'deep."a.b"', "x", "y"),
        ("k", "changed", "none", pd.NA, 0),
        ("k", "changed", "new", None, {}),
    ]


def test_empty_arrays_are_cells_like_any_other() -> None:
    """Also when there is nothing else in the column."""
    assert rows(between({"k": '{"a": [], "b": []}'}, {"k": '{"a": {}, "b": {}}'})) == [
        ("k", "changed", "a", [], {}),
        ("k", "changed", "b", [], {}),
    ]
    assert rows(between({"k": "[]"}, {"k": "{}"})) == [("k", "changed", "", [], {})]


def test_yaml_and_json_are_compared_with_each_other() -> None:
    """A value that went from one to the other differs where its content does."""
    assert rows(between({"k": '{"a": 1, "b": [1, 2]}'}, {"k": "a: 1\nb:\n- 1\n- 3\n"})) == [
        ("k", "changed", "b[1]", 2, 3)
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("1", "1.0"), ("1", '"1"'), ("1", "true"), ("null", "{}"), ("[]", "{}")]
)
def test_what_looks_alike_differs(old: str, new: str) -> None:
    """Numbers, texts, booleans and empty things are never taken for each other."""
    compared = between({"k": f'{{"x": {old}}}'}, {"k": f'{{"x": {new}}}'})

    assert list(compared.df["path"]) == ["x"]
    assert f"x: {old} → {new}" in shown(compared)


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ("[1, 2, 3]", "[0, 1, 2, 3]", [("[0]", None, 0)]),
        ("[1, 2, 3]", "[1, 3]", [("[1]", 2, None)]),
        ("[1, 2, 3]", "[1, 2, 3, 4, 5]", [("[3]", None, 4), ("[4]", None, 5)]),
        ("[1, 1]", "[1, 1, 1]", [("[2]", None, 1)]),
        ("[1, 2, 3]", "[1, 9, 3]", [("[1]", 2, 9)]),
        ("[1, 2, 3]", "[7, 8, 9, 3]", [("[0]", 1, 7), ("[1]", 2, 8), ("[2]", None, 9)]),
        ("[[1], [2]]", "[[1, 5], [2]]", [("[0][1]", None, 5)]),
        ("[1]", "[]", [("[0]", 1, None)]),
    ],
)
def test_an_item_put_in_is_one_difference(old: str, new: str, differs: list[Any]) -> None:
    """Equal items at both ends of an array belong together; those between are taken in turn."""
    found = between({"k": old}, {"k": new}).df

    assert list(zip(found["path"], found["old"], found["new"], strict=True)) == differs


def test_formatting_is_no_path_but_a_difference() -> None:
    """The bytes differ, so the key does; that nothing else does is said."""
    compared = between({"j": '{"a": 1}', "y": "# c\na: 1\nb: 2\n"}, {"j": '{"a":1}', "y": "a: 1\nb: 2\n"})

    assert rows(compared)[0] == ("j", "changed", "", '{"a": 1}', '{"a":1}')
    assert compared.formatting_only == ["j", "y"]
    assert "j (formatting only)" in shown(compared)
    assert "y (formatting or comments only)" in shown(compared)


def test_states_of_two_prefixes_are_compared_by_what_follows() -> None:
    """Whatever kind of bytes the prefixes are."""
    before = Given({"/a/x": "1", b"/a/\xff": "1", "/a/": "root"}, "/a/")
    after = Given({b"\xff/x": "2", b"\xff/\xff": "1", b"\xff/ y": "1"}, b"\xff/")

    assert rows(diff(before, after)) == [
        ("", "removed", "", "root", None),
        (" y", "added", "", None, "1"),
        ("x", "changed", "", "1", "2"),
    ]


def test_only_keys_and_values_count() -> None:
    """A key that was written again, or is on another lease, is the same."""
    again = Given({"a": "1"}, revision=9)
    again._kvs = [again._kvs[0]._replace(mod_revision=9, version=3, lease=5)]

    assert not diff(Given({"a": "1"}), again)


@EXAMPLES
@given(STATES, STATES)
def test_it_is_what_two_dicts_say(before: dict[Any, str | bytes], after: dict[Any, str | bytes]) -> None:
    """Added, removed and changed keys, in the order of their bytes; and the same in reverse when turned around."""
    compared, back = between(before, after), between(after, before)

    assert set(compared.added) == after.keys() - before.keys()
    assert set(compared.removed) == before.keys() - after.keys() == set(back.added)
    assert set(compared.changed) == {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert compared.changed == back.changed
    assert compared.df["key"].tolist() == back.df["key"].tolist()
    assert bool(compared) == (before != after)
    assert not compared.df.duplicated(["key", "path"]).any()


def test_large_states_are_compared_like_small_ones() -> None:
    """Whole blocks of equal keys, and keys that come and go in the middle of them, at both ends, or everywhere."""
    chance = random.Random(7)
    before = {f"k{n:05}": str(n % 7) for n in range(9_000)}
    for share in (0.0, 0.001, 0.3, 1.0):
        after = {key: value for key, value in before.items() if chance.random() >= share / 2}
        after.update({key: "new" for key in after if chance.random() < share})
        after.update({f"k{n:05}+": "x" for n in range(9_000) if chance.random() < share / 2})

        compared = between(before, after)

        assert set(compared.removed) == before.keys() - after.keys()
        assert set(compared.added) == after.keys() - before.keys()
        assert set(compared.changed) == {
            key for key in before.keys() & after.keys() if before[key] != after[key]
        }
        assert [change.key for change in compared._changes] == sorted(
            {*compared.added, *compared.removed, *compared.changed}
        )


def test_none_expected_is_none_or_an_error_that_lists_them() -> None:
    """One sentence, and the first differences below it."""
    assert not between({"a": "1"}, {"a": "1"}).expect_none()
    values = {f"k{n:02}": '{"x": 1, "y": 1}' for n in range(9)}

    with pytest.raises(UnexpectedDifference) as caught:
        between(values, dict.fromkeys(values, '{"x": 2, "y": 2}')).expect_none()

    assert str(caught.value) == (
        "No difference was expected: the whole store from revision 1 to revision 2: 9 keys differ (9 changed)."
    )
    notes = caught.value.__notes__
    assert notes[:2] == ["  changed k00 x: 1 → 2", "  changed k00 y: 1 → 2"]
    assert len(notes) == 11
    assert notes[-1].endswith("has all")


def test_none_expected_of_nothing_is_an_error() -> None:
    """A misspelled prefix has no keys on either side: a gate must not open for that, unless it is said to."""
    one, other = Given({}, "/confg/", 5), Given({}, "/confg/", 9)

    with pytest.raises(InvalidArgument) as caught:
        diff(one, other).expect_none()

    assert str(caught.value) == (
        "Nothing was compared: there is no key in /confg/ at revision 5 and revision 9. Check the prefix; where there "
        "may be none, say allow_empty=True (--allow-empty)."
    )
    assert not diff(one, other).expect_none(allow_empty=True)
    with pytest.raises(UnexpectedDifference):
        diff(one, Given({"/confg/a": "1"}, "/confg/", 9)).expect_none(allow_empty=True)


def test_the_title_says_what_was_compared() -> None:
    """Revisions of one prefix; prefixes; clusters when there are two."""
    one = Given({"/a/x": "1"}, "/a/", 5)

    assert (
        repr(diff(one, Given({}, "/a/", 9)))
        == "<Diff /a/ from revision 5 to revision 9: 1 key differs (1 removed)>"
    )
    assert repr(diff(one, one)) == "<Diff no difference: 1 key in /a/ at revision 5 and revision 5>"
    assert "from /a/ at revision 5 to /b/ at revision 9: 1 key" in repr(diff(one, Given({}, "/b/", 9)))
    assert "from /a/ at revision 5 (cluster 7) to /a/ at revision 5 (cluster ff): " in repr(
        diff(one, Given({}, "/a/", 5, 255))
    )


@pytest.mark.parametrize("other", ["a prefix", None, {"a": "b"}, 7])
def test_what_is_no_state_is_refused(other: Any) -> None:
    """In one line that says what can be compared."""
    with pytest.raises(InvalidArgument, match="give a Snapshot, a Document, or the Path of a file"):
        diff(Given({}), other)


def shown(compared: Any) -> str:
    from IPython.lib.pretty import pretty

    return pretty(compared)
