"""A change of many keys that has been worked out and not been made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from yamtam_nb.frames.plan import view
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.values import text

if TYPE_CHECKING:
    import pandas as pd
    from IPython.lib.pretty import RepresentationPrinter

    from yamtam_nb.client.client import Client
    from yamtam_nb.frames.plan.result import PlanResult

HASH_DIGITS = 12

OnProgress = Callable[[int, int], None]


class Plan:
    """What would be written, key by key, and what each key was seen as. Nothing is written by making one.

    Made by ``snapshot.plan(edited)``, ``yn.rollback``, ``yn.undelete``, ``yn.copy`` and an import. Shown as a table;
    :attr:`df` has all of it. :meth:`apply` writes it, as often as it is called no more than once. It never changes.

    Attributes:
        steps: the changes, ordered by key.
        revision: the store's revision that it was made at.
        cluster_id: the cluster that it is for.
        prefix: the prefix that it is about, ``bytes`` if that is not UTF-8.
        title: what it is, in a few words.
        notes: what the reader must know, a sentence each: leases that could not be kept, for example.
    """

    def __init__(
        self,
        client: Client,
        steps: Iterable[Step],
        *,
        revision: int,
        cluster_id: int,
        prefix: str | bytes = "",
        title: str = "",
        notes: Sequence[str] = (),
    ) -> None:
        self._client = client
        self._steps = tuple(sorted(steps, key=lambda step: step.key))
        self._result: PlanResult | None = None
        self.revision = revision
        self.cluster_id = cluster_id
        self.prefix = prefix
        self.title = title
        self.notes = tuple(notes)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The changes, ordered by key; at most one for a key."""
        return self._steps

    @property
    def client(self) -> Client:
        """The client that it is applied with."""
        return self._client

    @cached_property
    def hash(self) -> str:
        """Twelve hexadecimal digits that stand for exactly this change.

        They come from the cluster and, for each key, from what it was seen as (its ``mod_revision``) and what it shall
        be. Neither the time nor the store's revision is in them: the same change planned again has the same hash,
        unless somebody has written one of its keys.
        """
        digest = hashlib.sha256(self.cluster_id.to_bytes(8, "big"))
        for step in self._steps:
            for part in (step.key, step.op.encode(), step.value or b""):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
            digest.update(step.guard.to_bytes(8, "big", signed=True))
            digest.update(step.lease.to_bytes(8, "big", signed=True))
        return digest.hexdigest()[:HASH_DIGITS]

    @property
    def df(self) -> pd.DataFrame:
        """A new frame, one row per key, ordered by key.

        Columns:
            ``key``, ``old``, ``new``: ``str`` where it is UTF-8, else ``bytes``; None for a key that is not there.
            ``op``: ``create``, ``update`` or ``delete``.
            ``old_lease``, ``lease``, ``mod_revision``: int64; the leases before and after (0 for none), and the
            revision that the key must still have (0: it must not be there).
        """
        import pandas as pd

        from yamtam_nb.frames.columns import texts

        steps = self._steps
        frame: pd.DataFrame = pd.DataFrame(
            {
                "key": texts([text(step.key) for step in steps]),
                "op": texts([step.op for step in steps]),
                "old": texts([text(step.before.value) if step.before else None for step in steps]),
                "new": texts([None if step.value is None else text(step.value) for step in steps]),
                "old_lease": pd.Series([step.old_lease for step in steps], dtype="int64"),
                "lease": pd.Series([step.lease for step in steps], dtype="int64"),
                "mod_revision": pd.Series([step.guard for step in steps], dtype="int64"),
            }
        )
        return frame

    @property
    def result(self) -> PlanResult | None:
        """The account of the last :meth:`apply`, also of one that was interrupted or failed; None before the first."""
        return self._result

    def apply(self, *, yes: str | None = None, on_progress: OnProgress | None = None) -> PlanResult:
        """Write it, in transactions of at most 128 keys and about 1 MiB, in the order of the keys.

        A transaction is written only if each of its keys still is as the plan saw it, so nobody's later change is
        overwritten, and it is written as a whole. The plan as a whole is not one: readers can see a part of it, and a
        conflict stops it there. Keys that are as wanted already are passed over, so applying a plan twice writes
        nothing the second time. No transaction is ever sent again: if an answer is lost, its keys are read back until
        it is clear what became of it, for at most 7 seconds (etcd's own limit for a proposal), or until the cluster
        has been out of reach for that long.

        Args:
            yes: the plan's :attr:`hash`, which says that it was looked at; needed where the profile is protected.
            on_progress: called after each transaction with the keys done and the keys in all; None for a progress bar
                in the cell when it takes more than a second.

        Returns:
            What was written; ``.inverse`` is the plan that undoes it.

        Raises:
            PlanConflict: a key was changed by somebody else (``.key``, ``.ahead``). Nothing after it was written.
            PlanNotFinished: it stopped, for the reason in its message; ``.result`` says what was written.
            ConfirmationNeeded: ``yes`` is needed, or is not the hash of this plan. Nothing was written.
            ClusterChanged: the client is connected to another cluster. Nothing was written.
            KeyboardInterrupt: the Stop button. What was written is in :attr:`result`.
        """
        from yamtam_nb.frames.plan.run import run

        return run(self, yes, on_progress, self._keep)

    def _keep(self, result: PlanResult) -> None:
        self._result = result

    def __repr__(self) -> str:
        return f"<Plan {self.hash} {view.title(self)}: {view.counts(self)}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(view.text(self))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return view.html(self)

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps)
