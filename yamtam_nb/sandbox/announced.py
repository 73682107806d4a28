"""A sandbox that somebody else has started for this process, and told it of by an environment variable."""

from __future__ import annotations

import os
from collections.abc import Iterable

from yamtam_nb.sandbox.current import current

ANNOUNCED = "YAMTAM_SANDBOX"
"""Name of the environment variable: endpoints joined by commas.

Not ``ETCDCTL_ENDPOINTS``: that may name a cluster that matters, and the notebooks write.
"""


def is_sandbox(endpoints: Iterable[str]) -> bool:
    """Whether all the endpoints are members of this process's sandbox, or of the one that it was told of."""
    own = current()
    known = {*os.environ.get(ANNOUNCED, "").split(","), *(own.endpoints if own is not None else ())} - {""}
    asked = set(endpoints)
    return bool(asked) and asked <= known
