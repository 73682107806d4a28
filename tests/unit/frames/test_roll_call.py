"""What agents that are away have in common."""

from __future__ import annotations

from yamtam_nb.frames.roll_call import Called, Standing
from yamtam_nb.frames.roll_call_view import shared


def called(name: str, status: Standing, host: str = "", lease: int = 0, went: int = 0) -> Called:
    return Called(name, name.encode(), status, host, lease, None, 1, went, None)


def test_a_machine_a_lease_and_a_moment_are_found() -> None:
    """Each is told with how many of those that are away share it, and whether anybody there is online."""
    rows = [
        called("a", "offline", "worker-b", 10, 7),
        called("b", "offline", "worker-b", 10, 7),
        called("c", "late", "worker-c", 11),
        called("d", "online", "worker-b", 12),
        called("e", "left over", "worker-b"),
    ]

    assert shared(rows) == (
        "2 of 3 that are away were on host worker-b, where 1 other is online.",
        "2 of 3 that are away were on one lease, a.",
        "2 of 3 that are away went in one go, at revision 7.",
    )


def test_one_alone_has_nothing_in_common() -> None:
    """Nor have those whose machines are not known, and hostile names are written as escapes."""
    assert shared([called("a", "offline", "worker-b", 10, 7), called("b", "online", "worker-b")]) == ()
    assert shared([called("a", "offline"), called("b", "offline")]) == ()
    (said,) = shared([called("a", "late", "x\x1b"), called("b", "late", "x\x1b")])
    assert said == "2 of 2 that are away were on host x\\x1b, and nobody there is online."
