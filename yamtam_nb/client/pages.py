"""A large range in parts, all of them at one revision, the next one fetched while this one is used."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, Literal, overload

from yamtam_nb.client.kv import KV
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Page, TextPage
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.columns import RANGE_BY_COLUMNS, RANGE_BY_TEXT_COLUMNS, RangeByColumns
from yamtam_nb.rpc.methods import Method

FIRST_LIMIT = 4_000
"""Keys asked for before anything is known of their size."""

LARGEST = 8 << 20
"""Bytes that a page should not exceed. etcd counts the rest of the range anew for every page, so few large ones win."""

SMALLEST = 3 << 20
"""Bytes below which cutting the rest into two pages costs more than it gains."""

PART = 0.65
"""How much of the rest a page takes. What follows the last page is pure waiting, so the pages become smaller."""

SECONDS = 1.0
"""Longest transfer aimed at, so that a slow line does not run into the timeout of a call."""

MOST_GROWTH = 16.0
"""A page asks for at most so many times the keys of the one before, which may have been unusually small."""


@overload
def pages(
    kv: KV,
    span: KeyRange,
    *,
    revision: int = 0,
    page_size: int | None = None,
    keys_only: bool = False,
    text: Literal[False] = False,
    timeout: float | None = None,
) -> Iterator[Page]: ...
@overload
def pages(
    kv: KV,
    span: KeyRange,
    *,
    revision: int = 0,
    page_size: int | None = None,
    keys_only: bool = False,
    text: Literal[True],
    timeout: float | None = None,
) -> Iterator[TextPage]: ...
def pages(
    kv: KV,
    span: KeyRange,
    *,
    revision: int = 0,
    page_size: int | None = None,
    keys_only: bool = False,
    text: bool = False,
    timeout: float | None = None,
) -> Iterator[Page] | Iterator[TextPage]:
    """Read a range page by page. Nothing is sent before the first page is asked for.

    All pages show one revision: the one asked for, or the present one when the first page is read. While
    the caller works on a page, the next one is under way. Closing the iterator early leaves at most that
    one call to end by itself, and its answer is dropped.

    Args:
        kv: the service to read with.
        span: the keys.
        revision: the state at that revision, 0 for the present one.
        page_size: keys per page, None to let sizes and times measured decide.
        keys_only: leave the values out; etcd 3.7 and later leave out the leases as well (0).
        text: give keys and values as ``str`` where they are UTF-8 (:class:`TextPage`).
        timeout: seconds for each page, None for the client's.

    Returns:
        At least one page, the last one perhaps empty.

    Raises:
        Compacted: the revision was compacted away, perhaps between two pages; what was read so far is
            then not the whole of any revision.
        FutureRevision: ``revision`` does not exist yet.
        InvalidArgument: ``page_size`` is not a positive number.
        EtcdError: as for ``client.get``.

    Example:
        >>> sum(len(page.keys) for page in client.pages("/yamtam/", prefix=True))  # doctest: +SKIP
        100000
    """
    if page_size is not None and page_size < 1:
        raise InvalidArgument(f"page_size={page_size}: ask for at least one key per page.")
    request = pb.RangeRequest(key=span.key, range_end=span.range_end, revision=revision, keys_only=keys_only)
    method = RANGE_BY_TEXT_COLUMNS if text else RANGE_BY_COLUMNS
    return _read(_Reader(kv, method, request, page_size, timeout))


def next_limit(read: int, size: int, seconds: float, left: int) -> int:
    """Keys to ask for next.

    Args:
        read: keys in the page before, at least one.
        size: its bytes.
        seconds: the time that it took.
        left: keys still to come, at least one.
    """
    fitting = read * min(LARGEST / max(size, 1), SECONDS / max(seconds, 1e-6), MOST_GROWTH)
    if left * size / read <= SMALLEST:
        return max(1, min(left, int(fitting)))
    return max(1, min(int(left * PART), int(fitting)))


class _Reader:
    """Knows how far the read has come, and asks for the next page. One thread at a time uses it."""

    def __init__(
        self, kv: KV, method: Method, request: pb.RangeRequest, page_size: int | None, timeout: float | None
    ) -> None:
        self._kv = kv
        self._method = method
        self._request = request
        self._adapt = page_size is None
        self._timeout = timeout
        self._count: int | None = None
        request.limit = FIRST_LIMIT if page_size is None else page_size

    def read(self) -> RangeByColumns:
        """The next page."""
        started = time.monotonic()
        answer: RangeByColumns = self._kv.range(self._request, timeout=self._timeout, method=self._method)
        if self._count is None:
            self._count = answer.count
            self._request.revision = self._request.revision or answer.header.revision
        if answer.more:
            self._go_on(answer, time.monotonic() - started)
        return answer

    def page(self, answer: RangeByColumns) -> Any:
        """An answer as a page of the whole read."""
        return answer.page(self._request.revision, self._count or 0)

    def _go_on(self, answer: RangeByColumns, seconds: float) -> None:
        self._request.key = answer.last_key + b"\0"
        if self._adapt:
            # The count of a page is that of its own range: this page and what is left.
            self._request.limit = next_limit(len(answer), answer.size, seconds, answer.count - len(answer))


def _read(reader: _Reader) -> Iterator[Any]:
    answer = reader.read()
    while answer.more:
        ahead = _ahead(reader)
        yield reader.page(answer)
        answer = ahead.result()
    yield reader.page(answer)


def _ahead(reader: _Reader) -> Future[RangeByColumns]:
    """The next page, on its way in a thread of its own."""
    future: Future[RangeByColumns] = Future()
    thread = threading.Thread(target=_fulfil, args=(future, reader), name="yamtam-next-page", daemon=True)
    thread.start()
    return future


def _fulfil(future: Future[RangeByColumns], reader: _Reader) -> None:
    try:
        future.set_result(reader.read())
    except BaseException as error:  # noqa: BLE001 - it is raised where the page is waited for
        future.set_exception(error)
