"""How a notebook learns of a sandbox that somebody else has started for it."""

from __future__ import annotations

from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.announced import ANNOUNCED


def variables(cluster: Cluster) -> dict[str, str]:
    """The environment variables for a notebook that shall use ``cluster``."""
    return {ANNOUNCED: ",".join(cluster.endpoints)}
