"""What is done after a failed call."""

from __future__ import annotations

import pytest

from yamtam_nb import errors as e
from yamtam_nb.rpc import retry
from yamtam_nb.rpc.catalogue import Known, look_up
from yamtam_nb.rpc.methods import Repeat
from yamtam_nb.rpc.retry import Next

ALL = list(Repeat)
LOST = look_up("UNAVAILABLE", "Socket closed")
SILENT = look_up("DEADLINE_EXCEEDED", "Deadline Exceeded")
NEVER_SENT = look_up("UNAVAILABLE", "failed to connect to all addresses")
NO_LEADER = look_up("UNAVAILABLE", "etcdserver: no leader")
NO_SPACE = look_up("RESOURCE_EXHAUSTED", "etcdserver: mvcc: database space exceeded")
OVERLOADED = look_up("UNKNOWN", "etcdserver: too many requests")
DENIED = look_up("PERMISSION_DENIED", "etcdserver: permission denied")
STALE_TOKEN = look_up("UNAUTHENTICATED", "etcdserver: invalid auth token")
BROKEN_STREAM = look_up("INTERNAL", "Received RST_STREAM with error code 2")


def decide(repeat: Repeat, known: Known, *, password: bool = False, refreshes: int = 0) -> Next:
    """The next step, without a password unless told."""
    return retry.decide(repeat, known, password=password, refreshes=refreshes)


@pytest.mark.parametrize("known", [LOST, SILENT, BROKEN_STREAM], ids=["lost", "silent", "broken"])
def test_an_ambiguous_failure_ends_a_write_and_moves_a_read(known: Known) -> None:
    """The one rule that no write may escape: never sent twice."""
    assert decide(Repeat.NEVER, known) is Next.UNKNOWN
    assert decide(Repeat.READ, known) is Next.MOVE
    assert decide(Repeat.IDEMPOTENT, known) is Next.MOVE


@pytest.mark.parametrize("repeat", ALL)
@pytest.mark.parametrize("known", [NEVER_SENT, NO_LEADER, OVERLOADED], ids=["unsent", "leaderless", "busy"])
def test_a_call_that_certainly_had_no_effect_is_sent_again(repeat: Repeat, known: Known) -> None:
    """Nothing was proposed, so even a write may try elsewhere."""
    assert decide(repeat, known) is Next.MOVE


@pytest.mark.parametrize("repeat", ALL)
def test_a_refusal_that_no_other_member_would_change_stands(repeat: Repeat) -> None:
    """Asking someone else does not help."""
    assert decide(repeat, DENIED) is Next.RAISE


def test_a_full_database_leaves_a_write_open() -> None:
    """One of its three origins applies the write first."""
    assert decide(Repeat.NEVER, NO_SPACE) is Next.UNKNOWN


@pytest.mark.parametrize("repeat", ALL)
def test_a_stale_token_is_refreshed_a_few_times(repeat: Repeat) -> None:
    """Not without a password, and not for ever."""
    assert decide(repeat, STALE_TOKEN) is Next.RAISE
    steps = [decide(repeat, STALE_TOKEN, password=True, refreshes=n) for n in range(5)]
    assert steps == [Next.REFRESH] * retry.MOST_REFRESHES + [Next.RAISE] * (5 - retry.MOST_REFRESHES)


def test_there_is_no_pause_before_every_endpoint_was_tried_once() -> None:
    """Failing over to a healthy member must not wait."""
    lost = e.Unavailable("gone")
    assert [retry.pause(attempt, 3, lost) for attempt in (1, 2)] == [0.0, 0.0]
    assert retry.pause(3, 3, lost) > 0


def test_pauses_double_from_round_to_round_up_to_a_second() -> None:
    """Jittered by a quarter, so that clients do not march in step."""
    lost = e.Unavailable("gone")
    for round_, wait in enumerate([0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0], start=1):
        pauses = [retry.pause(round_ * 2, 2, lost) for _ in range(50)]
        assert wait * 0.75 <= min(pauses) <= max(pauses) <= wait * 1.25
    assert len(set(pauses)) > 10


def test_a_pause_stays_finite_after_very_many_rounds() -> None:
    """A long deadline must not run into an overflow."""
    assert retry.pause(100_000, 1, e.Unavailable("gone")) <= 1.25


def test_an_overloaded_cluster_is_left_alone_for_longer() -> None:
    """At least about half a second, also when other endpoints are left."""
    assert retry.pause(1, 3, e.TooManyRequests("busy")) >= 0.375


def test_a_read_leaves_half_of_its_time_for_another_endpoint() -> None:
    """A silent member costs half of the time; a write, which is never repeated, gets all of it."""
    assert retry.share(4.0, 3, Repeat.READ) == 2.0
    assert retry.share(4.0, 3, Repeat.IDEMPOTENT) == 2.0
    assert retry.share(4.0, 1, Repeat.READ) == 4.0
    assert retry.share(4.0, 3, Repeat.NEVER) == 4.0
