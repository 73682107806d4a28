"""What plans and their results show of themselves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.unit.frames.test_head import Tags
from yamtam_nb.frames.plan import view
from yamtam_nb.frames.plan.account import Account
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.result import PlanResult
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.model import KeyValue

HOSTILE = "<script>alert(1)</script>$a$"
BEFORE = KeyValue(HOSTILE.encode(), HOSTILE.encode(), 3, 7, 2, 0x5A)


def plan(*steps: Step, protected: bool = False, notes: tuple[str, ...] = ()) -> Plan:
    client: Any = SimpleNamespace(settings=SimpleNamespace(protected=protected))
    return Plan(client, steps, revision=9, cluster_id=1, prefix=HOSTILE, notes=notes)


def result(made: Plan, *, written: int) -> PlanResult:
    account = Account(made.steps)
    account.send(made.steps[:written])
    account.applied(11)
    return PlanResult(made, account)


def test_nothing_in_a_plan_becomes_html() -> None:
    """Keys, values, titles and notes are hostile."""
    steps = [
        Step(HOSTILE.encode(), BEFORE, HOSTILE.encode() + b"!", 0x5A),
        Step(b"\x1b[31m", None, b"\x00\xff"),
    ]
    made = plan(*steps, notes=(HOSTILE, "\x1b[31m"))

    for document in (made._repr_html_(), result(made, written=2)._repr_html_()):
        shown = Tags(document)
        assert "script" not in shown.tags
        assert HOSTILE in shown.text
        assert "\x1b" not in document
        assert "mathjax_ignore" in document
    assert "\x1b" not in view.text(made)


def test_a_plan_says_what_it_would_do_and_how_to_do_it() -> None:
    """Counts, rows, leases, the revision, the hash; and with a protected profile what it asks for."""
    made = plan(
        Step(b"/a", BEFORE._replace(key=b"/a", value=b"power"), b"eco", 0x5A),
        Step(b"/b", None, b'{"tier": 1}'),
        Step(b"/c", BEFORE._replace(key=b"/c", value=b"x", lease=0), None),
        Step(b"/d", BEFORE._replace(key=b"/d", value=b"x"), b"x", 0),
    )

    lines = view.text(made).splitlines()

    assert lines[0] == f"Plan {made.hash}  {HOSTILE}"
    assert lines[1] == "2 updates, 1 create, 1 delete; nothing has been written yet"
    assert [line.split() for line in lines[3:8]] == [
        ["op", "key", "before", "after", "lease"],
        ["update", "/a", "power", "eco", "5a", "(kept)"],
        ["create", "/b", "(not", "there)", '{"tier":', "1}"],
        ["delete", "/c", "x", "(deleted)"],
        ["update", "/d", "x", "x", "5a", "→", "none"],
    ]
    assert lines[-1] == "Made at revision 9. To write it: .apply(), or %etcd apply with its variable."
    assert f".apply(yes='{made.hash}')" in view.text(plan(*made.steps, protected=True))


def test_only_the_first_rows_are_shown_and_the_rest_is_counted() -> None:
    """The counts above are of all."""
    made = plan(*[Step(b"/%04d" % number, None, b"v") for number in range(1_240)])

    for shown in (view.text(made), made._repr_html_()):
        assert "1,240 creates" in shown
        assert "... 1,200 more: .df has all" in shown
        assert "/0039" in shown
        assert "/0040" not in shown


def test_an_empty_plan_says_so() -> None:
    """There is nothing to apply."""
    assert view.text(plan()).splitlines()[1] == "0 updates, 0 creates, 0 deletes; nothing would change"
    assert ".apply" not in plan()._repr_html_()


def test_a_result_tells_its_transactions_and_how_to_undo_them() -> None:
    """And what is left of a plan that stopped; the plan does not say any more that nothing was written."""
    made = plan(*[Step(b"/%d" % number, None, b"v") for number in range(3)])
    stopped = result(made, written=2)
    made._keep(stopped)

    assert repr(stopped) == "<PlanResult stopped: 2 of 3 keys written at revision 11, 1 left>"
    assert "To undo it: .inverse.apply()" in stopped._repr_html_()
    assert "stopped: 2 of 3 keys written at revision 11, 1 left" in view.text(made)
    assert "nothing has been written" not in view.text(made)
