"""aetcd, as its documentation uses it. Its leases are left to expire."""

import asyncio

import aetcd


def connect(endpoint):
    host, port = endpoint.removeprefix("http://").split(":")
    loop = asyncio.new_event_loop()

    async def opened():
        client = aetcd.Client(host=host, port=int(port))
        await client.connect()
        return client

    return loop, loop.run_until_complete(opened())


def acquire(connection, name):
    loop, client = connection

    async def acquired():
        lock = client.lock(name.encode(), ttl=15)
        if not await lock.acquire(timeout=None):
            raise RuntimeError("not acquired")
        return lock

    return loop.run_until_complete(acquired())


def release(connection, lock):
    loop, _ = connection
    if not loop.run_until_complete(lock.release()):
        raise RuntimeError("not released")
