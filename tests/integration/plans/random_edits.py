"""Random states of a prefix, and random edits of them: what the tests of plans work on."""

from __future__ import annotations

import random
from collections.abc import Sequence

from yamtam_nb.client.client import Client
from yamtam_nb.frames.plan.making import Wanted
from yamtam_nb.model import KeyValue, PutOp

State = dict[bytes, tuple[bytes, int]]
"""Key -> value and lease: what has to come back byte for byte."""


def state(client: Client, prefix: str) -> State:
    """The prefix as it is now."""
    return {kv.key: (kv.value, kv.lease) for kv in client.get(prefix, prefix=True)}


def fill(client: Client, prefix: str, count: int, leases: Sequence[int], dice: random.Random) -> None:
    """Write so many random keys."""
    keys = sorted({random_key(prefix, dice) for _ in range(count)})
    for start in range(0, len(keys), 100):
        client.txn(
            success=[
                PutOp(key, random_value(dice), lease=dice.choice(leases)) for key in keys[start : start + 100]
            ]
        )


def random_key(prefix: str, dice: random.Random) -> bytes:
    """Text, or bytes that are no UTF-8; the same ones come again."""
    number = dice.randrange(2_000)
    return prefix.encode() + (b"\xff\x00%d" % number if number % 7 == 0 else f"kéy-{number}".encode())


def random_value(dice: random.Random) -> bytes:
    """Empty, text, JSON, or bytes, short and long."""
    kinds = (
        lambda: b"",
        lambda: str(dice.random()).encode(),
        lambda: b'{"tier": %d}' % dice.randrange(10),
        lambda: dice.randbytes(dice.randrange(1, 3_000)),
    )
    return dice.choice(kinds)()


def random_target(
    kvs: Sequence[KeyValue], prefix: str, leases: Sequence[int], dice: random.Random
) -> dict[bytes, Wanted]:
    """What the keys shall be: some are left out (to be deleted), changed, moved to another lease, or new."""
    wanted = {kv.key: Wanted(kv.value) for kv in kvs}
    for key in list(wanted):
        what = dice.randrange(6)
        if what == 0:
            del wanted[key]
        elif what == 1:
            wanted[key] = Wanted(random_value(dice))
        elif what == 2:
            wanted[key] = Wanted(random_value(dice), dice.choice(leases))
    for _ in range(dice.randrange(60)):
        wanted.setdefault(random_key(prefix, dice), Wanted(random_value(dice), dice.choice(leases)))
    return wanted
