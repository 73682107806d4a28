"""What has become of each step of a plan, kept while it is being applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from yamtam_nb.frames.plan.step import Step
from yamtam_nb.model import KeyValue


class Written(NamedTuple):
    """A step that was written, and the store's revision that it was written at."""

    step: Step
    revision: int

    @property
    def key(self) -> bytes:
        """The key."""
        return self.step.key

    @property
    def after(self) -> KeyValue | None:
        """The key as it was left; None when it was deleted."""
        step, before = self.step, self.step.before
        if step.value is None:
            return None
        created = before.create_revision if before else self.revision
        version = before.version + 1 if before else 1
        return KeyValue(step.key, step.value, created, self.revision, version, step.lease)


class Account:
    """Every step is in exactly one place: left, in flight, written, there already, or unknown.

    The Stop button may come between any two operations, so each change of place is a single one.

    Attributes:
        steps: all of them, ordered by key.
        in_flight: the transaction that has been sent and not been answered.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = tuple(steps)
        self.in_flight: tuple[Step, ...] = ()
        self._written: dict[bytes, Written] = {}
        self._already: dict[bytes, Step] = {}
        self._unknown: dict[bytes, Step] = {}

    @property
    def done(self) -> int:
        """Number of steps that need nothing more."""
        return len(self._written) + len(self._already)

    @property
    def written(self) -> tuple[Written, ...]:
        """What was written."""
        return tuple(self._written.values())

    @property
    def already(self) -> tuple[Step, ...]:
        """What was as wanted without being written."""
        return tuple(self._already.values())

    @property
    def unknown(self) -> tuple[Step, ...]:
        """What may have been written."""
        return tuple(self._unknown.values())

    @property
    def left(self) -> tuple[Step, ...]:
        """What was not written."""
        elsewhere = self._written.keys() | self._already.keys() | self._unknown.keys()
        elsewhere |= {step.key for step in self.in_flight}
        return tuple(step for step in self.steps if step.key not in elsewhere)

    @property
    def revisions(self) -> tuple[int, ...]:
        """The revision of each transaction, in order."""
        return tuple(dict.fromkeys(written.revision for written in self._written.values()))

    def send(self, chunk: Iterable[Step]) -> None:
        """These steps go out as one transaction. To be called before it is sent."""
        self.in_flight = tuple(chunk)

    def applied(self, revision: int) -> None:
        """What is in flight was written, at that revision."""
        self._written.update({step.key: Written(step, revision) for step in self.in_flight})
        self.in_flight = ()

    def not_applied(self, already: Iterable[Step] = ()) -> None:
        """What is in flight was not written; some of it was as wanted before."""
        self._already.update({step.key: step for step in already})
        self.in_flight = ()

    def lost_sight(self) -> None:
        """Nobody knows of what is in flight."""
        self._unknown.update({step.key: step for step in self.in_flight})
        self.in_flight = ()

    def sentence(self) -> str:
        """What was written and what was not, without a full stop."""
        if not self.steps:
            return "there was nothing to write"
        parts = [self._told(len(self._written))]
        if self._already:
            parts.append(f"{_keys(len(self._already))} as wanted already")
        if self._unknown:
            parts.append(f"{_keys(len(self._unknown))} unknown")
        left = len(self.left)
        if left:
            parts.append(f"{left:,} left")
        return ", ".join(parts)

    def _told(self, written: int) -> str:
        if not written:
            return "nothing was written"
        number = _keys(written)
        if written < len(self.steps):
            number = f"{written:,} of {_keys(len(self.steps))}"
        revisions = self.revisions
        if len(revisions) == 1:
            return f"{number} written at revision {revisions[0]}"
        return f"{number} written in {len(revisions):,} transactions at revisions {revisions[0]} to {revisions[-1]}"


def _keys(number: int) -> str:
    return f"{number:,} key{'s' * (number != 1)}"
