"""etcd-client-py in ten parts below its limit of 4 MiB. The parts may show different revisions."""

import pathlib
import runpy

_plain = runpy.run_path(str(pathlib.Path(__file__).with_name("etcd_client_py.py")))
connect = _plain["connect"]


def frame(connection, prefix):
    loop, client = connection
    parts = [f"{prefix}000{digit}" for digit in range(10)]

    async def read():
        async with client.connect() as communicator:
            return [pair for part in parts for pair in await communicator.get_prefix(part.encode())]

    return _plain["to_frame"](loop.run_until_complete(read()))
