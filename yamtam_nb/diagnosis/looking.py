"""Looking at a cluster: everything at the same time, nothing that changes it, and no failure that ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.certificates import Certificate, in_file, served
from yamtam_nb.client.cluster_view import ClusterView, cluster_view
from yamtam_nb.client.lease_overview import lease_overview
from yamtam_nb.client.level import Level, level
from yamtam_nb.client.metrics import Metrics
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.diagnosis.look import KeySpace, Leases, Look, Stream
from yamtam_nb.errors import EtcdError, YamtamError
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

OnProgress = Callable[[str, float], object]

PATIENCE = 2.0
"""Seconds that one question may take."""

APART = 1.0
"""Seconds between the two readings of the metrics, at least."""

LEASES = 200
"""Leases that are looked at: each costs a request."""

PREFIXES = 20
DEPTH = 4
"""Prefixes of one level that are counted, and levels that are gone down while there is only one."""

_T = TypeVar("_T")


def look_at(
    client: Client,
    *,
    metrics: bool = True,
    metrics_urls: Mapping[str, str] | None = None,
    tables: Iterable[Stream] = (),
    on_progress: OnProgress = lambda _what, _part: None,
) -> Look:
    """Find out what the checks judge.

    Args:
        client: whom to ask.
        metrics: read the members' ``/metrics``, twice.
        metrics_urls: where they are, for members that serve them elsewhere.
        tables: live tables of this process.
        on_progress: called with what is being done and the part done, 0 to 1.

    Raises:
        EtcdError: no member answers.
    """
    reader = Metrics(client.settings, metrics_urls)
    on_progress("asking every member", 0.0)
    view = cluster_view(client, timeout=PATIENCE, metrics=False)
    answering = [seat.seat.endpoint for seat in view if seat.status is not None] if metrics else []
    on_progress("reading metrics", 0.2)
    started = time.monotonic()
    before = _scrapes(reader, answering)
    on_progress("looking at keys and leases", 0.4)
    questions: list[Callable[[], Any]] = [
        lambda: tuple(client.maintenance.alarms(timeout=PATIENCE)),
        lambda: client.auth.status(timeout=PATIENCE),
        lambda: _keys(client),
        lambda: _leases(client),
    ]
    alarms, auth, keys, leases = at_once(_or_error, questions, name="yamtam-doctor")
    certificates = _certificates(client, view)
    on_progress("reading metrics again", 0.7)
    if answering:
        time.sleep(max(0.0, started + APART - time.monotonic()))
    after = _scrapes(reader, answering)
    on_progress("looked at everything", 1.0)
    return Look(
        settings=client.settings,
        endpoints=client.endpoints,
        view=view,
        at=time.time(),
        alarms=alarms,
        auth=auth,
        logged_in=client.logged_in,
        keys=keys,
        leases=leases,
        certificates=certificates,
        streams=(*_streams(client), *tables),
        before=before,
        after=after,
        metrics=metrics,
    )


def _or_error(ask: Callable[[], _T]) -> _T | YamtamError:
    try:
        return ask()
    except YamtamError as error:
        return error


def _scrapes(reader: Metrics, endpoints: list[str]) -> dict[str, Scrape | EtcdError]:
    return dict(zip(endpoints, reader.read_all(endpoints, timeout=PATIENCE), strict=True))


def _keys(client: Client) -> KeySpace:
    """Counted, not read: the largest of the first prefixes, below what all keys share."""
    whole = client.get(b"\0", from_key=True, count_only=True, timeout=PATIENCE)
    if not whole.count:
        return KeySpace(0)
    found = _level(client, b"", whole.revision)
    for _ in range(DEPTH):
        if len(found) != 1 or not found.complete or not found[0].directory:
            break
        found = _level(client, found[0].path, whole.revision)
    parts = [(entry.path, entry.keys) for entry in found if entry.directory]
    return KeySpace(whole.count, tuple(sorted(parts, key=lambda part: -part[1])[:PREFIXES]))


def _level(client: Client, prefix: bytes, revision: int) -> Level:
    return level(client, prefix, revision=revision, limit=PREFIXES, timeout=PATIENCE)


def _leases(client: Client) -> Leases:
    found = lease_overview(client, most=LEASES, timeout=PATIENCE)
    return Leases(tuple(found), found.total - found.phantoms)


def _certificates(client: Client, view: ClusterView) -> tuple[Certificate | YamtamError, ...]:
    settings = client.settings
    shown = [seat.seat.endpoint for seat in view if seat.seat.endpoint.startswith("https://")]
    asks: list[Callable[[], Certificate]] = [
        *[partial(served, endpoint, settings, timeout=PATIENCE) for endpoint in shown],
        *[partial(in_file, path) for path in (settings.cert, settings.ca_cert) if path],
    ]
    return tuple(at_once(_or_error, asks, name="yamtam-doctor"))


def _streams(client: Client) -> list[Stream]:
    return [
        Stream(f"watch of {show_key(span.key) or 'everything'}", status.state, status.error)
        for span, status in client.watches()
    ]
