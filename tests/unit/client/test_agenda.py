"""What comes up when, on a clock made of numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb.client.agenda import Agenda


def test_items_come_up_in_the_order_of_their_times() -> None:
    """Not in that of their planning; and what has come up is off the agenda."""
    agenda: Agenda[str] = Agenda()
    for item, when in (("late", 3.0), ("early", 1.0), ("between", 2.0)):
        agenda.plan(item, when)
    assert agenda.next() == 1.0
    assert agenda.due(2.5) == ["early", "between"]
    assert agenda.due(2.5) == []
    assert len(agenda) == 1


def test_only_the_last_plan_for_an_item_counts() -> None:
    """Whether it is earlier or later than the one before."""
    agenda: Agenda[str] = Agenda()
    agenda.plan("a", 5.0)
    agenda.plan("a", 1.0)
    agenda.plan("b", 1.0)
    agenda.plan("b", 5.0)
    assert agenda.due(2.0) == ["a"]
    assert agenda.next() == 5.0
    assert agenda.due(9.0) == ["b"]


def test_what_is_dropped_does_not_come_up() -> None:
    """And nothing on the agenda is as far away as can be."""
    agenda: Agenda[str] = Agenda()
    agenda.plan("a", 1.0)
    agenda.drop("a")
    agenda.drop("never there")
    assert "a" not in agenda
    assert agenda.next() == float("inf")
    assert agenda.due(99.0) == []


def test_no_more_is_taken_than_asked_for() -> None:
    """The rest stays for the next time."""
    agenda: Agenda[int] = Agenda()
    for item in range(5):
        agenda.plan(item, float(item))
    assert agenda.due(9.0, most=2) == [0, 1]
    assert agenda.due(9.0, most=9) == [2, 3, 4]


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 10), st.booleans()), max_size=40))
def test_it_does_what_a_plain_table_of_times_does(story: list[tuple[int, float, bool]]) -> None:
    """Whatever is planned and dropped in whatever order."""
    agenda: Agenda[int] = Agenda()
    table: dict[int, float] = {}
    for item, when, drop in story:
        if drop:
            agenda.drop(item)
            table.pop(item, None)
        else:
            agenda.plan(item, when)
            table[item] = when
        assert agenda.next() == min(table.values(), default=float("inf"))
    due = agenda.due(5.0)
    assert set(due) == {item for item, when in table.items() if when <= 5.0}
    assert [table[item] for item in due] == sorted(table[item] for item in due)
