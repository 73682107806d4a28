"""Whose metrics could be read. Pure."""

from __future__ import annotations

from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look
from yamtam_nb.errors import YamtamError


def check(look: Look) -> list[Finding]:
    """A row of what is not known, and why."""
    if not look.metrics:
        said = "were not read: nothing is said of disks, requests, proposals and clocks"
        return [Finding("metrics", "grey", said)]
    silent = [
        (view.seat.name, look.after[view.seat.endpoint])
        for view in look.view
        if isinstance(look.after.get(view.seat.endpoint), YamtamError)
    ]
    if not silent:
        return []
    names, (_, error) = ", ".join(name for name, _ in silent), silent[0]
    advice = "If they are served elsewhere (--listen-metrics-urls), say where: metrics_urls=, --metrics-url."
    return [Finding("metrics", "grey", f"of {names} cannot be read ({str(error)[:160]})", advice)]
