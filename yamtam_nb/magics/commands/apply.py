"""``%etcd apply``."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.planning import applied, is_plan
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.plan import Plan
    from yamtam_nb.frames.plan.result import PlanResult

SPEC = Spec(
    "apply",
    "Write a plan that a variable holds.",
    (Positional("PLAN", "the variable, or a part of one: result.inverse", "object", completion="plan"),),
    (Flag("yes", "The plan's hash: it was looked at. A protected profile insists on it.", "HASH"),),
    (
        "%etcd apply plan",
        "result = %etcd apply plan --yes 1cbd56274a2f",
        "%etcd apply result.inverse",
    ),
    "A plan is applied once: what is as wanted already is passed over. If a key has been changed by somebody else,\n"
    "PlanConflict names it and nothing after it is written. The result has .inverse, the plan that undoes it.",
)


def run(arguments: Arguments, context: Context) -> PlanResult:
    """Write it."""
    return applied(_plan(arguments, context), arguments.text("yes"))


def python(arguments: Arguments, context: Context) -> str:
    """The same as Python."""
    word = arguments.anything("PLAN")
    plan = _plan(arguments, context)
    name = word if isinstance(word, str) else _name_of(plan, context)
    given = arguments.text("yes")
    return f"{name}.apply({'' if given is None else f'yes={given!r}'})"


def _plan(arguments: Arguments, context: Context) -> Plan:
    word = arguments.anything("PLAN")
    value = _look_up(word, context) if isinstance(word, str) else word
    if not is_plan(value):
        shown = f"{word} is" if isinstance(word, str) else "that is"
        raise EtcdUsageError(
            f"%etcd apply: {shown} a {type(value).__name__}, not a Plan: %etcd rollback, undelete, copy and import "
            "make one, and so does snapshot.plan(edited)."
        )
    plan: Plan = value
    return plan


def _look_up(word: str, context: Context) -> Any:
    name, *parts = word.split(".")
    if name not in context.namespace:
        raise EtcdUsageError(f"%etcd apply: there is no Python variable {name!r}.")
    try:
        return reduce(getattr, parts, context.namespace[name])
    except AttributeError as error:
        raise EtcdUsageError(f"%etcd apply: {word} cannot be read: {error}.") from None


def _name_of(plan: Plan, context: Context) -> str:
    names = [name for name, value in context.namespace.items() if value is plan and not name.startswith("_")]
    return names[0] if names else "plan"
