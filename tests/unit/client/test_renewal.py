"""When a lease is renewed and when it stops being believed in: decisions on a clock made of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb.client.renewal import LeaseState, Renewal


def renewal(ttl: int = 9, deadline: float = 9.0) -> Renewal:
    """A lease granted at 0."""
    return Renewal(1, ttl, deadline, due=ttl / 3)


def test_the_deadline_counts_from_the_sending() -> None:
    """The answer took two seconds; the server may have counted from the first moment on."""
    lease = renewal()
    lease.sent(3.0)
    lease.answered(9)
    assert lease.deadline == 12.0
    assert lease.due == 6.0


def test_a_renewal_is_due_every_third_of_the_ttl() -> None:
    """Whatever the answer takes."""
    lease = renewal(ttl=30, deadline=30.0)
    assert lease.next_event() == 10.0
    lease.sent(10.0)
    assert lease.due == 20.0
    lease.answered(30)
    assert (lease.next_event(), lease.deadline) == (20.0, 40.0)


def test_states_follow_the_clock() -> None:
    """Worked out at the time of asking, without anyone's help."""
    lease = renewal(ttl=10, deadline=10.0)
    assert [lease.state(now) for now in (0.0, 5.0, 5.1, 9.9, 10.0, 99.0)] == [
        LeaseState.ALIVE,
        LeaseState.ALIVE,
        LeaseState.SUSPECT,
        LeaseState.SUSPECT,
        LeaseState.EXPIRED_LOCAL,
        LeaseState.EXPIRED_LOCAL,
    ]


def test_a_clock_that_ran_during_suspend_ends_the_belief_at_once() -> None:
    """A night in a closed laptop: the first look afterwards says expired."""
    lease = renewal(ttl=30, deadline=30.0)
    assert lease.state(29.0) is LeaseState.SUSPECT
    assert lease.state(29.0 + 8 * 3600) is LeaseState.EXPIRED_LOCAL


def test_a_late_answer_may_revive_what_expired_here() -> None:
    """A new leader extends leases: passing the deadline is doubt and not proof."""
    lease = renewal()
    lease.sent(8.9)
    assert lease.state(10.0) is LeaseState.EXPIRED_LOCAL
    lease.answered(9)
    assert lease.state(10.0) is LeaseState.ALIVE


@pytest.mark.parametrize("ttl", [0, -1])
def test_only_the_server_can_say_that_a_lease_is_lost(ttl: int) -> None:
    """And then it stays lost."""
    lease = renewal()
    lease.sent(3.0)
    lease.answered(ttl)
    assert lease.state(3.1) is LeaseState.LOST
    assert lease.ended
    assert lease.deadline == 9.0


def test_an_answer_that_nobody_waits_for_changes_nothing() -> None:
    """It belongs to a question that was given up."""
    lease = renewal()
    lease.sent(3.0)
    lease.failed(3.5)
    lease.answered(9)
    assert (lease.deadline, lease.due) == (9.0, 3.5)


def test_silence_is_noticed_early_enough_for_two_more_tries() -> None:
    """Sent at a third of the TTL: a second endpoint and a third are asked before the deadline."""
    for ttl in (2, 5, 10, 30, 600):
        lease = renewal(ttl, float(ttl))
        tries, now = 0, lease.due
        while now < lease.deadline:
            lease.sent(now)
            tries += 1
            assert not lease.overdue(now + lease.patience * 0.99)
            now = lease.next_event()
            assert lease.overdue(now + 1e-6)
            lease.failed(now)
            assert lease.next_event() == now
        assert tries >= 3


def test_a_long_ttl_does_not_make_silence_last() -> None:
    """Three seconds at most before another endpoint is asked."""
    assert renewal(ttl=86_400, deadline=86_400.0).patience == 3.0


def test_stopping_on_purpose_is_told_from_losing() -> None:
    """The lease may live on; it is not renewed here any more."""
    lease = renewal()
    lease.released = True
    assert lease.state(1.0) is LeaseState.RELEASED
    assert lease.ended


@given(
    st.lists(st.tuples(st.floats(0.01, 20), st.floats(0, 20), st.integers(1, 60), st.booleans()), max_size=20)
)
def test_the_lease_is_never_believed_in_for_longer_than_the_server_keeps_it(
    story: list[tuple[float, float, int, bool]],
) -> None:
    """Whatever gets lost: the deadline is at most the last answered sending plus the TTL of its answer."""
    lease = renewal(ttl=10, deadline=10.0)
    now, certain = 0.0, 10.0
    for wait, transit, ttl, answered in story:
        now += wait
        lease.sent(now)
        sent = now
        now += transit
        if answered:
            lease.answered(ttl)
            certain = max(certain, sent + ttl)
        else:
            lease.failed(now)
        assert lease.deadline <= certain
        if lease.state(now) in (LeaseState.ALIVE, LeaseState.SUSPECT):
            assert now < certain
