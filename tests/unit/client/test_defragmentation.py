"""In which order members are defragmented, and what is known of their versions."""

from __future__ import annotations

import pytest

from yamtam_nb.client.defragmentation import in_order, warnings_about
from yamtam_nb.client.known_bugs import LEARNER_ADDRESS, release
from yamtam_nb.errors import DefragmentationStopped
from yamtam_nb.model import Member, MemberStatus

MEMBERS = [Member(number, f"m{number}", (), (), False) for number in (1, 2, 3)]


def status(member_id: int, *, leader: int = 1, version: str = "3.5.9") -> MemberStatus:
    return MemberStatus(
        f"http://m{member_id}", member_id, 1, 1, version, 100, 50, leader, 1, 1, 1, False, (), 0.0
    )


def test_the_leader_comes_last() -> None:
    """The others in the order of the list."""
    ordered = in_order(MEMBERS, {number: status(number) for number in (1, 2, 3)})

    assert [(member.name, member.is_leader, member.before) for member in ordered] == [
        ("m2", False, 100),
        ("m3", False, 100),
        ("m1", True, 100),
    ]


def test_learners_are_skipped() -> None:
    """etcd serves them nothing of the kind; it says so."""
    learner = Member(3, "m3", (), (), True)
    ordered = in_order([*MEMBERS[:2], learner], {number: status(number) for number in (1, 2, 3)})

    assert [(member.name, member.state) for member in ordered] == [
        ("m2", "waiting"),
        ("m3", "skipped"),
        ("m1", "waiting"),
    ]
    assert "learner" in ordered[1].reason


def test_nobody_is_kept_busy_while_another_is_silent() -> None:
    """It names who is."""
    with pytest.raises(DefragmentationStopped, match="Member m2 does not answer"):
        in_order(MEMBERS, {number: status(number) for number in (1, 3)})


@pytest.mark.parametrize(
    ("version", "risky"),
    [
        ("3.4.20", False),
        ("3.5.0", True),
        ("3.5.1", True),
        ("3.5.5", True),
        ("3.5.6", False),
        ("3.6.0-rc.1", False),
        ("odd", False),
    ],
)
def test_versions_that_can_lose_data_are_named(version: str, risky: bool) -> None:
    """With what to do about it."""
    warnings = warnings_about([status(1, version="3.5.9"), status(2, version=version)])

    assert bool(warnings) is risky
    assert all(version in warning and "hash_kv_all" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("version", "promotes"),
    [("3.4.44", True), ("3.5.30", True), ("3.5.31", False), ("3.6.11", True), ("3.6.12", False), ("3.7.0", False)],
)  # fmt: skip
def test_versions_that_promote_by_accident_are_known(version: str, promotes: bool) -> None:
    """Releases compare as numbers."""
    assert LEARNER_ADDRESS.in_version(version) is promotes
    assert release("3.10.2") > release("3.9.10")
