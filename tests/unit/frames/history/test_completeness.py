"""When a replay is whole."""

from __future__ import annotations

import pytest

from yamtam_nb.frames.history.completeness import FULL, SILENCE, Completeness, Step

R = 5_000
HERE = ("http://a", 0)


def quiet(whole: Completeness, now: float, server: tuple[str, int] = HERE) -> Step:
    return whole.quiet(now, server, live=True, asked=False)


def test_a_change_at_the_revision_or_after_it_proves_it() -> None:
    """Watches deliver in order."""
    for upto in (R, R + 1):
        whole = Completeness(R)
        whole.received(1, R - 1, R - 1)
        assert not whole.proven

        whole.received(1, upto, upto)

        assert whole.proven


def test_a_batch_without_events_proves_what_it_says() -> None:
    """That is a promise of the server, as far as it goes."""
    whole = Completeness(R)

    whole.received(0, R - 1, R - 1)
    assert not whole.proven
    whole.received(0, R, R)

    assert whole.proven


@pytest.mark.parametrize(
    ("revisions", "head", "proven"),
    [
        (FULL - 1, R, True),
        (1, R + 7, True),
        (FULL, R, False),  # it may have been cut there
        (FULL + 1, R, False),
        (FULL - 1, R - 1, False),  # the member lags
        (1, 0, False),
    ],
)
def test_a_batch_that_is_not_full_was_the_last_of_its_member(revisions: int, head: int, proven: bool) -> None:
    """Fewer than a thousand revisions, from a member that had the revision when it sent them."""
    whole = Completeness(R)

    whole.received(revisions, R - 10, head)

    assert whole.proven is proven


def test_a_batch_of_which_something_was_dropped_proves_nothing() -> None:
    """It may have been full when it left."""
    whole = Completeness(R)

    whole.received(FULL - 1, R - 10, R, repeated=True)

    assert not whole.proven


def test_after_a_full_batch_and_silence_the_watch_is_made_again_once() -> None:
    """From its last event, so that the answer cannot be empty; if it is nevertheless, a read decides."""
    whole = Completeness(R)
    whole.received(FULL, R - 10, R)

    steps = [quiet(whole, now) for now in (0.0, SILENCE - 0.1, SILENCE)]
    after = quiet(whole, SILENCE + 0.1)

    assert steps == [Step.WAIT, Step.WAIT, Step.AGAIN]
    assert after is Step.LOOK


def test_silence_from_the_start_is_compared_when_the_member_had_the_revision_long_enough() -> None:
    """Nothing may have happened at all; a member that lags says nothing either."""
    whole = Completeness(R)

    assert quiet(whole, 0.0) is Step.LOOK
    whole.looked(0.0, R - 1)
    assert quiet(whole, SILENCE * 2) is Step.LOOK
    whole.looked(SILENCE * 2, R)
    assert quiet(whole, SILENCE * 3 - 0.1) is Step.WAIT
    assert quiet(whole, SILENCE * 3) is Step.COMPARE
    whole.compared(same=True)

    assert whole.proven


def test_what_does_not_add_up_is_waited_for_anew() -> None:
    """The silence before counts no more."""
    whole = Completeness(R)
    quiet(whole, 0.0)
    whole.looked(0.0, R)
    assert quiet(whole, SILENCE) is Step.COMPARE

    whole.compared(same=False)

    assert not whole.proven
    assert quiet(whole, SILENCE + 0.1) is Step.LOOK


@pytest.mark.parametrize("server", [("http://b", 0), ("http://a", 1)])
def test_another_stream_begins_a_silence_of_its_own(server: tuple[str, int]) -> None:
    """What one member had says nothing of another, and nothing of the same one after it was lost."""
    whole = Completeness(R)
    quiet(whole, 0.0)
    whole.looked(0.0, R)

    assert quiet(whole, SILENCE, server) is Step.LOOK


def test_silence_means_nothing_while_there_is_no_watch_or_the_server_was_asked() -> None:
    """A server that answers says how far it is; nothing is guessed then."""
    whole = Completeness(R)
    quiet(whole, 0.0)
    whole.looked(0.0, R)

    assert whole.quiet(SILENCE, HERE, live=False, asked=False) is Step.WAIT
    assert whole.quiet(SILENCE * 2, HERE, live=True, asked=True) is Step.WAIT
    assert quiet(whole, SILENCE * 3) is Step.LOOK
