"""The pure functions of the table's script, called in the browser that will run them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.bare import BarePage


@pytest.fixture
def call(bare: Callable[..., BarePage]) -> Callable[..., Any]:
    """Calls an exported function."""
    page = bare().page

    def run(name: str, *arguments: Any) -> Any:
        return page.evaluate("([name, args]) => table[name](...args)", [name, list(arguments)])

    return run


def test_json_is_laid_out_without_reading_its_numbers(call: Callable[..., Any]) -> None:
    """A number that JavaScript would round is shown as it is stored; so are repeated names and odd spacing."""
    text = '{"a":9007199254740993,"b":[1.0,{}, []],"s":"x{,}: \\"[","a":1e400}'
    assert call("prettyJson", text) == (
        '{\n  "a": 9007199254740993,\n  "b": [\n    1.0,\n    {},\n    []\n  ],\n'
        '  "s": "x{,}: \\"[",\n  "a": 1e400\n}'
    )
    assert [call("prettyJson", other) for other in ("3", '"text"', "{not json", "", "[1")] == [None] * 5


def test_lines_that_changed_are_told_from_those_that_did_not(call: Callable[..., Any]) -> None:
    """The longest common part stays unmarked on both sides."""
    left, right = call("compareLines", "a\nb\nc", "a\nx\nc\nd")
    assert left == [["a", False], ["b", True], ["c", False]]
    assert right == [["a", False], ["x", True], ["c", False], ["d", True]]


def test_ages_are_told_in_one_unit(call: Callable[..., Any]) -> None:
    """Short, and never negative although clocks differ."""
    ages = [-5000, 400, 3_400, 61_000, 7_300_000, 200_000_000]
    assert [call("ago", age) for age in ages] == ["now", "now", "3 s ago", "1 min ago", "2 h ago", "2 d ago"]


def test_numbers_sort_as_numbers_and_nothing_comes_last(call: Callable[..., Any]) -> None:
    """In either direction; leases sort by their number, not by the length of their hex."""
    key = lambda kind, cell: call("sortKey", kind, cell, "id")  # noqa: E731
    assert call("compareKeys", key("value", "9"), key("value", "10"), False) < 0
    assert call("compareKeys", key("value", "9"), key("value", "x"), False) < 0
    assert call("compareKeys", key("lease", "ff"), key("lease", "100"), False) < 0
    assert call("compareKeys", None, 1, False) > 0
    assert call("compareKeys", None, 1, True) > 0


def test_merging_gives_what_sorting_gives(call: Callable[..., Any]) -> None:
    """Rows that change places by the thousand never cause a sort of all of them; the order is the same."""
    script = """() => {
      let seed = 5;
      const dice = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n; };
      const by = (a, b) => a.n - b.n || (a.id < b.id ? -1 : 1);
      const all = Array.from({ length: 500 }, (_, id) => ({ id: `r${id}`, n: dice(50) }));
      let order = [...all].sort(by);
      for (let round = 0; round < 40; round += 1) {
        const moved = new Set(Array.from({ length: 30 }, () => all[dice(500)]));
        const places = [...order];
        order = order.filter((row) => !moved.has(row));
        for (const row of moved) row.n = dice(50);
        order = table.mergeOrder(places, moved, [...moved], by);
        const wanted = [...all].sort(by);
        if (order.some((row, at) => row !== wanted[at])) return `round ${round}`;
        if (order.some((row, at) => table.indexIn(order, row, by) !== at)) return `index, round ${round}`;
      }
      return "same";
    }"""
    assert call.__closure__ is not None
    page = call.__closure__[0].cell_contents
    assert page.evaluate(script) == "same"
