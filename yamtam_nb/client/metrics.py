"""The metrics of a member: its ``/metrics`` over HTTP, with the client's TLS files and never through a proxy.

A member need not serve them at its client address (``--listen-metrics-urls``), so not reaching them says nothing of
the member.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.errors import (
    DeadlineExceeded,
    DecodeError,
    EtcdError,
    InvalidArgument,
    TlsFailure,
    Unavailable,
)
from yamtam_nb.model import Settings
from yamtam_nb.rpc.credentials import check_files

TIMEOUT = 2.0
"""Seconds that one member may take."""

LARGEST = 32 * 1024 * 1024
"""Bytes that are read at most: a large cluster says less than one million."""

_CHUNK = 64 * 1024
_METHOD = "GET /metrics"


class Metrics:
    """Reads the metrics of members.

    Args:
        settings: whose TLS files to use.
        urls: where members serve their metrics that do not at their client address: endpoint -> URL.

    Raises:
        InvalidArgument: a URL is none.
    """

    def __init__(self, settings: Settings, urls: Mapping[str, str] | None = None) -> None:
        self._settings = settings
        self._urls = {endpoint: _checked(url) for endpoint, url in (urls or {}).items()}
        self._context: ssl.SSLContext | None = None

    def url(self, endpoint: str) -> str:
        """Where the metrics of the member at ``endpoint`` are looked for."""
        return self._urls.get(endpoint) or f"{endpoint.rstrip('/')}/metrics"

    def read(self, endpoint: str, *, timeout: float = TIMEOUT) -> Scrape:
        """The metrics of one member.

        Args:
            endpoint: its client URL.
            timeout: seconds in all.

        Raises:
            EtcdError: they cannot be read there.
        """
        url = self.url(endpoint)
        try:
            return self._get(url, timeout)
        except ssl.SSLError as error:
            raise _failure(TlsFailure, endpoint, f"{url}: {error.reason or error}") from error
        except TimeoutError as error:
            raise _failure(DeadlineExceeded, endpoint, f"{url} did not answer in {timeout:g} s") from error
        except (OSError, http.client.HTTPException, DecodeError) as error:
            raise _failure(Unavailable, endpoint, f"{url}: {error or type(error).__name__}") from error

    def read_all(self, endpoints: Iterable[str], *, timeout: float = TIMEOUT) -> list[Scrape | EtcdError]:
        """The metrics of all of them, read at the same time: for each, in order, these or why there are none."""

        def one(endpoint: str) -> Scrape | EtcdError:
            try:
                return self.read(endpoint, timeout=timeout)
            except EtcdError as error:
                return error

        return at_once(one, endpoints, most=16, name="yamtam-metrics")

    def _get(self, url: str, timeout: float) -> Scrape:
        until = time.monotonic() + timeout
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.netloc, timeout)
        started = time.time()
        try:
            connection.request("GET", parts.path or "/metrics", headers={"Accept": "text/plain"})
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise http.client.HTTPException(f"answered {answer.status} {answer.reason}")
            date = _seconds(answer.getheader("Date"))
            heard = time.time()  # the date is of the beginning of the answer
            text = _whole(answer, until).decode(errors="replace")
        finally:
            connection.close()
        return Scrape(url, text, at=(started + heard) / 2, took=heard - started, date=date)

    def _connection(self, scheme: str, address: str, timeout: float) -> http.client.HTTPConnection:
        if scheme != "https":
            return http.client.HTTPConnection(address, timeout=timeout)
        if self._context is None:
            check_files(self._settings)
            self._context = ssl.create_default_context(cafile=self._settings.ca_cert)
            if self._settings.cert:
                self._context.load_cert_chain(self._settings.cert, self._settings.key)
        return http.client.HTTPSConnection(address, timeout=timeout, context=self._context)

    def __repr__(self) -> str:
        return f"<Metrics {len(self._urls)} addresses of their own>"


def _whole(answer: http.client.HTTPResponse, until: float) -> bytes:
    """All of it: the timeout of a socket is one of each packet only."""
    read = bytearray()
    while chunk := answer.read1(_CHUNK):
        read += chunk
        if time.monotonic() > until:
            raise TimeoutError
        if len(read) > LARGEST:
            raise http.client.HTTPException(f"more than {LARGEST:,} bytes")
    return bytes(read)


def _seconds(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except ValueError:
        return None


def _failure(kind: type[EtcdError], endpoint: str, detail: str) -> EtcdError:
    return kind(f"No metrics: {detail}.", method=_METHOD, endpoint=endpoint, detail=detail)


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise InvalidArgument(f"{url!r} is not where metrics are: write http://host:2381/metrics.")
    return url
