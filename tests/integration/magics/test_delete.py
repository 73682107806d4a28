"""``%etcd del``."""

from __future__ import annotations

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import ConfirmationNeeded


@pytest.fixture
def filled(connected: TypingShell) -> TypingShell:
    """25 keys below P."""
    for number in range(25):
        yn.shared().put(f"{connected.user_ns['P']}{number:02}", "x")
    return connected


def count(shell: TypingShell) -> int:
    return yn.shared().get(shell.user_ns["P"], prefix=True).count


def test_one_key_goes_without_a_question(filled: TypingShell) -> None:
    """A single key is what was named."""
    assert filled.type("%etcd del {P}00").deleted == 1
    assert filled.type("%etcd del {P}00").deleted == 0
    assert filled.shown("%etcd del {P}01").startswith("1 key deleted · revision ")


@pytest.mark.parametrize("words", ["$P --prefix", "{P}00 {P}99", "{P}0 --from-key"])
def test_more_than_one_key_is_listed_and_kept(filled: TypingShell, words: str) -> None:
    """It raises, so that Run All stops, and shows the first 20 keys and how many there are."""
    with pytest.raises(ConfirmationNeeded, match="--yes") as caught:
        filled.type(f"%etcd del {words}")
    lines = "\n".join(caught.value._render_traceback_())
    assert f"{filled.user_ns['P']}19" in lines
    assert f"{filled.user_ns['P']}20" not in lines
    assert "more" in lines
    assert count(filled) == 25


def test_yes_deletes_them(filled: TypingShell) -> None:
    """--yes, and --prev-kv returns what went."""
    result = filled.type("%etcd del $P --prefix --yes --prev-kv")
    assert result.deleted == 25
    assert len(result.prev_kvs) == 25
    assert count(filled) == 0


def test_a_prefix_of_one_key_needs_no_yes(filled: TypingShell) -> None:
    """Only that key goes."""
    assert filled.type("%etcd del {P}24 --prefix").deleted == 1
    assert filled.type("%etcd del {P}zz --prefix").deleted == 0
    assert count(filled) == 24
