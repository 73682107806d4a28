"""When a silent stream is probed, and when it is given up."""

from __future__ import annotations

from yamtam_nb.client.watch_heartbeat import ANSWER_WITHIN, BEAT, CREATE_WITHIN, PROBE_AFTER, Beat, Heartbeat


def live() -> Heartbeat:
    heart = Heartbeat(0.0)
    heart.created(0.0)
    heart.reading(0.0)
    return heart


def test_silence_is_noticed_within_twelve_seconds() -> None:
    """The promise is fifteen; gRPC's own pings may need all of it."""
    heart, now = live(), 0.0
    looks = []
    while Beat.DEAD not in looks:
        now += BEAT
        looks.append(heart.beat(now))
    assert now <= 12.0
    assert looks.count(Beat.PROBE) == 1


def test_an_answer_to_the_probe_is_a_sign_of_life() -> None:
    """And then the silence counts from there."""
    heart = live()
    assert heart.beat(PROBE_AFTER) is Beat.PROBE
    heart.heard(PROBE_AFTER + 0.1)
    heart.reading(PROBE_AFTER + 0.1)
    assert heart.beat(PROBE_AFTER + ANSWER_WITHIN + 1) is Beat.FINE
    assert heart.beat(2 * PROBE_AFTER + 1) is Beat.PROBE


def test_a_server_that_does_not_make_the_watch_is_left() -> None:
    """It may have been reached, and still not answer."""
    heart = Heartbeat(0.0)
    assert heart.beat(CREATE_WITHIN - 0.1) is Beat.FINE
    assert heart.beat(CREATE_WITHIN + 0.1) is Beat.DEAD


def test_a_slow_consumer_is_not_taken_for_a_dead_server() -> None:
    """While nobody reads, silence says nothing."""
    heart = live()
    heart.heard(1.0)
    assert heart.beat(500.0) is Beat.FINE
    heart.reading(500.0)
    assert heart.beat(500.5) is Beat.FINE
    assert heart.beat(500.0 + PROBE_AFTER) is Beat.PROBE


def test_a_machine_that_slept_asks_before_it_gives_up() -> None:
    """After an hour in a closed laptop the stream may still be good."""
    heart = live()
    assert heart.beat(3600.0) is Beat.PROBE
    assert heart.beat(3600.0 + BEAT) is Beat.FINE
    assert heart.beat(3600.0 + ANSWER_WITHIN + BEAT) is Beat.DEAD
