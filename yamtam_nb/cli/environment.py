"""How a notebook learns of a sandbox that somebody else has started for it."""

from __future__ import annotations

from yamtam_nb.sandbox import Cluster

SANDBOX = "YAMTAM_SANDBOX"
"""Name of the environment variable: endpoints joined by commas.

Not ``ETCDCTL_ENDPOINTS``: that may name a cluster that matters, and the notebooks write.
"""


def variables(cluster: Cluster) -> dict[str, str]:
    """The environment variables for a notebook that shall use ``cluster``."""
    return {SANDBOX: ",".join(cluster.endpoints)}
