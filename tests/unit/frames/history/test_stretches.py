"""Cutting a long replay into stretches."""

from __future__ import annotations

import pytest

from yamtam_nb.frames.history.stretches import LARGEST, MOST_WATCHES, ROUNDS, cut

SPAN, SIZE = 1_000, 200_000


@pytest.mark.parametrize("end", [1_001 + SPAN * ROUNDS + 1, 100_000, 1_234_567])
def test_stretches_follow_each_other_up_to_the_end(end: int) -> None:
    """Each begins where the one before ends, and none is longer than it should be."""
    made = cut(1_001, end, SPAN, SIZE)

    lengths = [after - before for before, after in zip([1_001, *made.ends], made.ends, strict=False)]
    assert made.ends[-1] == end
    assert all(0 < length <= SPAN * ROUNDS for length in lengths)
    assert made.watches == MOST_WATCHES


@pytest.mark.parametrize("end", [1_002, 1_001 + SPAN * ROUNDS])
def test_what_is_short_is_left_whole(end: int) -> None:
    """Another watch would cost more than it brings."""
    assert cut(1_001, end, SPAN, SIZE) == ([end], 1)


def test_large_values_are_brought_by_few_watches_or_by_one() -> None:
    """What waits to be read takes memory."""
    half = LARGEST // ROUNDS // 2

    assert cut(1_001, 100_000, SPAN, half).watches == 2
    assert cut(1_001, 100_000, SPAN, half + 1) == ([100_000], 1)
    assert cut(1_001, 100_000, SPAN, 0).watches == MOST_WATCHES


def test_sparse_changes_make_long_stretches() -> None:
    """It is full responses that count, not revisions of the store."""
    assert cut(1_000_001, 3_000_001, 1_000_000, SIZE) == ([3_000_001], 1)
