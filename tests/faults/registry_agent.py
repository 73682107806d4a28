"""An agent in a process of its own: ``registry_agent.py ENDPOINTS PREFIX NAME TTL HOW``.

It registers and prints the deadline of its lease whenever that moves. It ends as HOW says: ``stay`` until it is killed;
``exit`` at once and without closing anything, ``error`` likewise with an exception, ``many`` likewise with 200 more
registrations; ``fork`` stays while a forked child of it ends.
"""

from __future__ import annotations

import os
import sys
import time

import yamtam_nb as yn


def main(endpoints: str, prefix: str, name: str, ttl: str, how: str) -> None:
    """Be that agent."""
    registry = yn.Registry(yn.connect(endpoints), prefix)
    agent = registry.register(name, {"pid": os.getpid()}, ttl=int(ttl), allow_short_ttl=True)
    if how == "many":
        for number in range(200):
            registry.register(f"{name}-{number}", ttl=60)
    if how == "fork":
        child = os.fork()
        if not child:
            agent.close()
            sys.exit(0)
        os.waitpid(child, 0)
    seen = 0.0
    while how in ("stay", "fork") or not seen:
        if agent.deadline != seen:
            seen = agent.deadline
            sys.stdout.write(f"{seen}\n")
            sys.stdout.flush()
        time.sleep(0.002)
    if how == "error":
        raise SystemExit("an agent that ends by an error")


if __name__ == "__main__":
    main(*sys.argv[1:])
