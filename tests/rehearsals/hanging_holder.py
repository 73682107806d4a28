"""A process whose work hangs while its lease is renewed: ``hanging_holder.py ENDPOINTS LOCK``.

It says ``held`` when it has the lock, and ``lost`` when it has noticed that the lock is gone; then it ends.
"""

from __future__ import annotations

import sys
import threading

import yamtam_nb as yn


def main(endpoints: str, name: str) -> None:
    """Hold the lock for ever."""
    lost = threading.Event()
    with yn.connect(endpoints) as client:
        held = yn.Lock(client, name, 15, what="migration").acquire()
        held.on_lost(lambda _: lost.set())
        sys.stdout.write("held\n")
        sys.stdout.flush()
        lost.wait()
        sys.stdout.write("lost\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
