"""Free loopback ports."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack

from yamtam_nb.errors import SandboxError

# Below the range from which Linux and macOS take the ports of outgoing connections: such a connection
# could otherwise sit on a member's port while the member is down, and keep it from restarting.
_RANGE = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """``count`` different ports on which nothing listens at 127.0.0.1 right now.

    Somebody may take one before it is used; who starts a server on it must be ready to choose again.

    Raises:
        SandboxError: no free ports.
    """
    ports: list[int] = []
    with ExitStack() as held:
        for port in random.sample(_RANGE, len(_RANGE)):
            if len(ports) == count:
                return ports
            listener = held.enter_context(socket.socket())
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            ports.append(port)
    raise SandboxError(f"Fewer than {count} free loopback ports. Close some servers and try again.")
