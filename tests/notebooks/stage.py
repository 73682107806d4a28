"""The cluster that the runbooks are shown on: in good health itself, with a little of what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.announced import ANNOUNCED

ROLLED_OUT = (
    ("/yamtam/config/model-tier", "power"),
    ("/yamtam/config/log-level", "info"),
    ("/yamtam/config/rate-limit", '{"rps": 200, "burst": 400}'),
    ("/yamtam/config/rate-limit", '{"rps": 2, "burst": 400}'),
)
"""Keys and values in the order in which they are written: the last one is the mistake."""

QUEUE = ("worker-7", "worker-2", "worker-9")
"""Machines that want one lock: the first has it and does not let go."""

AGENTS = {"agent-1": True, "agent-2": True, "agent-3": False}
"""Agents, and whether their keys are on a lease; one that is not stays when its agent dies."""

_TTL = 3600


@contextmanager
def stage() -> Iterator[dict[str, str]]:
    """Start it; gives the variables that tell a kernel of it. With their defaults the runbooks change nothing on it."""
    with Cluster.start(members=3, fsync=False) as cluster:
        with yn.connect(cluster.endpoints) as client:
            _set(client)
        yield {ANNOUNCED: ",".join(cluster.endpoints)}


def _set(client: Client) -> None:
    for key, value in ROLLED_OUT:
        client.put(key, value)
    for host in QUEUE:
        lease = client.lease.grant(_TTL).id
        holder = Holder(host, 4711, "deploy", "schema migration", datetime.now(timezone.utc))
        client.put(f"/yamtam/locks/schema-migration/{lease:x}", holder.value(), lease=lease)
    for name, leased in AGENTS.items():
        lease = client.lease.grant(_TTL).id if leased else 0
        client.put(f"/yamtam/agents/{name}", f'{{"address": "ws://{name}:8080"}}', lease=lease)
