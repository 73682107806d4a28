"""Steps, chunks, accounts and hashes: the pure parts of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from yamtam_nb.frames.plan.account import Account
from yamtam_nb.frames.plan.chunks import first_chunk
from yamtam_nb.frames.plan.excerpt import WIDEST, excerpts
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, DeleteOp, KeyValue, PutOp

BEFORE = KeyValue(b"/a", b"old", 3, 7, 2, 0x5A)


def plan(*steps: Step, cluster_id: int = 1, revision: int = 9) -> Plan:
    client: Any = None
    return Plan(client, steps, revision=revision, cluster_id=cluster_id, prefix="/")


def test_a_step_keeps_a_lease_without_naming_it() -> None:
    """The guard makes sure which lease it is; another one is named, and none takes it off."""
    step = Step(b"/a", BEFORE, b"new", 0x5A)

    assert step.op == "update"
    assert step.compare() == Compare.mod_revision(b"/a", "==", 7)
    assert step.operation() == PutOp(b"/a", b"new", ignore_lease=True)
    assert replace(step, lease=0).operation() == PutOp(b"/a", b"new")
    assert replace(step, lease=0x5B).operation() == PutOp(b"/a", b"new", lease=0x5B)


def test_creating_and_deleting_are_guarded_too() -> None:
    """A new key must not be there, a deleted one must be as it was; a deletion is of exactly one key."""
    create, delete = Step(b"/b", None, b""), Step(b"/a", BEFORE, None)

    assert (create.op, create.guard, create.operation()) == ("create", 0, PutOp(b"/b", b""))
    assert (delete.op, delete.guard, delete.operation()) == ("delete", 7, DeleteOp(KeyRange(b"/a")))


def test_transactions_have_at_most_128_operations_and_a_mebibyte() -> None:
    """A value that is larger alone goes alone."""
    small = [Step(b"/%03d" % number, None, b"v") for number in range(300)]
    large = [Step(b"/a", None, b"v" * 700_000), Step(b"/b", None, b"v" * 700_000)]
    huge = [Step(b"/a", None, b"v" * 1_400_000), *small]

    assert [len(first_chunk(steps)) for steps in (small, large, huge, [])] == [128, 1, 1, 0]
    assert len(first_chunk(small, 10)) == 10


def test_the_hash_stands_for_the_change_and_not_for_the_time() -> None:
    """Planned again it is the same, whatever else was written; anything that would be done differently changes it."""
    step = Step(b"/a", BEFORE, b"new", 0x5A)
    other = Step(b"/b", None, b"x")
    hashes = {
        plan(changed).hash
        for changed in (
            step,
            replace(step, value=b"newer"),
            replace(step, value=None, lease=0),
            replace(step, value=b"", lease=0),
            replace(step, lease=0),
            replace(step, before=BEFORE._replace(mod_revision=8)),
            replace(step, before=None),
            Step(b"/an", None, b"ew"),
            Step(b"/ane", None, b"w"),
        )
    }

    assert len(hashes) == 9
    assert plan(step, other).hash == plan(other, step, revision=10).hash
    assert plan(step).hash != plan(step, cluster_id=2).hash
    assert len(plan(step).hash) == 12


def test_a_plan_is_ordered_by_key_and_tells_what_it_would_do() -> None:
    """The frame has it all: bytes stay bytes, and None is a key that is not there."""
    made = plan(Step(b"/c", None, b"\xff"), Step(b"/a", BEFORE, b"new", 0x5A), Step(b"/b", BEFORE, None))

    assert [step.key for step in made] == [b"/a", b"/b", b"/c"]
    assert made.df.to_dict("list") == {
        "key": ["/a", "/b", "/c"],
        "op": ["update", "delete", "create"],
        "old": ["old", "old", None],
        "new": ["new", None, b"\xff"],
        "old_lease": [0x5A, 0x5A, 0],
        "lease": [0x5A, 0, 0],
        "mod_revision": [7, 7, 0],
    }
    assert "1 update, 1 create, 1 delete" in repr(made)
    assert bool(made)
    assert not plan()


def test_an_account_has_each_step_in_one_place() -> None:
    """Whatever happens to the transactions, and whenever it is asked."""
    steps = [Step(b"/%d" % number, None, b"v") for number in range(6)]
    account = Account(steps)
    account.send(steps[:2])
    assert account.left == tuple(steps[2:])
    account.applied(11)
    account.send(steps[2:4])
    account.not_applied([steps[2]])
    account.send(steps[3:5])
    account.lost_sight()

    assert [written.step for written in account.written] == steps[:2]
    assert account.already == (steps[2],)
    assert account.unknown == tuple(steps[3:5])
    assert account.left == (steps[5],)
    assert account.sentence() == (
        "2 of 6 keys written at revision 11, 1 key as wanted already, 2 keys unknown, 1 left"
    )


def test_a_written_step_knows_the_key_as_it_left_it() -> None:
    """That is what the inverse is guarded by."""
    steps = [Step(b"/a", BEFORE, b"new", 0x5A), Step(b"/b", None, b"v"), Step(b"/c", BEFORE, None)]
    account = Account(steps)
    account.send(steps)
    account.applied(11)

    assert [written.after for written in account.written] == [
        KeyValue(b"/a", b"new", 3, 11, 3, 0x5A),
        KeyValue(b"/b", b"v", 11, 11, 1, 0),
        None,
    ]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (b"power", b"eco", ("power", "eco")),
        (None, b"", ("(not there)", "(empty)")),
        (b"\xff", None, ("0xff (1 byte)", "(deleted)")),
    ],
)
def test_short_values_are_shown_whole(old: bytes | None, new: bytes | None, shown: tuple[str, str]) -> None:
    """Absent, empty and binary ones have words for it."""
    assert excerpts(old, new) == shown


def test_long_values_are_cut_so_that_their_difference_is_in_sight() -> None:
    """Two rows that look alike would say that nothing changes."""
    old, new = excerpts(b"x" * 500 + b"a" + b"z" * 500, b"x" * 500 + b"b" + b"z" * 500)

    assert "a" in old
    assert "b" in new
    assert len(old) <= WIDEST
    assert old.startswith("…")


def test_of_json_and_yaml_only_what_differs_is_shown() -> None:
    """Path by path, and how many more there are; a change of form alone is shown as text."""
    old, new = b'{"a": 1, "b": {"c": true}, "gone": 0}', b'{"b": {"c": false}, "a": 1, "new": "x"}'

    assert excerpts(old, new) == (
        "b.c: true\ngone: 0\nnew: (not there)",
        'b.c: false\ngone: (not there)\nnew: "x"',
    )
    assert excerpts(b'{"a":1}', b'{"a": 1}') == ('{"a":1}', '{"a": 1}')
    many = excerpts(b"[%s]" % b",".join([b"1"] * 9), b"[%s]" % b",".join([b"2"] * 9))
    assert many[0].splitlines() == ["[0]: 1", "[1]: 1", "[2]: 1", "[3]: 1", "… 5 more"]
