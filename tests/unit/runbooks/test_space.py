"""The room that databases take, as a table."""

from __future__ import annotations

from IPython.lib.pretty import pretty

from yamtam_nb.runbooks.space import MemberSpace, Space

QUOTA = 16_000_000


def member(name: str, size: int, *, quota: int = QUOTA, alarms: tuple[str, ...] = ()) -> MemberSpace:
    return MemberSpace(name, "follower", alarms, size, size // 2, quota)


def test_who_is_full_and_who_has_the_alarm_is_named() -> None:
    """Each for itself: the alarm of one stops all, and another may be full without one. CORRUPT is no lack of room."""
    space = Space(
        [
            member("m1", QUOTA, alarms=("NOSPACE",)),
            member("m2", QUOTA - 1, alarms=("CORRUPT",)),
            member("m3", QUOTA + 1),
        ]
    )

    assert space.alarmed == ["m1"]
    assert space.full == ["m1", "m3"]
    assert repr(space) == "<Space of 3 members, NOSPACE is raised for m1>"


def test_a_quota_that_nobody_tells_is_said_to_be_unknown() -> None:
    """It is not zero, and nobody is full by it."""
    space = Space([member("m1", QUOTA, quota=0)])

    assert space.full == []
    assert "not known" in pretty(space)
    assert "not known" in space._repr_html_()


def test_two_looks_are_compared_by_member() -> None:
    """What was given back is told for each and together; a member that was silent before or now does not count."""
    before = Space([member("m1", 10_000_000), member("m2", 0), member("m3", 9_000_000)])
    after = Space([member("m1", 1_000_000), member("m2", 4_000_000), member("m3", 0)]).since(before)

    assert after.reclaimed == 9_000_000
    assert after.title == "3 members, no NOSPACE alarm, 9.0 MB reclaimed"
    assert [line.split()[3:5] for line in pretty(after).splitlines()[2:3]] == [["10.0", "MB"]]
    assert list(after.df.before) == [10_000_000, 0, 9_000_000]


def test_a_name_of_a_member_is_shown_as_text() -> None:
    """Whoever starts a member names it."""
    assert "<script>" not in Space([member("<script>", 1, alarms=("<b>",))])._repr_html_()
