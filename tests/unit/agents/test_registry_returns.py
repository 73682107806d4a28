"""How often a lost name is tried for: on clocks made of numbers."""

from __future__ import annotations

from yamtam_nb.agents.returns import FIRST_PAUSE, LONGEST_PAUSE, Returns


def test_a_lost_name_is_tried_for_at_once_and_then_with_growing_pauses() -> None:
    """Up to a longest one, with a little chance in each."""
    returns: Returns[str] = Returns()
    now = 3.0
    returns.add("agent-1", now)
    assert returns.due(now) == ["agent-1"]
    for tries in range(8):
        returns.failed("agent-1", now)
        pause = min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
        assert returns.due(now + pause * 0.99) == []
        assert returns.due(now + pause * 1.25) == ["agent-1"]
        assert now + pause <= returns.next() <= now + pause * 1.25


def test_a_name_that_is_not_wanted_any_more_is_not_tried_for() -> None:
    """Whatever its last try came to."""
    returns: Returns[str] = Returns()
    returns.add("agent-1", 0.0)
    returns.drop("agent-1")
    returns.failed("agent-1", 0.0)
    assert returns.next() == float("inf")
    assert len(returns) == 0
