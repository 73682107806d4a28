"""Bringing a mirror up to the present: everything written before the call, seen in the mirror after it."""

from __future__ import annotations

import time

from yamtam_nb.client.client import Client
from yamtam_nb.errors import WaitTimeout
from yamtam_nb.keys import KeyRange
from yamtam_nb.mirror.feeder import Feeder
from yamtam_nb.mirror.replica import Replica

ARRIVAL = 0.05
"""Seconds that changes which are on their way are given to arrive before anybody is asked."""

_AGAIN = 0.2
_SHORTEST_CALL = 0.1


class Syncing:
    """One wait for a replica to catch up."""

    def __init__(
        self, client: Client, span: KeyRange, replica: Replica, feeder: Feeder, timeout: float
    ) -> None:
        self._client = client
        self._range = span
        self._replica = replica
        self._feeder = feeder
        self._timeout = timeout
        self._until = time.monotonic() + timeout

    def run(self) -> int:
        """Wait. Returns the revision reached.

        Raises:
            WaitTimeout: it took too long.
            YamtamError: the cluster cannot be read, or the replica is fed no more.
        """
        replica = self._replica
        target = self._client.get(self._range.key, count_only=True, timeout=self._left()).revision
        pause = ARRIVAL
        while not replica.reached(target, min(pause, self._left())):
            if self._left() <= 0:
                raise WaitTimeout(
                    f"The mirror is at revision {replica.revision}, the cluster at {target}, after "
                    f"{self._timeout:g} s. Wait longer, or look at the mirror's status."
                )
            if not self._feeder.request_progress():
                self._compare()
            pause = min(pause * 2, _AGAIN)
        return replica.revision

    def _compare(self) -> None:
        """Find out by reading whether the replica is current.

        If no key of the range was put after the replica's revision, then those that are there are unchanged;
        and if they are as many as the replica has, none was deleted either.
        """
        revision, keys = self._replica.size()
        answer = self._client.get(
            self._range.key,
            self._range.range_end or None,
            min_mod_revision=revision + 1,
            limit=1,
            keys_only=True,
            timeout=max(self._left(), _SHORTEST_CALL),
        )
        if not answer.kvs and answer.count == keys:
            self._replica.confirm(revision, keys, answer.revision)

    def _left(self) -> float:
        return self._until - time.monotonic()
