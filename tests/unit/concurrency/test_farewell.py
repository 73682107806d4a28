"""Taking back what was left in etcd."""

from __future__ import annotations

import threading
import time

import pytest

from yamtam_nb.concurrency.farewell import Parting, in_background, insist


def test_it_is_tried_until_etcd_was_told() -> None:
    """An answer that was lost is no answer."""
    answers = iter([Parting.UNKNOWN, Parting.UNKNOWN, Parting.TAKEN])
    assert insist(lambda: next(answers), lambda: True) is Parting.TAKEN
    assert next(answers, None) is None


def test_it_is_given_up_when_it_is_not_worth_it_any_more() -> None:
    """The lease is over by then."""
    assert insist(lambda: Parting.UNKNOWN, lambda: False) is Parting.UNKNOWN


def test_the_work_goes_on_when_the_wait_is_over() -> None:
    """An interrupt, or the end of patience, must not leave a key behind."""
    go_on, done = threading.Event(), threading.Event()

    def work() -> None:
        go_on.wait(5)
        done.set()

    begun = time.monotonic()
    in_background(work, wait=0.05)
    assert time.monotonic() - begun < 2
    assert not done.is_set()
    go_on.set()
    assert done.wait(5)


def test_work_that_fails_is_logged_and_kept_from_the_caller(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is left to be told."""
    in_background(lambda: 1 / 0, wait=5)
    assert "ZeroDivisionError" in caplog.text
