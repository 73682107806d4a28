"""What a series of looks at the leader says."""

from __future__ import annotations

import pandas as pd

from yamtam_nb.client.cluster_view import ClusterView
from yamtam_nb.frames.terms import TermLook, Terms

FRAME = pd.DataFrame(
    [("<b>m1</b>", "leader", 0.6, None, 4.0, 0.0), ("m2\x1b", "follower", 0.004, 0.002, None, None)],
    columns=["member", "role", "fsync_p99", "commit_p99", "leader_changes", "heartbeats_late"],
)


def terms(*looks: TermLook) -> Terms:
    return Terms(looks, ClusterView([]), FRAME)


def test_looks_that_saw_the_same_are_one_stretch() -> None:
    """An election between them shows as another term; who led is told in order."""
    seen = terms(
        TermLook(0.0, 2, "m1"),
        TermLook(0.2, 2, "m1"),
        TermLook(1.4, 3, "", ("m1",)),
        TermLook(2.6, 4, "m2", ("m1",)),
    )

    assert [(each.term, each.leader, each.looks) for each in seen.stretches] == [
        (2, "m1", 2),
        (3, "", 1),
        (4, "m2", 1),
    ]
    assert (seen.elections, seen.leaders, seen.steady) == (2, ["m1", "m2"], False)
    assert repr(seen) == "<Terms 2 elections, 4 looks in 2.6 s: m1, then m2 led, now term 4>"


def test_one_leader_in_one_term_is_steady() -> None:
    """A look without a leader is not; a member that is silent meanwhile is no matter."""
    assert terms(TermLook(0.0, 2, "m1"), TermLook(0.2, 2, "m1", ("m3",))).steady
    assert not terms(TermLook(0.0, 2, "m1"), TermLook(0.2, 2, "")).steady


def test_names_of_members_are_hostile() -> None:
    """No markup and no control character of theirs reaches a page or a terminal."""
    seen = terms(TermLook(0.0, 2, "<i>m1</i>\x1b"), TermLook(0.2, 2, "<i>m1</i>\x1b"))

    page = seen._repr_html_()
    assert "<i>" not in page and "<b>m1" not in page and "\x1b" not in page
    assert "not known" in page
    assert "\x1b" not in repr(seen)
