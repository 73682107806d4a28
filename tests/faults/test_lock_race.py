"""Many processes after one lock, while a holder is frozen for longer than its TTL and the leader dies."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from tests.faults.lock_race import race
from yamtam_nb.sandbox import Cluster

WORKERS = 5
TURNS = 12
TTL = 2
ELECTIONS = 5
"""Seconds that may pass until there is a leader again."""


def test_tokens_grow_and_stale_writes_are_refused_and_nobody_starves(
    own_cluster: Callable[..., Cluster],
) -> None:
    """What etcdctl saw: whole turns, one after the other, in the order of their tokens; all that were asked for."""
    ran = race(own_cluster(), workers=WORKERS, turns=TURNS, ttl=TTL)
    one_after_the_other = [token for token, _ in groupby(ran.tokens)]
    assert one_after_the_other == sorted(set(ran.tokens))
    assert len(ran.whole) == len(set(ran.whole))
    # A write whose answer was lost in the death of the leader is made again in another turn.
    assert len(ran.whole) >= WORKERS * TURNS
    assert ran.turns == [TURNS] * WORKERS
    assert ran.refused >= 1
    # A change of leader gives every lease its whole TTL and an election's time (1 s here) anew.
    assert ran.overtaken < 2 * TTL + 1 + ELECTIONS
    assert ran.longest < 2 * TTL + ELECTIONS + WORKERS
