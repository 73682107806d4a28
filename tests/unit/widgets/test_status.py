"""Rates."""

from __future__ import annotations

import pytest

from yamtam_nb.widgets.status import RateMeter


def test_the_rate_is_that_of_the_last_seconds() -> None:
    """A burst is forgotten when the window has passed."""
    meter = RateMeter()
    for step in range(100):
        meter.add(10, step * 0.1)
    assert meter.rate(10.0) == pytest.approx(100, rel=0.03)
    assert meter.rate(10.0 + RateMeter.WINDOW) == 0
