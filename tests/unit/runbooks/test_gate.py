"""What a gate decides."""

from __future__ import annotations

import pytest

from yamtam_nb.runbooks.gate import decide


@pytest.mark.parametrize(
    ("size", "dry_run", "approve", "sandbox", "decision"),
    [
        (0, False, "", False, "nothing to do"),
        (0, True, "", False, "nothing to do"),
        (2, True, "abc", False, "dry run"),
        (2, True, "sandbox", True, "dry run"),
        (2, False, "abc", False, "open"),
        (2, False, "sandbox", True, "open"),
        (2, False, "sandbox", False, "closed"),
        (2, False, "", True, "closed"),
        (2, False, "abd", False, "closed"),
    ],
)
def test_only_the_hash_or_a_sandbox_opens_a_gate(
    size: int, dry_run: bool, approve: str, sandbox: bool, decision: str
) -> None:
    """A dry run never opens it, an empty plan needs no opening, anything else but the very hash closes it."""
    gate = decide("abc", size=size, dry_run=dry_run, approve=approve, sandbox=sandbox)

    assert gate.decision == decision
    assert gate.passed == (decision != "closed")


@pytest.mark.parametrize("approve", ["", "sandbox", "abd"])
def test_a_closed_gate_says_how_to_open_it(approve: str) -> None:
    """The sentence names the hash to approve."""
    gate = decide("abc", size=1, dry_run=False, approve=approve, sandbox=False)

    assert "approve='abc'" in gate.reason
