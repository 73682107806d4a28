"""The server that is measured against, and the keys in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import yamtam_nb as yn
from benchmarks.report import progress
from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import PutOp

KEYS = 100_000
PREFIX = "/yamtam/config/"
LAST = f"{PREFIX}{KEYS - 1:08d}"
"""The key that is written last."""

_OPS_PER_TXN = 128


@contextmanager
def filled_server(keys: int = KEYS) -> Iterator[str]:
    """A one-member etcd on loopback that holds ``keys`` keys of about 170 bytes; gives its endpoint."""
    with yn.sandbox.Cluster.start(members=1, fsync=False) as cluster:
        with yn.connect(cluster.endpoints) as client:
            fill(client, keys)
        yield cluster.endpoints[0]


def fill(client: Client, keys: int) -> None:
    """Write the keys, in order, as many to a transaction as etcd takes."""
    for first in range(0, keys, _OPS_PER_TXN):
        numbers = range(first, min(keys, first + _OPS_PER_TXN))
        client.txn(success=[PutOp(key(number), value(number)) for number in numbers])
        progress(f"writing keys: {numbers.stop:,} of {keys:,}")
    found = client.get(PREFIX, prefix=True, count_only=True).count
    if found != keys:
        raise RuntimeError(f"{found} keys were written instead of {keys}")


def key(number: int) -> bytes:
    """Name of a key: 23 bytes."""
    return f"{PREFIX}{number:08d}".encode()


def value(number: int) -> bytes:
    """A small JSON document, so that key and value come to about 170 bytes."""
    return b'{"tier":"power","replicas":%d,"owner":"%s"}' % (number, b"agents-" * 15)


def span() -> KeyRange:
    """The range that holds all of them."""
    return KeyRange.of(PREFIX, prefix=True)
