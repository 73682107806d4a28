"""What to do after a failed call: pure decisions, no clocks and no sockets."""

from __future__ import annotations

import random
from enum import Enum

from yamtam_nb.errors import EtcdError, InvalidToken, TooManyRequests
from yamtam_nb.rpc.catalogue import Known
from yamtam_nb.rpc.methods import Repeat

FIRST_PAUSE = 0.025
LONGEST_PAUSE = 1.0
OVERLOAD_PAUSE = 0.5
MOST_REFRESHES = 3


class Next(Enum):
    """The next step."""

    RAISE = "raise"  # the error stands as it is
    UNKNOWN = "unknown"  # a write that may have happened: OutcomeUnknown
    REFRESH = "refresh"  # get a new token, then send again
    MOVE = "move"  # send again, to another endpoint


def decide(repeat: Repeat, known: Known, *, password: bool, refreshes: int) -> Next:
    """The next step after a failure.

    Four cases. The token was refused: nothing was done, so refresh it, if there is a password to do it
    with. The failure is one that another try cannot change: raise it, as unknown if it may have been
    applied. A call that may be repeated: move on. A call that may not: move on only when it certainly
    had no effect.

    Args:
        repeat: the method's class.
        known: the catalogue's entry for the failure.
        password: whether a token can be refreshed.
        refreshes: how often it was refreshed for this call.
    """
    if issubclass(known.error, InvalidToken):
        return Next.REFRESH if password and refreshes < MOST_REFRESHES else Next.RAISE
    if repeat is Repeat.NEVER and not known.definite:
        return Next.UNKNOWN
    return Next.MOVE if known.again else Next.RAISE


def pause(attempt: int, endpoints: int, error: EtcdError) -> float:
    """Seconds to wait before the next attempt (numbered from 1), jittered by a quarter.

    Endpoints are first tried one after another at once; only a whole round that failed is followed by a
    pause, which doubles from round to round. An overloaded cluster is left alone for longer.
    """
    if isinstance(error, TooManyRequests):
        wait = OVERLOAD_PAUSE
    elif attempt % endpoints:
        return 0.0
    else:
        wait = min(FIRST_PAUSE * 2.0 ** min(attempt // endpoints - 1, 16), LONGEST_PAUSE)
    return wait * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, not a secret


def share(left: float, endpoints: int, repeat: Repeat) -> float:
    """Seconds that one attempt may take out of those left.

    A read leaves half for another endpoint, so that a silent member costs half of the time and not all
    of it. A write gets everything, because it will not be sent again.
    """
    return left / 2 if repeat is not Repeat.NEVER and endpoints > 1 else left
