"""A process that takes a lock again and again: ``lock_worker.py ENDPOINTS NAME TURNS TTL REST``.

In its turn it writes a record, rests for REST seconds or so and writes another, each guarded by the lock. A turn whose
writes were refused, or whose lock could not be had, is done again. It says how many were refused, as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.errors import EtcdError, LockLost, OutcomeUnknown, SessionLost
from yamtam_nb.model import PutOp


def take_turn(client: Client, name: str, ttl: int, rest: float, written: list[str]) -> None:
    """One turn."""
    with yn.Lock(client, name, ttl, allow_short_ttl=True) as held:
        for part in ("enter", "leave"):
            record = json.dumps({"token": held.fencing_token, "part": part})
            try:
                held.txn(success=[PutOp(f"{name}-records".encode(), record.encode())])
            except OutcomeUnknown:
                held.txn()  # raises LockLost if it is lost
                raise
            written.append(part)
            time.sleep(random.uniform(0.0, 2 * rest))


def main(endpoints: str, name: str, turns: int, ttl: int, rest: float) -> None:
    """All turns."""
    done = {"turns": 0, "refused": 0, "again": 0, "longest": 0.0}
    with yn.connect(endpoints) as client:
        while done["turns"] < turns:
            begun = time.monotonic()
            written: list[str] = []
            try:
                take_turn(client, name, ttl, rest, written)
            except LockLost:
                done["refused"] += 1
            except (SessionLost, EtcdError):
                done["again"] += 1
            done["turns"] += "leave" in written
            done["longest"] = max(done["longest"], time.monotonic() - begun)
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
