"""Servers made to look far away: relays on loopback that hold every byte back for a while.

Run as ``python -m benchmarks.far SECONDS PORT ...`` it listens on a port of its own for each, writes those ports as
one line of JSON, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

_CHUNK = 65536


@contextmanager
def far(endpoints: Sequence[str], one_way: float) -> Iterator[list[str]]:
    """URLs that lead to the endpoints, each way taking ``one_way`` seconds longer."""
    ports = [str(urlsplit(url).port) for url in endpoints]
    command = [sys.executable, "-m", "benchmarks.far", str(one_way), *ports]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as relays:
        assert relays.stdin is not None
        assert relays.stdout is not None
        yield [f"http://127.0.0.1:{port}" for port in json.loads(relays.stdout.readline())]
        relays.stdin.close()


async def _serve(one_way: float, targets: Sequence[int]) -> None:
    servers = [
        await asyncio.start_server(partial(_link, target, one_way), "127.0.0.1", 0) for target in targets
    ]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # the links that are open need no farewell, and asyncio would give each a traceback


async def _link(
    target: int, one_way: float, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter
) -> None:
    server_in, server_out = await asyncio.open_connection("127.0.0.1", target)
    await asyncio.gather(_carry(client_in, server_out, one_way), _carry(server_in, client_out, one_way))


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter, one_way: float) -> None:
    """Whatever arrives is written that much later; what arrives meanwhile does not wait longer for it."""
    loop = asyncio.get_running_loop()
    while chunk := await source.read(_CHUNK):
        loop.call_later(one_way, sink.write, chunk)
    loop.call_later(one_way, sink.close)


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
