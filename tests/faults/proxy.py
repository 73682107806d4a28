"""Driving the misbehaving TCP proxies from a test: one for each member of a cluster."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit

from yamtam_nb.sandbox import Cluster, Member
from yamtam_nb.sandbox.ports import free_ports

Direction = Literal["both", "to_server", "to_client"]


@dataclass(frozen=True)
class Traffic:
    """What a proxy has seen, so that a test can tell that its fault really happened.

    Attributes:
        open: connections open now.
        accepted: connections ever accepted.
        to_server, to_client: bytes carried.
    """

    open: int
    accepted: int
    to_server: int
    to_client: int


class Proxy:
    """A TCP proxy before one endpoint, in its own process. Starts by carrying everything.

    Each verb returns the traffic seen so far, once it has taken effect.
    """

    def __init__(self, target: str) -> None:
        url = urlsplit(target)
        (port,) = free_ports(1)
        self.endpoint = f"{url.scheme}://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-S",
                str(Path(__file__).with_name("proxy_server.py")),
                str(port),
                str(url.port),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.resume()

    def resume(self) -> Traffic:
        """Carry everything; bytes that a black hole held back arrive now, as after a healed network."""
        return self._do("resume")

    def refuse(self) -> Traffic:
        """Refuse new connections; the open ones go on."""
        return self._do("refuse")

    def reset(self) -> Traffic:
        """RST every open connection; new ones are served."""
        return self._do("reset")

    def finish(self) -> Traffic:
        """FIN every open connection; new ones are served."""
        return self._do("finish")

    def blackhole(self, direction: Direction = "both") -> Traffic:
        """Keep connections open, accept new ones, and let nothing through (in one direction, or in both)."""
        directions = ["to_server", "to_client"] if direction == "both" else [direction]
        return self._do("blackhole", directions=directions)

    def cut(self) -> Traffic:
        """As if the member had died: RST what is open and refuse what is new."""
        self.refuse()
        return self.reset()

    def traffic(self) -> Traffic:
        """What it has seen so far."""
        return self._do("traffic")

    def close(self) -> None:
        """End the proxy and its connections."""
        self._process.communicate(timeout=10)

    def _do(self, verb: str, **more: object) -> Traffic:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"do": verb, **more}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the proxy before {self.endpoint} has ended"
        return Traffic(**json.loads(line))

    def __repr__(self) -> str:
        return f"<Proxy {self.endpoint} {self.traffic()}>"


class ProxiedCluster:
    """A cluster whose members are reached through proxies only.

    Attributes:
        cluster: the cluster itself; its own endpoints lead past the proxies.
        proxies: one for each member, in the order of ``cluster.members``.
        endpoints: where clients under test connect.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.proxies = tuple(Proxy(endpoint) for endpoint in cluster.endpoints)
        self.endpoints = [proxy.endpoint for proxy in self.proxies]

    def proxy_of(self, member: Member) -> Proxy:
        """The proxy before a member."""
        return self.proxies[self.cluster.members.index(member)]

    def proxy_at(self, endpoint: str) -> Proxy:
        """The proxy that listens at an endpoint, e.g. the one that a client says it uses."""
        return self.proxies[self.endpoints.index(endpoint)]

    def resume(self) -> None:
        """Let all proxies carry everything."""
        for proxy in self.proxies:
            proxy.resume()

    def close(self) -> None:
        """End the proxies; the cluster is not touched."""
        for proxy in self.proxies:
            proxy.close()

    def __enter__(self) -> ProxiedCluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
