"""Plans of operations that are no writes of keys."""

from __future__ import annotations

import pytest

from yamtam_nb.errors import PlanNotFinished, Unavailable
from yamtam_nb.runbooks.operations import Operation, Operations


def noting(log: list[str], *names: str) -> list[Operation]:
    return [Operation(name, lambda name=name: log.append(name)) for name in names]  # type: ignore[misc]


def test_nothing_is_done_before_apply_and_then_all_in_order() -> None:
    """Making, showing and hashing a plan does nothing."""
    log: list[str] = []
    plan = Operations("Make room", 7, noting(log, "compact", "defragment m1", "defragment m2"))
    repr(plan), plan.hash, plan._repr_html_()
    assert log == []

    result = plan.apply()

    assert log == ["compact", "defragment m1", "defragment m2"]
    assert (result.status, result.left, len(result.done)) == ("applied", [], 3)


def test_the_first_failure_ends_it_with_an_account() -> None:
    """What was done is told, what failed is the cause, and what comes after is not begun."""
    log: list[str] = []

    def fails() -> None:
        raise Unavailable(detail="it is down")

    plan = Operations("t", 7, [*noting(log, "a"), Operation("b", fails), *noting(log, "c")])

    with pytest.raises(PlanNotFinished, match="Step 2 of 3 failed \\(b\\)") as stopped:
        plan.apply()

    assert log == ["a"]
    assert [done.title for done in stopped.value.result.done] == ["a"]
    assert (stopped.value.result.failed, stopped.value.result.left) == ("b", ["b", "c"])
    assert isinstance(stopped.value.__cause__, Unavailable)


def test_the_hash_is_of_the_cluster_and_the_steps_in_order() -> None:
    """Another cluster, another order, other words: another hash; the same plan made again: the same."""
    log: list[str] = []
    base = Operations("t", 7, noting(log, "a", "bc")).hash

    assert base == Operations("another title", 7, noting(log, "a", "bc")).hash
    assert (
        len({base, *(Operations("t", 7, noting(log, *names)).hash for names in (("bc", "a"), ("ab", "c")))})
        == 3
    )
    assert base != Operations("t", 8, noting(log, "a", "bc")).hash


def test_titles_are_shown_as_text() -> None:
    """A member's name is hostile, too."""
    plan = Operations("<b>", 7, [Operation("remove <script>", lambda: None, "because <i>")])

    assert "<script>" not in plan._repr_html_()
    assert "<i>" not in plan._repr_html_()
