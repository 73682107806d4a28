"""etcd-client-py (Rust underneath), as its README uses it: a block that connects, locks by the server's Lock call, and
unlocks at its end."""

import asyncio

import etcd_client


def connect(endpoint):
    return asyncio.new_event_loop(), etcd_client.Client([endpoint])


def acquire(connection, name):
    loop, client = connection
    options = etcd_client.EtcdLockOption(lock_name=name.encode(), ttl=15)

    async def entered():
        block = client.with_lock(options)
        await block.__aenter__()
        return block

    return loop.run_until_complete(entered())


def release(connection, block):
    loop, _ = connection

    async def left():
        await block.__aexit__(None, None, None)

    loop.run_until_complete(left())
