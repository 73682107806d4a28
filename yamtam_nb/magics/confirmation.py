"""Changes that are not made by accident."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yamtam_nb.errors import ConfirmationNeeded
from yamtam_nb.magics.context import Context
from yamtam_nb.runbooks.current import refuse_unless_open
from yamtam_nb.values import show_key

SHOWN = 20
"""Keys that a refusal lists."""


def confirm_on_protected(context: Context, confirmed: bool, what: str) -> None:
    """On a profile with ``protected = true`` every change needs ``--yes``; in a runbook its gate must be open.

    Raises:
        ConfirmationNeeded: it is protected and nobody said yes.
        GateNotPassed: a runbook is under way in this kernel, and its gate was not passed.
    """
    refuse_unless_open(what)
    profile = context.state.profile
    if profile is not None and profile.protected and not confirmed:
        raise ConfirmationNeeded(
            f"Profile {profile.name!r} is protected and would {what}: add --yes if you mean it."
        )


def refusal(count: int, keys: Sequence[bytes]) -> ConfirmationNeeded:
    """What is raised instead of deleting ``count`` keys, with the first of them listed below."""
    error = ConfirmationNeeded(
        f"This would delete {count:,} keys and deleted none: add --yes if you mean it."
    )
    _add_notes(error, keys_listed(count, keys))
    return error


def keys_listed(count: int, keys: Sequence[bytes]) -> list[str]:
    """The keys, one on a line, and how many there are beside them."""
    lines = [f"  {show_key(key)}" for key in keys[:SHOWN]]
    left = count - len(lines)
    return [*lines, *([f"  ... and {left:,} more"] if left else [])]


def _add_notes(error: BaseException, lines: Iterable[str]) -> None:
    # Python 3.10 has no add_note; YamtamError shows __notes__ in every version.
    notes = [*getattr(error, "__notes__", ()), *lines]
    setattr(error, "__notes__", notes)  # noqa: B010 - mypy for 3.10 knows no __notes__
