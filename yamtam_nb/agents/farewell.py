"""Giving up many names at once, in little time."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress

from yamtam_nb.agents.claim import give_up
from yamtam_nb.agents.presence import Presence
from yamtam_nb.client.client import Client
from yamtam_nb.errors import YamtamError

_log = logging.getLogger("yamtam_nb.registry")

AT_ONCE = 8
_SHORTEST = 0.05


def farewell(client: Client, names: Sequence[tuple[bytes, Presence]], timeout: float) -> bool:
    """Make the names free, and give up their leases.

    Revoking a lease does both, but takes a request for each; so many names go first, a lot of them in each request,
    and the leases after them, as far as the time allows. One that is left holds nothing and expires by itself.

    Returns:
        False when etcd could not be told of each name.
    """
    for _, presence in names:
        presence.stop()
    if len(names) == 1:
        return names[0][1].end(timeout=timeout)
    until = client.clock.now() + timeout
    try:
        give_up(client, [(key, presence.lease_id) for key, presence in names], timeout=timeout)
    except YamtamError as error:
        _log.info("%d names could not be given up, they are left to expire: %s", len(names), error)
        return False
    _end_all(client, [presence for _, presence in names], until)
    return True


def _end_all(client: Client, presences: Sequence[Presence], until: float) -> None:
    left: queue.SimpleQueue[Presence] = queue.SimpleQueue()
    for presence in presences:
        left.put(presence)

    def work() -> None:
        with suppress(queue.Empty):
            while (time := until - client.clock.now()) > _SHORTEST:
                left.get_nowait().end(timeout=time)

    threads = [threading.Thread(target=work, name="yamtam-farewell", daemon=True) for _ in range(AT_ONCE - 1)]
    started = []
    with suppress(RuntimeError):  # no thread can be started any more while the interpreter shuts down
        for thread in threads:
            thread.start()
            started.append(thread)
    work()
    for thread in started:
        thread.join(max(until - client.clock.now(), _SHORTEST))
