"""One etcd member with a few keys: prints its endpoint, and runs until its input ends."""

from __future__ import annotations

import sys

import yamtam_nb as yn

KEYS = [
    ("/yamtam/config/model-tier", "small"),
    ("/yamtam/config/limits", '{"rps": 40}'),
    ("/yamtam/config/routing", '{"default": "small"}'),
    ("/yamtam/config/model-tier", "power"),  # so that there is a history to look at
    ("/yamtam/config/limits", '{"rps": 50}'),
    ("/yamtam/flags/dark-mode", "on"),
]


def main() -> None:
    """Start, seed, say where, and wait."""
    with yn.sandbox.Cluster.start(members=1) as cluster:
        with yn.connect(cluster.endpoints) as client:
            for key, value in KEYS:
                client.put(key, value)
        sys.stdout.write(",".join(cluster.endpoints) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
