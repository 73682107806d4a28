"""The progress bars of what takes long."""

from __future__ import annotations

from typing import Any

import IPython.display
import pytest

from yamtam_nb.frames import progress
from yamtam_nb.frames.progress import PATIENCE, TICK, ReadProgress, TimeProgress


class Screen:
    """Records what is displayed, at a time that the test sets."""

    def __init__(self) -> None:
        self.now = 100.0
        self.shown: list[str] = []

    def display(self, bundle: dict[str, str], **_: Any) -> Screen:
        self.shown.append(bundle["text/plain"])
        return self

    def update(self, bundle: dict[str, str], **_: Any) -> None:
        self.shown.append(bundle["text/plain"])


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(progress.time, "monotonic", lambda: screen.now)
    monkeypatch.setattr(progress, "in_kernel", lambda: True)
    monkeypatch.setattr(IPython.display, "display", screen.display)
    return screen


def test_a_quick_read_leaves_nothing_on_the_screen(screen: Screen) -> None:
    """Most reads are over in a moment."""
    bar = ReadProgress()
    bar(50, 100)
    screen.now += PATIENCE / 2
    bar(100, 100)
    assert screen.shown == []


def test_a_long_read_shows_how_far_it_is_and_then_what_it_took(screen: Screen) -> None:
    """One output, which ends as a plain sentence."""
    bar = ReadProgress()
    screen.now += PATIENCE
    bar(1_000, 4_000)
    screen.now += 1
    bar(2_000, 4_000)
    screen.now += 1
    bar(4_000, 4_000)
    assert screen.shown == [
        "1,000 of 4,000 keys read",
        "2,000 of 4,000 keys read",
        "4,000 keys read in 3.0 s",
    ]


def test_updates_are_not_sent_for_every_page(screen: Screen) -> None:
    """A few in a second are enough for the eye."""
    bar = ReadProgress()
    screen.now += PATIENCE
    for read in range(1_000):
        screen.now += 0.001
        bar(read, 4_000)
    assert 2 <= len(screen.shown) <= 6


def test_outside_a_kernel_nothing_is_shown(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program has its own ways to show progress."""
    monkeypatch.setattr(progress, "in_kernel", lambda: False)
    bar = ReadProgress()
    screen.now += 60
    bar(1, 2)
    bar(2, 2)
    assert screen.shown == []


def test_this_process_is_no_kernel() -> None:
    """Loading IPython alone does not make one."""
    assert not progress.in_kernel()


def test_what_takes_a_known_time_is_told_while_it_runs_and_leaves_nothing(screen: Screen) -> None:
    """At once, not for every call; also when it is interrupted."""
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt), TimeProgress("a check", 60, said.append) as shown:
        shown(0.2, "30 writes")
        shown(0.3, "45 writes")
        screen.now += TICK
        shown(0.4, "60 writes")
        raise KeyboardInterrupt
    assert screen.shown == ["a check: 0 of 60 s, 30 writes", "a check: 0 of 60 s, 60 writes", ""]
    assert said == []


def test_a_terminal_is_told_once_how_long_it_takes(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """There no output can be replaced."""
    monkeypatch.setattr(progress, "in_kernel", lambda: False)
    said: list[str] = []
    with TimeProgress("a check", 60, said.append) as shown:
        for second in range(3):
            screen.now += 1
            shown(second, "writes")
    assert (said, screen.shown) == (["a check: takes 60 s"], [])
