"""Taking back what was left in etcd, also when etcd does not answer and when the user presses Stop once more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import Enum

_log = logging.getLogger("yamtam_nb.concurrency")

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 2.0


class Parting(Enum):
    """How taking something back went.

    TAKEN: it was there, and now it is not. GONE: it was not there any more. UNKNOWN: etcd could not be told.
    """

    TAKEN = "taken"
    GONE = "gone"
    UNKNOWN = "unknown"


def in_background(work: Callable[[], object], *, wait: float = 0.0) -> None:
    """Do it on a thread of its own and wait for at most so many seconds; an interrupt ends the wait, not the work."""
    thread = threading.Thread(target=_guarded, args=(work,), name="yamtam-farewell", daemon=True)
    thread.start()
    if wait:
        thread.join(wait)


def insist(attempt: Callable[[], Parting], worth_it: Callable[[], bool]) -> Parting:
    """Try until etcd was told, for as long as it is worth it."""
    pause = _FIRST_PAUSE
    idle = threading.Event()
    while (parting := attempt()) is Parting.UNKNOWN and worth_it():
        idle.wait(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    return parting


def _guarded(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001 - nobody is left to tell, and the lease expires by itself
        _log.exception("Taking a lock key or a lease back failed; it goes when its TTL is over")
