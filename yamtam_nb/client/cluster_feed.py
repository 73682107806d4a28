"""A cluster that is looked at again and again, each member by a thread of its own: a silent one delays nobody."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Literal, NamedTuple

from yamtam_nb.client.cluster_view import (
    PATIENCE,
    Answer,
    ClusterView,
    ask,
    check_answered,
    latency_of,
    put_together,
    seats_of,
)
from yamtam_nb.client.listeners import Listeners
from yamtam_nb.client.metrics import Metrics
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.client.vitals import Vitals, vitals
from yamtam_nb.errors import ClientClosed, EtcdError, InvalidArgument, PermissionDenied, YamtamError

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

ROUND = 5.0
"""Seconds between two readings of the metrics and of the list of members."""

REMEMBERED = 40
"""Answers of each member whose latencies are kept."""

WINDOW = 12
"""Rounds that quantiles are told of: a minute."""

_JOIN = 3.0
_SHORTEST = 0.1

_log = logging.getLogger("yamtam_nb.cluster")

State = Literal["live", "reconnecting", "closed"]


class ClusterFeedStatus(NamedTuple):
    """How current a ClusterFeed is: ``reconnecting`` when no member answers at all, and why."""

    state: State
    error: str = ""


class ClusterFeed:
    """Asks every member for its status each ``interval`` seconds, and for its metrics every five.

    Each member has a thread and a deadline of its own.

    Args:
        client: whom to ask.
        interval: seconds between two questions to the same member.
        timeout: seconds that an answer may take.
        metrics: read the members' ``/metrics``, too.
        metrics_urls: where they are, for members that serve them elsewhere: endpoint -> URL.

    Raises:
        EtcdError: no member answered the first question.
    """

    def __init__(
        self,
        client: Client,
        *,
        interval: float = 1.0,
        timeout: float = PATIENCE,
        metrics: bool = True,
        metrics_urls: Mapping[str, str] | None = None,
    ) -> None:
        if interval < _SHORTEST:
            raise InvalidArgument(f"interval={interval:g} s is too short: give {_SHORTEST:g} or more.")
        self._client = client
        self._interval = interval
        self._timeout = timeout
        self._metrics = Metrics(client.settings, metrics_urls) if metrics else None
        self._lock = threading.Lock()  # held while an answer is noted
        self._order = threading.Lock()  # held while a view is told
        self._ended = threading.Event()
        self._changes = Listeners("the state of a cluster")
        self._threads: dict[str, threading.Thread] = {}
        self._scrapes: dict[str, deque[Scrape]] = {}
        self._figures: dict[str, Vitals | EtcdError] = {}
        self._latencies: dict[str, deque[float | None]] = {}
        self._answers: dict[str, Answer] = {}
        first = ask(client, client.endpoints, timeout)
        check_answered(first)
        self._seats = seats_of(client, first, timeout)
        others = ask(client, [seat.endpoint for seat in self._seats if seat.endpoint not in first], timeout)
        for endpoint, answer in (first | others).items():
            self._note(endpoint, answer)
        self._rounds = threading.Thread(target=self._go_round, name="yamtam-cluster", daemon=True)
        self._rounds.start()
        self._unhook = client.on_close(self.close)

    @property
    def view(self) -> ClusterView:
        """The cluster as it was seen last."""
        with self._lock:
            return put_together(self._seats, self._answers, self._figures, self._latencies)

    @property
    def status(self) -> ClusterFeedStatus:
        """How current it is."""
        if self._ended.is_set():
            return ClusterFeedStatus("closed")
        with self._lock:
            answers = list(self._answers.values())
        errors = [
            answer
            for answer in answers
            if isinstance(answer, EtcdError) and not isinstance(answer, PermissionDenied)
        ]
        if len(errors) < len(answers) or not errors:
            return ClusterFeedStatus("live")
        first = errors[0]
        return ClusterFeedStatus("reconnecting", f"no member answers: {first.detail or first}")

    def follow(self, callback: Callable[[ClusterView], object]) -> ClusterView:
        """Call ``callback`` with the view after each answer of a member, on a thread of the feed.

        Returns:
            The view as it is now.
        """
        with self._order:
            self._changes.add(callback)
            return self.view

    def close(self) -> None:
        """Ask no more; the client does this when it is closed. Twice is fine."""
        self._unhook()
        self._ended.set()
        for thread in [self._rounds, *self._threads.values()]:
            if thread is not threading.current_thread():
                thread.join(_JOIN)
        self._changes.clear()

    def _tell(self) -> None:
        with self._order:
            if not self._ended.is_set():
                self._changes.tell(self.view)

    def _note(self, endpoint: str, answer: Answer) -> None:
        with self._lock:
            self._answers[endpoint] = answer
            seen = self._latencies.setdefault(endpoint, deque(maxlen=REMEMBERED))
            seen.append(latency_of(answer))

    def _ask_again(self, endpoint: str) -> None:
        """The thread of one member, as long as it is one."""
        while not self._ended.wait(self._interval):
            if endpoint not in self._asked():
                return
            try:
                answer: Answer = self._client.maintenance.status(endpoint, timeout=self._timeout)
            except EtcdError as error:
                answer = error
            except ClientClosed:
                return
            except YamtamError as error:
                _log.info("%s is not asked any more: %s", endpoint, error)
                return
            self._note(endpoint, answer)
            self._tell()

    def _go_round(self) -> None:
        """The thread that sees to the others: one for each member, new ones included; and reads metrics."""
        with suppress(ClientClosed):
            while not self._ended.is_set():
                for endpoint in self._asked():
                    self._look_after(endpoint)
                self._read_metrics()
                if not self._ended.wait(ROUND):
                    self._find_members()

    def _look_after(self, endpoint: str) -> None:
        thread = self._threads.get(endpoint)
        if thread is None or not thread.is_alive():
            thread = threading.Thread(
                target=self._ask_again, args=(endpoint,), name="yamtam-cluster-member", daemon=True
            )
            self._threads[endpoint] = thread
            thread.start()

    def _asked(self) -> list[str]:
        return list(dict.fromkeys(seat.endpoint for seat in self._seats if seat.endpoint))

    def _find_members(self) -> None:
        found = seats_of(self._client, self._answers.copy(), self._timeout)
        # A list that nobody gave is no news.
        if any(seat.member for seat in found) or not any(seat.member for seat in self._seats):
            with self._lock:
                self._seats = found
                here = {seat.endpoint for seat in found}
                for store in (self._answers, self._figures, self._latencies, self._scrapes):
                    for endpoint in set(store) - here:
                        del store[endpoint]

    def _read_metrics(self) -> None:
        if self._metrics is None:
            return
        asked = self._asked()
        for endpoint, read in zip(asked, self._metrics.read_all(asked, timeout=self._timeout), strict=True):
            figure: Vitals | EtcdError
            if isinstance(read, Scrape):
                kept = self._scrapes.setdefault(endpoint, deque(maxlen=WINDOW))
                figure = vitals(read, kept[0] if kept else None)
                kept.append(read)
            else:
                figure = read
            with self._lock:
                # A member that does not answer at all keeps what it said last: its row says that it is silent.
                silent = isinstance(self._answers.get(endpoint), EtcdError)
                if not (silent and isinstance(self._figures.get(endpoint), Vitals)):
                    self._figures[endpoint] = figure

    def __enter__(self) -> ClusterFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<ClusterFeed {self.view!r}, {self.status.state}>"
