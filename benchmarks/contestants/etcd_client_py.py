"""etcd-client-py (Rust underneath). It gives keys and values and no revisions."""

import asyncio

import etcd_client
import pandas as pd


def connect(endpoint):
    loop = asyncio.new_event_loop()
    return loop, etcd_client.Client([endpoint])


def frame(connection, prefix):
    loop, client = connection

    async def read():
        async with client.connect() as communicator:
            return await communicator.get_prefix(prefix.encode())

    return to_frame(loop.run_until_complete(read()))


def to_frame(pairs):
    return pd.DataFrame(
        [(bytes(key).decode(), bytes(value).decode()) for key, value in pairs], columns=["key", "value"]
    )
