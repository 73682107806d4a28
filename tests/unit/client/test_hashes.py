"""What hashes of several members prove."""

from __future__ import annotations

import pytest

from yamtam_nb.client.hashes import HashVerdict, judge
from yamtam_nb.errors import Compacted, EtcdError, Unavailable
from yamtam_nb.model import MemberHash


def hashes(*pairs: tuple[int, int]) -> list[MemberHash | EtcdError]:
    """Members 1, 2, ... with a hash and a compact revision each."""
    return [
        MemberHash(f"http://m{number}", number, value, compacted, 9)
        for number, (value, compacted) in enumerate(pairs, 1)
    ]


SILENT = Unavailable("gone")


@pytest.mark.parametrize(
    ("answers", "verdict", "odd"),
    [
        (hashes((7, 1), (7, 1), (7, 1)), "consistent", []),
        (hashes((7, 1), (8, 1), (7, 1)), "differs", [2]),
        (hashes((7, 1), (8, 1)), "differs", []),
        (hashes((7, 1), (8, 1), (9, 1)), "differs", []),
        (hashes((7, 1), (7, 1), (8, 1), (9, 1), (7, 1)), "differs", [3, 4]),
        (hashes((7, 1), (7, 1), (8, 2)), "not comparable", []),
        (hashes((7, 1), (8, 2)), "not comparable", []),
        (hashes((7, 1), (8, 1), (7, 1), (5, 2)), "differs", [2]),
        (hashes((7, 1)), "not comparable", []),
        ([*hashes((7, 1), (7, 1)), SILENT], "incomplete", []),
        ([*hashes((7, 1)), SILENT], "not comparable", []),
        ([*hashes((7, 1), (8, 1)), SILENT], "differs", []),
        ([SILENT, Compacted("gone")], "not comparable", []),
    ],
)
def test_only_what_was_compared_is_said(
    answers: list[MemberHash | EtcdError], verdict: HashVerdict, odd: list[int]
) -> None:
    """The minority is named, silence is not agreement, and hashes over different histories prove nothing."""
    report = judge(9, answers)

    assert report.verdict == verdict
    assert [each.member_id for each in report.odd] == odd
    assert report.consistent == (verdict == "consistent")


def test_the_sentence_names_the_odd_member() -> None:
    """By its ID and where it is."""
    assert judge(9, hashes((7, 1), (8, 1), (7, 1))).sentence == (
        "DIFFERS at revision 9: member 2 at http://m2 holds something else than the majority"
    )
    assert "no majority" in judge(9, hashes((7, 1), (8, 1))).sentence
    assert "keep different revisions, 1..9, 2..9" in judge(9, hashes((7, 1), (8, 2))).sentence
    assert "only one member gave a hash" in judge(9, [*hashes((7, 1)), SILENT]).sentence
    assert "no member gave a hash" in judge(9, [SILENT]).sentence
    assert "1 did not say" in judge(9, [*hashes((7, 1), (7, 1)), SILENT]).sentence


def test_two_endpoints_of_one_member_are_one_member() -> None:
    """A member agrees with itself, which proves nothing."""
    once, other = hashes((7, 1), (7, 1))
    assert isinstance(once, MemberHash)
    again = once._replace(endpoint="http://localhost")

    assert judge(9, [once, again]).verdict == "not comparable"
    assert len(judge(9, [once, again, other]).hashes) == 2
    assert judge(9, [once, again, other]).consistent
