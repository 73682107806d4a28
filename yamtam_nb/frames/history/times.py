"""When revisions happened, as far as anybody here knows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from yamtam_nb.mirror.arrivals import witnesses

_UNKNOWN = np.iinfo(np.int64).min  # what NaT is


def times(cluster_id: int, revisions: NDArray[np.int64]) -> pd.DatetimeIndex:
    """The time of each revision, in UTC, ``NaT`` where it is not known.

    etcd keeps no times. A revision has one if a :class:`yamtam_nb.Mirror` in this process saw it arrive while it
    happened; of several mirrors the first one counts.
    """
    seen = np.full(len(revisions), _UNKNOWN, np.int64)
    mirrors = witnesses(cluster_id)
    if mirrors:
        for row, revision in enumerate(revisions.tolist()):
            known = [at for mirror in mirrors if (at := mirror.witnessed(revision)) is not None]
            if known:
                seen[row] = round(min(known) * 1e6) * 1_000
    moments: pd.DatetimeIndex = pd.DatetimeIndex(seen.view("datetime64[ns]")).tz_localize("UTC")
    return moments
