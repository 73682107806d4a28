"""Values as paths."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.frames.diff.states import EXAMPLES
from yamtam_nb.frames.diff.plain_yaml import parse_yaml
from yamtam_nb.frames.diff.structure import MOST_LEAVES, leaves, structure, written

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
NAMES = st.text('ab.[]"\\ 0é\n', max_size=4)


def structures(names: st.SearchStrategy[str], scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects and arrays of everything that JSON knows."""
    inside = st.recursive(
        scalars,
        lambda below: st.lists(below, max_size=4) | st.dictionaries(names, below, max_size=4),
        max_leaves=12,
    )
    return st.lists(inside, max_size=4) | st.dictionaries(names, inside, max_size=4)


def count(parsed: Any) -> int:
    """Leaves of a structure, counted without any path."""
    below = list(parsed.values()) if isinstance(parsed, dict) else parsed if isinstance(parsed, list) else []
    return sum(map(count, below)) if below else 1


def typed(parsed: Any) -> Any:
    """The structure in a form whose equality tells 1 from 1.0 and True, and does not see the order of keys."""
    if isinstance(parsed, dict):
        return {key: typed(below) for key, below in parsed.items()}
    return [typed(below) for below in parsed] if isinstance(parsed, list) else written(parsed)


@EXAMPLES
@given(structures(NAMES, SCALARS))
def test_no_two_leaves_share_a_path(parsed: Any) -> None:
    """As many paths as leaves, whatever the names are."""
    found = leaves(json.dumps(parsed))

    assert found is not None
    assert len(found) == count(parsed)


@EXAMPLES
@given(structures(NAMES, SCALARS))
def test_equal_structures_have_equal_leaves(parsed: Any) -> None:
    """Neither spaces nor the order of keys nor escapes matter."""
    loose = json.dumps(parsed, indent=3, sort_keys=True, ensure_ascii=False)

    assert typed(leaves(loose)) == typed(leaves(json.dumps(parsed)))


@EXAMPLES
@given(*[structures(st.sampled_from(["a", "b", "a.b", "[0]", ""]), st.sampled_from([1, 1.0, "1", True]))] * 2)
def test_different_structures_have_different_leaves(one: Any, other: Any) -> None:
    """And so a structure can be told by its leaves."""
    same = typed(leaves(json.dumps(one))) == typed(leaves(json.dumps(other)))

    assert same == (typed(one) == typed(other))


@EXAMPLES
@given(structures(NAMES, SCALARS))
@example(["\x85"])
def test_yaml_says_what_json_says(parsed: Any) -> None:
    """Anything that JSON can hold comes back from YAML as it was."""
    # Unescaped, NEL (U+0085) is a line break in YAML 1.1, and PyYAML's writer does not look after it.
    unescaped = "\x85" not in json.dumps(parsed, ensure_ascii=False)

    assert typed(parse_yaml(yaml.safe_dump(parsed, allow_unicode=unescaped))) == typed(parsed)


@EXAMPLES
@given(st.text(max_size=200) | st.binary(max_size=50) | st.text("ab:-[]{}&*!|>\n #\"'", max_size=40))
def test_any_value_is_taken(value: str | bytes) -> None:
    """Whatever is stored, it has leaves or it has none, and nothing is raised."""
    found = leaves(value)

    assert found is None or all(isinstance(path, str) for path in found)


def test_paths_read_as_they_are_written_in_programs() -> None:
    """Dots, indexes, and quotes only where they are needed."""
    value = '{"limits": {"rps": 1}, "servers": [{"host": "a"}, []], "b.c": {"": null}, "app/x-1": {}}'

    assert leaves(value) == {
        "limits.rps": 1,
        "servers[0].host": "a",
        "servers[1]": [],
        '"b.c".""': None,
        "app/x-1": {},
    }


@pytest.mark.parametrize(("value", "at"), [("{}", {"": {}}), ("[]", {"": []}), (b"[[]]", {"[0]": []})])
def test_what_is_empty_is_a_leaf(value: str | bytes, at: dict[str, Any]) -> None:
    """The whole value stands at the empty path."""
    assert leaves(value) == at


@pytest.mark.parametrize(
    "value",
    [
        "",
        "eco",
        "5",
        '"text"',
        "null",
        b"\xff\xfe",
        '{"a": NaN}',
        '{"a": 1, "a": 2}',
        "Warning: the disk is full",
        "Dear all,\nplease note: it is late\n",
        "http://etcd:2379",
        "12:30",
        "A=b\nC=d\n",
        "-----BEGIN CERTIFICATE-----\nMIIB: x\n",
        "one line\nand another\n",
        "a: 1\na: 2\n",
        "--- \na: 1\n---\nb: 2\n",
        "? {a: b}\n: c\n",
        "a: !!binary aGk=\nb: 1\n",
        'a: !!python/object/apply:os.system ["true"]\nb: 1\n',
        "a: &x [1, 2]\nb: *x\n",
        "<<: *nothing\nb: 1\n",
        "{{ .Values.x }}\n{{ .Values.y }}\n",
    ],
)
def test_what_is_no_structure_stays_text(value: str | bytes) -> None:
    """Sentences, scalars, and everything that could be read in two ways."""
    assert leaves(value) is None


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("tier: power", {"tier": "power"}),
        ("a: 1\nb: [x, 'y']\n", {"a": 1, "b[0]": "x", "b[1]": "y"}),
        ("- a\n- b: 2\n", {"[0]": "a", "[1].b": 2}),
        ("day: 2026-01-31\nat: 12:30\non: yes\n", {"day": "2026-01-31", "at": "12:30", "on": "yes"}),
        ("n: 012\nhex: 0x1f\nf: 1.50\n", {"n": "012", "hex": "0x1f", "f": 1.5}),
        ("none:\ntext: ''\n", {"none": None, "text": ""}),
        ("1: a\ntrue: b\n", {"1": "a", "true": "b"}),
        ("text: |\n  one\n  two\n", {"text": "one\ntwo\n"}),
        ("# said of it\na: 1 # and here\n", {"a": 1}),
        ('{"a": 1,\n "b": 2,}\n', {"a": 1, "b": 2}),
    ],
)  # fmt: skip
def test_yaml_documents_have_paths(value: str, at: dict[str, Any]) -> None:
    """No word is more than it says: dates, octal numbers and yes are text."""
    assert leaves(value) == at


def test_numbers_are_the_same_only_when_nothing_is_lost() -> None:
    """A float cannot tell these apart; the leaves do."""
    for one, other in (("1e400", "1e401"), ("0.1", "0.10000000000000000001"), ("1", "1.0"), ("0.0", "-0.0")):
        assert typed(leaves(f"[{one}]")) != typed(leaves(f"[{other}]"))
    assert typed(leaves("[1.0, 1e2]")) == typed(leaves("[1.00, 100.0]"))


@pytest.mark.parametrize(
    "value",
    [
        "[" * 100_000 + "]" * 100_000,
        "[" * 500 + "\n" + "]" * 500,
        "- " * 400_000 + "\n",
        "a: {" * 5_000 + "\n",
        "\n" * 900_000 + "x",
        " " * 900_000 + "\n:",
        "x" * 900_000 + "\n: ",
        json.dumps([0] * (MOST_LEAVES + 1)),
        json.dumps({"k" * 500_000: list(range(5_000))}),
        "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c]\n",
        "a: 1\n" * 200_000,
        f"n: {'9' * 100_000}\nm: 1\n",
        f"[{'9' * 100_000}]",
        "[1e99999999999999999999]",
    ],
    ids=range(14),
)  # fmt: skip
def test_a_hostile_value_is_text_and_costs_little(value: str) -> None:
    """Depth, multiplied aliases, long names over many leaves, long runs of anything: given up in time."""
    started = time.process_time()

    assert structure(value) is None
    assert time.process_time() - started < 5.0
