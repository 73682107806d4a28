"""A TCP proxy that misbehaves on command; runs in a process of its own.

Of its own, so that a stall of the interpreter under test does not stall the fault. Standard library only.
Arguments: port to listen on, port to forward to (both on 127.0.0.1). Commands are JSON lines on standard
input, each answered by one on standard output; the end of standard input ends the proxy.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import sys
from typing import Any

_CHUNK = 65536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)

TO_SERVER, TO_CLIENT = "to_server", "to_client"


class Link:
    """One client connection and the connection to the server that serves it."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.ends = (client, server)

    def reset(self) -> None:
        """RST both sides."""
        for end in self.ends:
            _reset(end)

    def finish(self) -> None:
        """FIN both sides, as an orderly server does that shuts down."""
        for end in self.ends:
            end.close()


class Proxy:
    """The listener, the links, and for each direction a gate that is open or not."""

    def __init__(self, port: int, target: int) -> None:
        self.port, self.target = port, target
        self.links: set[Link] = set()
        self.accepted = 0
        self.bytes = {TO_SERVER: 0, TO_CLIENT: 0}
        self.gates = {TO_SERVER: asyncio.Event(), TO_CLIENT: asyncio.Event()}
        self.listener: asyncio.Server | None = None

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """One command; every answer tells how things are after it."""
        verb = command["do"]
        if verb == "resume":
            await self._listen()
            self._open(TO_SERVER, TO_CLIENT)
        elif verb == "refuse":
            self._refuse()
        elif verb == "blackhole":
            await self._listen()
            self._open(TO_SERVER, TO_CLIENT)
            for direction in command["directions"]:
                self.gates[direction].clear()
        elif verb in ("reset", "finish"):
            for link in tuple(self.links):
                getattr(link, verb)()
            self.links.clear()
        return {"open": len(self.links), "accepted": self.accepted, **self.bytes}

    def _open(self, *directions: str) -> None:
        for direction in directions:
            self.gates[direction].set()

    def _refuse(self) -> None:
        if self.listener:
            self.listener.close()
            self.listener = None

    async def _listen(self) -> None:
        if self.listener is None:
            self.listener = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            _reset(writer)
            return
        link = Link(writer, to_server)
        self.links.add(link)
        try:
            await asyncio.gather(
                self._pump(reader, to_server, TO_SERVER), self._pump(from_server, writer, TO_CLIENT)
            )
            link.finish()
        except OSError:
            link.reset()
        finally:
            self.links.discard(link)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, direction: str) -> None:
        """Carry bytes one way; what arrives while the gate is shut waits, as it would in a dead network."""
        while chunk := await source.read(_CHUNK):
            await self.gates[direction].wait()
            self.bytes[direction] += len(chunk)
            sink.write(chunk)
            await sink.drain()
        await self.gates[direction].wait()
        if sink.can_write_eof() and not sink.is_closing():
            sink.write_eof()


def _reset(end: asyncio.StreamWriter) -> None:
    connection = end.get_extra_info("socket")
    if connection is not None and not end.transport.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        end.transport.abort()


async def _serve(port: int, target: int) -> None:
    proxy = Proxy(port, target)
    commands = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        print(json.dumps(await proxy.do(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
