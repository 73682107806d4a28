"""A plan of operations that are no writes of keys: compact, defragment, remove a member."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

from yamtam_nb.errors import PlanNotFinished, YamtamError
from yamtam_nb.render import html
from yamtam_nb.render.figures import counted


class Operation(NamedTuple):
    """One step.

    Attributes:
        title: what it does, with everything that matters (which revision, which member): the hash is over the titles.
        do: does it; what it returns is kept.
        why: the reason, for the reader.
    """

    title: str
    do: Callable[[], Any]
    why: str = ""


class Done(NamedTuple):
    """A step that was done: its title, what it gave, and how many seconds it took."""

    title: str
    result: Any
    seconds: float


@dataclass
class OperationsResult:
    """What was done of :class:`Operations`.

    Attributes:
        done: the steps that were done, in order.
        left: titles of those that were not.
        failed: the title of the one that failed, or "".
    """

    done: list[Done] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    failed: str = ""

    @property
    def status(self) -> str:
        """``applied`` or ``stopped``."""
        return "stopped" if self.left or self.failed else "applied"

    def __repr__(self) -> str:
        more = f", stopped at: {self.failed}" if self.failed else ""
        return f"<OperationsResult {len(self.done)} of {len(self.done) + len(self.left)} done{more}>"

    def _repr_html_(self) -> str:
        rows = [["done", each.title, f"{each.seconds:.1f} s"] for each in self.done]
        rows += [["failed" if title == self.failed else "not done", title, ""] for title in self.left]
        tones: dict[str, html.Tone] = {"done": "good", "failed": "bad", "not done": "quiet"}
        marked = [[html.toned(word, tones[word]), title, took] for word, title, took in rows]
        return html.box(html.table(["", "step", "took"], marked))


class Operations:
    """Steps that are looked at first, approved by their hash, and then done in order; the first failure ends it.

    Nothing is done before :meth:`apply`. Unlike a plan of keys it has no inverse: what can be undone, and how, is for
    the runbook to say.

    Args:
        title: what it is for.
        cluster_id: of the cluster that it is meant for.
        steps: the operations.

    Example:
        >>> plan = Operations("Make room", 7, [Operation("compact to revision 12", lambda: None)])
        >>> len(plan), plan.apply().status
        (1, 'applied')
    """

    def __init__(self, title: str, cluster_id: int, steps: Sequence[Operation]) -> None:
        self.title = title
        self.cluster_id = cluster_id
        self.steps = tuple(steps)

    @property
    def hash(self) -> str:
        """12 hex digits over the cluster and the titles of the steps, in order."""
        words = [f"{self.cluster_id:x}", *(step.title for step in self.steps)]
        digest = hashlib.sha256(b"".join(b"%d:%b" % (len(word.encode()), word.encode()) for word in words))
        return digest.hexdigest()[:12]

    def apply(self, *, yes: str | None = None) -> OperationsResult:
        """Do the steps.

        Args:
            yes: the hash that was approved; not checked here, a gate does that. A plan of keys takes it, too.

        Raises:
            PlanNotFinished: a step failed; ``error.result`` tells what was done, ``error.__cause__`` what failed.
        """
        del yes
        result = OperationsResult(left=[step.title for step in self.steps])
        for step in self.steps:
            started = time.monotonic()
            try:
                given = step.do()
            except YamtamError as error:
                result.failed = step.title
                stopped = PlanNotFinished(
                    f"Step {len(result.done) + 1} of {len(self.steps)} failed ({step.title}): {error} "
                    "What was done before it is done; what comes after it was not begun."
                )
                stopped.result = result
                raise stopped from error
            result.done.append(Done(result.left.pop(0), given, time.monotonic() - started))
        return result

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.steps)

    def __repr__(self) -> str:
        return f"<Operations {self.title}: {len(self)} steps, hash {self.hash}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        lines = [f"{self.title}: {counted(len(self), 'step')}, nothing has been done yet; hash {self.hash}"]
        lines += [
            f"  {number}. {step.title}{f'  ({step.why})' if step.why else ''}"
            for number, step in enumerate(self, 1)
        ]
        printer.text("\n".join(lines))

    def _repr_html_(self) -> str:
        rows = [[str(number), step.title, step.why] for number, step in enumerate(self, 1)]
        head = html.line(f"{self.title}: {counted(len(self), 'step')}", bold=True)
        foot = html.Markup(
            f"<div><small>Nothing has been done yet. Hash <code>{escape(self.hash)}</code></small></div>"
        )
        table = html.table(["", "step", "why"], rows) if rows else html.line("Nothing to do.")
        return html.box(head, table, foot)
