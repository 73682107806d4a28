"""aetcd, as its README uses it; ``.kvs`` is the way that its documentation calls the most effective."""

import asyncio

import aetcd
import pandas as pd


def connect(endpoint, options=None):
    host, port = endpoint.removeprefix("http://").split(":")
    loop = asyncio.new_event_loop()

    async def opened():
        client = aetcd.Client(host=host, port=int(port), options=options)
        await client.connect()
        return client

    return loop, loop.run_until_complete(opened())


def frame(connection, prefix):
    loop, client = connection
    found = loop.run_until_complete(client.get_prefix(prefix.encode()))
    rows = [
        (kv.key.decode(), kv.value.decode(), kv.create_revision, kv.mod_revision, kv.version, kv.lease)
        for kv in found.kvs
    ]
    return pd.DataFrame(rows, columns=["key", "value", "create_revision", "mod_revision", "version", "lease"])
