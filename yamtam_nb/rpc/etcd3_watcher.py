"""The ``etcd3`` package's watcher, with a pause between its attempts and an end.

Its thread opens the watch stream again and again: as fast as it can while nobody answers, which takes a whole
processor, and also after its client was closed, until gRPC's ValueError ends it with a traceback under some
later cell.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import grpc

_PAUSE = 0.25
"""Seconds between two attempts to open the stream."""


def watcher(module: Any, stub: Any, timeout: float) -> Any:
    """A watcher of the package's class.

    Args:
        module: ``etcd3.watch``.
        stub: ``WatchStub`` on the client's channel.
        timeout: seconds that the creation of a watch may take.
    """

    class Watcher(module.Watcher):  # type: ignore[misc] # the package has no types
        def _run(self) -> None:
            with suppress(ValueError):  # gRPC's for a channel that is closed
                super()._run()

    return Watcher(_Patient(stub), timeout=timeout)


class _Patient:
    """The stub; a stream that failed is reported a moment later, unless it was closed here."""

    def __init__(self, stub: Any) -> None:
        self._stub = stub

    def Watch(self, requests: Iterator[Any], **options: Any) -> Iterator[Any]:  # noqa: N802 - etcd's name
        """The responses of one stream."""
        try:
            yield from self._stub.Watch(requests, **options)
        except grpc.RpcError as error:
            if isinstance(error, grpc.Call) and error.code() is not grpc.StatusCode.CANCELLED:
                time.sleep(_PAUSE)
            raise
