"""Agents of one machine, in one process that can be killed: ``mortal_agents.py ENDPOINTS PREFIX HOST NAME...``."""

from __future__ import annotations

import sys
import threading

import yamtam_nb as yn


def main(endpoints: str, prefix: str, host: str, *names: str) -> None:
    """Register them, say so, and stay."""
    registry = yn.Registry(yn.connect(endpoints), prefix)
    for name in names:
        registry.register(name, {"address": f"ws://{host}:8080"}, ttl=2, allow_short_ttl=True)
    sys.stdout.write("registered\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
