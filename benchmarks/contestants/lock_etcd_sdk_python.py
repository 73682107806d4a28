"""etcd-sdk-python (package pyetcd), as its README uses it. Its leases are left to expire."""

import pyetcd


def connect(endpoint):
    host, port = endpoint.removeprefix("http://").split(":")
    return pyetcd.client(host=host, port=int(port))


def acquire(client, name):
    lock = client.lock(name, ttl=15)
    if not lock.acquire(timeout=None):
        raise RuntimeError("not acquired")
    return lock


def release(_, lock):
    if not lock.release():
        raise RuntimeError("not released")
