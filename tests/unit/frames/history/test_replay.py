"""Replays that have to begin anew."""

from __future__ import annotations

from typing import cast

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted, WatchLost
from yamtam_nb.frames.history import replay as replaying
from yamtam_nb.frames.history.changes import Changes, Inconsistent
from yamtam_nb.frames.history.replay import MOST_TRIES, Replay, replay


def outcomes(monkeypatch: pytest.MonkeyPatch, *endings: Exception | Replay) -> list[Exception | Replay]:
    """Let attempts end like this, one after the other; gives those that are left."""
    left = list(endings)

    def run(_: object) -> Replay:
        ending = left.pop(0)
        if isinstance(ending, Exception):
            raise ending
        return ending

    monkeypatch.setattr(replaying._Attempt, "run", run)
    return left


def read() -> Replay:
    return replay(cast("Client", None), b"/p/", prefix=True, on_progress=lambda *_: None)


def test_a_compaction_or_a_hole_makes_it_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last attempt counts."""
    whole = Replay(Changes(), 7, 1, 0)
    left = outcomes(monkeypatch, Compacted(), Inconsistent("hole"), whole)

    assert read() is whole
    assert not left


@pytest.mark.parametrize(
    ("ending", "error", "words"),
    [(Compacted(), Compacted, "narrower prefix"), (Inconsistent("hole"), WatchLost, "hole.*another member")],
)
def test_it_is_given_up_after_five_times(
    monkeypatch: pytest.MonkeyPatch, ending: Exception, error: type[Exception], words: str
) -> None:
    """With one clear error that says what to do."""
    left = outcomes(monkeypatch, *[ending] * (MOST_TRIES + 1))

    with pytest.raises(error, match=words):
        read()
    assert len(left) == 1
