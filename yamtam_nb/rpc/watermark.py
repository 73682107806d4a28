"""Which cluster this is, and the highest revision seen: what a restored or swapped cluster gives itself away by."""

from __future__ import annotations

import threading
from typing import Any

from yamtam_nb.errors import ClusterChanged


class Watermark:
    """Remembers the cluster's ID and the highest revision of a linearizable answer or a write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.cluster_id = 0
        self.revision = 0

    def same_cluster(self, header: Any, endpoint: str) -> None:
        """Check the cluster ID of an answer.

        Raises:
            ClusterChanged: it is not the cluster that answered before.
        """
        if header.cluster_id == self.cluster_id:
            return
        with self._lock:
            if not self.cluster_id:
                self.cluster_id = header.cluster_id
        if header.cluster_id and header.cluster_id != self.cluster_id:
            raise ClusterChanged(
                f"{endpoint} answers for cluster {header.cluster_id:x}, but this client is connected to cluster "
                f"{self.cluster_id:x}. {ClusterChanged.hint}",
                endpoint=endpoint,
                definite=False,
            )

    def raise_to(self, revision: int) -> None:
        """Note a revision that was certainly reached."""
        if revision > self.revision:
            with self._lock:
                self.revision = max(self.revision, revision)

    def __repr__(self) -> str:
        return f"<Watermark cluster {self.cluster_id:x} revision {self.revision}>"
