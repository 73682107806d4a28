"""How members, hashes, defragmentations, snapshots, users and roles are drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import IPython.display
import pytest

from yamtam_nb.client.defragmentation import Defragmentation
from yamtam_nb.client.hashes import judge
from yamtam_nb.errors import Unavailable
from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.display import auth, defragmentation, hashes, membership, saved, steps
from yamtam_nb.magics.display.look import Look
from yamtam_nb.magics.members_told import MembersTold
from yamtam_nb.model import (
    Access,
    AuthStatus,
    DefragmentedMember,
    DowngradeResult,
    Forecast,
    LeaderMove,
    Member,
    MemberChange,
    MemberHash,
    Permission,
    Role,
    SavedSnapshot,
    User,
)

LOOK = Look(rows=50, width=100, cluster_name=lambda cluster_id: f"cluster {cluster_id:x}")
EVIL = "<script>alert(1)</script>"
MEMBER = Member(0xAB, EVIL, (f"http://{EVIL}",), (), True)
RISKY = Forecast("add", 3, 4, 2, 2)
DONE = DefragmentedMember(f"http://{EVIL}", 1, EVIL, True, "done", 2_000_000, 500_000, 0.5)
KEYS = Permission("read", KeyRange(EVIL.encode()))

DRAWN: list[tuple[Any, Any, Any]] = [
    (membership.change_text, membership.change_html, MemberChange("added", MEMBER, (MEMBER,), RISKY)),
    (
        hashes.text,
        hashes.html,
        judge(
            9,
            [MemberHash(EVIL, 1, 7, -1, 9), MemberHash("b", 2, 8, -1, 9), MemberHash("c", 3, 8, -1, 9)],
        ),
    ),
    (defragmentation.text, defragmentation.html, Defragmentation((DONE,), (EVIL,))),
    (defragmentation.member_text, defragmentation.member_html, DONE._replace(reason=EVIL)),
    (saved.saved_text, saved.saved_html, SavedSnapshot(Path(EVIL), 1056, "ab")),
    (auth.user_text, auth.user_html, User(EVIL, (EVIL,))),
    (auth.role_text, auth.role_html, Role(EVIL, (KEYS,))),
    (auth.permission_text, auth.permission_html, KEYS),
    (auth.access_text, auth.access_html, Access("read", KEYS.range, {EVIL: (EVIL,)}, False)),
]


@pytest.mark.parametrize(("text", "html", "result"), DRAWN)
def test_names_are_never_markup(
    text: Callable[[Any, Look], str], html: Callable[[Any, Look], str], result: Any
) -> None:
    """Whoever may name a member, a user, a role, a key or a file writes no page."""
    assert EVIL in text(result, LOOK)
    assert "<script" not in html(result, LOOK)
    assert "&lt;script" in html(result, LOOK)
    assert EVIL not in html(result, LOOK)


def test_a_verdict_says_in_words_what_its_colour_says() -> None:
    """Also in a terminal, and for whoever sees no colours."""
    drawn = membership.forecast_text(RISKY, LOOK)
    assert "NO QUORUM" in drawn
    assert "would lose quorum" in drawn
    differing = judge(
        9, [MemberHash("a", 1, 7, 2, 9), MemberHash("b", 2, 8, 2, 9), MemberHash("c", 3, 8, 2, 9)]
    )
    assert hashes.text(differing, LOOK).splitlines()[3].endswith("DIFFERS")
    silent = judge(
        9, [MemberHash("a", 1, 7, 2, 9), Unavailable("gone", endpoint="http://b", detail="refused")]
    )
    assert "refused" in hashes.text(silent, LOOK)


def test_short_results_are_one_line() -> None:
    """And the root role has no list, because it permits everything."""
    assert steps.move_text(LeaderMove(0xA, 0xB, 0.1), LOOK) == "leadership moved from a to b"
    assert steps.move_text(LeaderMove(0xB, 0xB, 0.1), LOOK) == "member b leads already"
    assert "3.6.0" in steps.downgrade_text(DowngradeResult("validate", "3.6.0"), LOOK)
    assert auth.status_text(AuthStatus(False, 3), LOOK) == "authentication is OFF · revision 3"
    assert auth.role_text(Role("root", (KEYS,)), LOOK) == "role root · permits everything"
    assert auth.access_text(Access("write", KEYS.range, {}, True), LOOK).endswith("nobody")


class _Handle:
    def __init__(self) -> None:
        self.shown: list[dict[str, str]] = []

    def update(self, bundle: dict[str, str], *, raw: bool) -> None:
        assert raw
        self.shown.append(bundle)


def test_a_notebook_sees_a_table_that_goes_on_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """One output, brought up to date; the result shows itself."""
    handle = _Handle()

    def display(bundle: dict[str, str], **_: Any) -> _Handle:
        handle.shown.append(bundle)
        return handle

    monkeypatch.setattr(IPython.display, "display", display)
    context: Any = SimpleNamespace(shows_widgets=True)
    with MembersTold(context) as told:
        told((DONE._replace(state="running"),))
        told((DONE,))

    assert len(handle.shown) == 3
    assert "running" in handle.shown[0]["text/html"]
    assert "<script" not in handle.shown[1]["text/html"]
    assert handle.shown[2]["text/html"] == ""


def test_a_terminal_is_told_once_of_each_member() -> None:
    """When its turn comes."""
    said: list[str] = []
    context: Any = SimpleNamespace(shows_widgets=False, say=said.append)
    running = DONE._replace(name="m1", state="running")
    with MembersTold(context) as told:
        told((running._replace(state="waiting"),))
        told((running,))
        told((running,))

    assert said == ["defragmenting m1 ..."]
