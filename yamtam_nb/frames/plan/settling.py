"""Finding out what became of a transaction whose answer was lost. Nothing is ever sent again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from yamtam_nb.client.client import Client
from yamtam_nb.errors import ClientClosed, EtcdError, NoSpace, TransportError, YamtamError
from yamtam_nb.frames.plan import evidence, reading
from yamtam_nb.frames.plan.evidence import Found, Sign
from yamtam_nb.frames.plan.reading import State
from yamtam_nb.frames.plan.step import Step

PROPOSAL_LIMIT = 7.0
"""Seconds after which etcd gives up a proposal: 5 s and two election timeouts, of 1 s each by default (source: etcd
``server/config/config.go``, ReqTimeout)."""

_PAUSES = (0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True)
class Settled:
    """What became of it.

    Attributes:
        revision: the revision at which it was applied, 0 if it was not or that is not known.
        found: the keys as they were read, when it was not applied.
        final: it was not applied, and its guards see to it that it never will be.
        trouble: why nothing is known; None when it is.
    """

    revision: int = 0
    found: Found | None = None
    final: bool = False
    trouble: str | None = None


class Settling:
    """Reads the keys of one transaction until it is clear what became of it, or time is up.

    Args:
        client: where it was sent.
        chunk: its steps.
        floor: a revision that the store certainly had before it was sent.
        cause: the failure that hid the answer; None when the user stopped waiting for it.
        sent_at: the reading of ``client.clock`` when it was last sent, at the earliest.
    """

    def __init__(
        self, client: Client, chunk: Sequence[Step], *, floor: int, cause: EtcdError | None, sent_at: float
    ) -> None:
        self._client = client
        self._chunk = chunk
        self._floor = floor
        now = client.clock.now()
        # An answer, if an ugly one: whatever was to happen had happened by then, and one look tells.
        answered = isinstance(cause, NoSpace) or isinstance(cause and cause.__cause__, NoSpace)
        self._until = now if answered else max(now, sent_at + PROPOSAL_LIMIT)
        # However long it took to fail, the cluster has as long again to come back.
        self._reachable_until = max(self._until, now + client.settings.timeout)

    def settle(self) -> Settled:
        """What became of it.

        Raises:
            KeyboardInterrupt: the user does not want to know so exactly.
        """
        trouble: YamtamError | None = None
        for look in count():
            late = self._now() >= self._until
            try:
                state = reading.read(self._client, self._chunk)
            except (ClientClosed, EtcdError) as error:
                trouble = error
                if not isinstance(error, TransportError) or self._now() >= self._reachable_until:
                    break
            else:
                settled = self._judge(state, late=late)
                if settled is not None:
                    return settled
            # Nothing can be waited for: a proposal that is lost says nothing.
            time.sleep(_PAUSES[min(look, len(_PAUSES) - 1)])
        return Settled(trouble=f"the keys could not be read back ({trouble})")

    def _judge(self, state: State, *, late: bool) -> Settled | None:
        if state.revision < self._floor:  # some servers give stale answers after a pause of their process
            return Settled(trouble="the cluster answers with an older state than before") if late else None
        look = evidence.look_at(self._chunk, state.found, self._floor)
        if look.sign is Sign.APPLIED:
            return Settled(look.revision)
        if look.sign is Sign.NEVER:
            return Settled(found=state.found, final=True)
        if look.sign is Sign.UNCLEAR:
            return self._look_back(state)
        if not late:
            return None
        if evidence.proven(self._chunk) or state.revision == self._floor:
            return Settled(found=state.found)
        return self._look_back(state)

    def _look_back(self, state: State) -> Settled:
        changes = reading.changes(self._client, self._chunk, self._floor, state.revision)
        if changes is None:
            return Settled(
                trouble="others have written the keys since, and the history of that cannot be read"
            )
        revision = evidence.applied_at(self._chunk, changes)
        if revision:
            return Settled(revision)
        return Settled(found=state.found, final=evidence.broken(self._chunk, state.found))

    def _now(self) -> float:
        return self._client.clock.now()
