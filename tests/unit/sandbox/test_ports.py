"""Free loopback ports."""

from __future__ import annotations

import socket

import pytest

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox import ports


def test_ports_are_different_and_can_be_bound() -> None:
    """What is handed out can be listened on."""
    found = ports.free_ports(10)
    assert len(set(found)) == 10
    for port in found:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", port))


def test_a_port_in_use_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """With only taken ports to choose from there is an error, not a clash later."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(ports, "_RANGE", range(port, port + 1))
        with pytest.raises(SandboxError, match="free loopback ports"):
            ports.free_ports(1)


def test_ports_stay_out_of_the_range_of_outgoing_connections() -> None:
    """Or a stray connection could hold a member's port while the member is down."""
    assert max(ports.free_ports(50)) < 32_768
