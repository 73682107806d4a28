"""All that one look at a cluster has found out: what the checks judge. Plain values, no connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from yamtam_nb.client.certificates import Certificate
from yamtam_nb.client.cluster_view import ClusterView
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.errors import AuthError, NoLeader, YamtamError
from yamtam_nb.model import Alarm, AuthStatus, LeaseRow, Settings


class KeySpace(NamedTuple):
    """How many keys there are, and where.

    Attributes:
        keys: all of them.
        parts: prefixes with the keys below each, the largest first; not more than a few.
    """

    keys: int
    parts: tuple[tuple[bytes, int], ...] = ()


class Leases(NamedTuple):
    """Leases that were looked at, and how many there are."""

    looked_at: tuple[LeaseRow, ...]
    total: int


class Stream(NamedTuple):
    """A watch or a live table of this process: what it is of, its state, and why it is not live."""

    title: str
    state: str
    error: str = ""


class Pair(NamedTuple):
    """The metrics of a member, read twice; ``before`` is None when the first reading failed."""

    member: str
    before: Scrape | None
    after: Scrape

    def increase(self, name: str, **labels: str) -> float | None:
        """How much a counter has grown between the two; None when it was not read twice."""
        then = self.before.value(name, **labels) if self.before is not None else None
        now = self.after.value(name, **labels)
        return None if then is None or now is None or now < then else now - then

    @property
    def seconds(self) -> float:
        """Between the two."""
        return self.after.at - self.before.at if self.before is not None else 0.0

    @property
    def uptime(self) -> float | None:
        """Seconds that the member has been up."""
        started = self.after.value("process_start_time_seconds")
        return self.after.at - started if started else None


_OFF, _NO_KEYS, _NO_LEASES = AuthStatus(False, 0), KeySpace(0), Leases((), 0)


@dataclass(frozen=True)
class Look:
    """What was found out; an error stands for what was not.

    Attributes:
        settings: what the client was connected with.
        endpoints: its endpoints.
        view: the members and what each said of itself.
        at: when, seconds since 1970.
        alarms: those that are raised.
        auth: whether authentication is on.
        logged_in: whether the client's password brought a token, as it does only while authentication is on.
        keys: how many there are, and where.
        leases: how long they last.
        certificates: those that members show, and those in the client's files.
        streams: the watches and live tables of this process.
        before, after: metrics by endpoint, read twice.
        metrics: whether metrics were asked for.
    """

    settings: Settings
    endpoints: tuple[str, ...]
    view: ClusterView
    at: float = 0.0
    alarms: tuple[Alarm, ...] | YamtamError = ()
    auth: AuthStatus | YamtamError = _OFF
    logged_in: bool = False
    keys: KeySpace | YamtamError = _NO_KEYS
    leases: Leases | YamtamError = _NO_LEASES
    certificates: tuple[Certificate | YamtamError, ...] = ()
    streams: tuple[Stream, ...] = ()
    before: Mapping[str, Scrape | YamtamError] = field(default_factory=dict)
    after: Mapping[str, Scrape | YamtamError] = field(default_factory=dict)
    metrics: bool = True

    def pairs(self) -> Iterator[Pair]:
        """The metrics of each member that gave them."""
        for view in self.view:
            after, before = self.after.get(view.seat.endpoint), self.before.get(view.seat.endpoint)
            if isinstance(after, Scrape):
                yield Pair(view.seat.name, before if isinstance(before, Scrape) else None, after)


def why(error: YamtamError) -> str:
    """Why something is not known, in a few words."""
    if isinstance(error, AuthError):
        return "this user may not look"
    return "there is no leader to ask" if isinstance(error, NoLeader) else str(error).rstrip(".")
