"""The account of a plan that was applied, as a whole or in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from yamtam_nb.frames.plan import result_view
from yamtam_nb.frames.plan.account import Account, Written
from yamtam_nb.frames.plan.step import Step

if TYPE_CHECKING:
    from IPython.lib.pretty import RepresentationPrinter

    from yamtam_nb.frames.plan.plan import Plan

Status = Literal["applied", "already applied", "stopped"]


class PlanResult:
    """What became of each step: it is in exactly one of ``written``, ``already``, ``left`` and ``unknown``.

    Attributes:
        plan: the plan.
        status: ``applied``; ``already applied`` when every key was as wanted before; ``stopped`` before its end.
        written: the steps that were written, each with the revision that it was written at.
        already: steps whose key was as wanted before: the plan has been applied before, or somebody was faster.
        left: steps that were not written.
        unknown: steps of a transaction whose outcome could not be found out; read those keys before you write them.
        revisions: the revision of each transaction, in order.
        account: the same in one sentence.
    """

    def __init__(self, plan: Plan, account: Account) -> None:
        self.plan = plan
        self.written: tuple[Written, ...] = account.written
        self.already: tuple[Step, ...] = account.already
        self.left: tuple[Step, ...] = account.left
        self.unknown: tuple[Step, ...] = account.unknown
        self.revisions: tuple[int, ...] = account.revisions
        self.account = account.sentence()

    @property
    def status(self) -> Status:
        """``applied``, ``already applied`` or ``stopped``."""
        if self.left or self.unknown:
            return "stopped"
        return "applied" if self.written else "already applied"

    @property
    def inverse(self) -> Plan:
        """The plan that undoes exactly what was written.

        It puts back old values with their leases, as far as those still exist (its notes say where they do not),
        deletes what was created and creates what was deleted. Its guards are the revisions that were written, so what
        somebody has changed since is not undone: that is a conflict. A new plan each time, which asks the cluster for
        the leases.

        Raises:
            EtcdError: the cluster could not be asked for its leases.
        """
        from yamtam_nb.frames.plan.inverse import inverse

        return inverse(self)

    def __repr__(self) -> str:
        return f"<PlanResult {self.status}: {self.account}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(result_view.text(self))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return result_view.html(self)
