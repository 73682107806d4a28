"""``yn.doctor``: look once, judge everything, fail at nothing but a cluster that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from yamtam_nb.diagnosis.checks import CHECKS
from yamtam_nb.diagnosis.facts import facts
from yamtam_nb.diagnosis.look import Look, Stream
from yamtam_nb.diagnosis.looking import OnProgress, look_at
from yamtam_nb.diagnosis.report import Report

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client


def doctor(
    client: Client,
    *,
    metrics: bool = True,
    metrics_urls: Mapping[str, str] | None = None,
    tables: Iterable[Stream] = (),
    on_progress: OnProgress | None = None,
) -> Report:
    """Look at a cluster once, from every side, and say what is wrong with it. It changes nothing.

    All members are asked at the same time, so that it takes about as long as the slowest of them, two seconds at
    most; their ``/metrics`` are read twice, a second apart, and the official alert rules of etcd evaluated on what
    happened in between, or since the member's start where that was too little. What could not be found out (the user
    may not look, a member does not answer, its metrics are elsewhere) is grey, never red by itself.

    Args:
        client: whom to ask, e.g. ``yn.shared()``.
        metrics: read the members' ``/metrics``, too.
        metrics_urls: where they are, for members that serve them elsewhere: endpoint -> URL.
        tables: live tables of this process to judge with its watches.
        on_progress: called with what is being done and the part done, 0 to 1.

    Returns:
        The report; ``.verdict``, ``.df``, ``.raise_if("red")`` for gates, ``.facts`` for bug reports.

    Raises:
        EtcdError: no member answers.

    Example:
        >>> yn.doctor(yn.shared()).raise_if("red")  # doctest: +SKIP
    """
    options = {"on_progress": on_progress} if on_progress is not None else {}
    look = look_at(client, metrics=metrics, metrics_urls=metrics_urls, tables=tables, **options)
    return judged(look)


def judged(look: Look) -> Report:
    """The report of a look. Pure, but for the facts of this side."""
    findings = [finding for check in CHECKS for finding in check(look)]
    cluster = f"cluster {look.view.cluster_id:x}" if look.view.cluster_id else "cluster"
    return Report(findings, facts(look.settings, look.view.answers), cluster)
