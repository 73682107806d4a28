"""When a stream of renewals counts as silent, and whose answer is whose: decisions on a clock made of numbers."""

from __future__ import annotations

from yamtam_nb.client.renewal import Renewal
from yamtam_nb.client.renewal_lane import LEASES_PER_LANE, LONGEST_PAUSE, MOST_LANES, Lane, kind_of, lane_for


def sent(lane: Lane, lease_id: int, at: float, ttl: int = 12) -> Renewal:
    """A renewal that was sent at that time; its patience is two seconds."""
    renewal = Renewal(lease_id, ttl, at + ttl, due=at)
    renewal.sent(at)
    lane.sent(renewal)
    return renewal


def test_a_long_queue_is_not_silence() -> None:
    """As long as answers keep coming in, those at the end of the queue are waited for a while longer."""
    lane = Lane("long")
    renewals = [sent(lane, number, 0.0) for number in range(3)]
    assert lane.silent(renewals[2], 2.0)
    lane.answered(0, 1.5)
    assert not lane.silent(renewals[2], 2.0)
    assert lane.silent(renewals[2], 3.5)


def test_a_queue_that_moves_too_slowly_is_left_in_time() -> None:
    """Twice the patience at most: the lease does not wait until it is over."""
    lane = Lane("long")
    renewals = [sent(lane, number, 0.0) for number in range(9)]
    for number in range(3):
        lane.answered(number, number + 1.0)
    assert lane.give_up_at(renewals[8]) == 4.0


def test_an_answer_belongs_to_the_oldest_request_for_its_lease() -> None:
    """Also when the lease was given up and taken up again in between, or a proxy answers out of order."""
    lane = Lane("long")
    first, other, second = sent(lane, 7, 0.0), sent(lane, 8, 0.1), sent(lane, 7, 0.2)
    assert lane.answered(8, 0.3) is other
    assert lane.answered(7, 0.3) is first
    assert lane.answered(7, 0.4) is second
    assert lane.answered(7, 0.5) is None


def test_what_a_stream_owes_is_known_when_it_is_left() -> None:
    """In the order of asking: the first is the one that the server was busy with."""
    lane = Lane("long")
    renewals = [sent(lane, number, 0.0) for number in range(3)]
    lane.answered(0, 0.1)
    assert lane.oldest() is renewals[1]
    assert lane.leave("http://silent") == (None, renewals[1:])
    assert (lane.oldest(), lane.avoid) == (None, "http://silent")


def test_pauses_grow_until_an_answer_comes() -> None:
    """So that a refusing member is not stormed."""
    lane = Lane("long")
    pauses = []
    for _ in range(6):
        lane.pause(0.0)
        pauses.append(lane.reopen_at)
    assert pauses == [0.1, 0.2, 0.4, 0.8, LONGEST_PAUSE, LONGEST_PAUSE]
    sent(lane, 7, 0.0)
    lane.answered(7, 0.0)
    lane.pause(0.0)
    assert lane.reopen_at == 0.1


def test_lanes_are_filled_before_new_ones_are_opened_and_evenly_after() -> None:
    """There are never more than a few, and short leases have their own."""
    lanes: list[Lane] = []
    for lease_id in range(1000):
        lane_for("long", lanes).members.add(lease_id)
        assert len(lanes) == min(lease_id // LEASES_PER_LANE + 1, MOST_LANES)
    assert {len(lane.members) for lane in lanes} == {1000 // MOST_LANES}
    assert lane_for("short", lanes) not in lanes[:MOST_LANES]
    assert (kind_of(9), kind_of(10)) == ("short", "long")
