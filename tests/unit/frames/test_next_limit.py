"""How many keys the next page asks for."""

from __future__ import annotations

import pytest

from yamtam_nb.client.pages import LARGEST, MOST_GROWTH, PART, SECONDS, SMALLEST, next_limit

SOON = 0.001
"""Seconds of a transfer that does not matter."""


def test_a_small_rest_is_read_at_once() -> None:
    """Below the smallest size another page costs more than it gains."""
    assert next_limit(read=4_000, size=4_000 * 100, seconds=SOON, left=SMALLEST // 100) == SMALLEST // 100


def test_a_larger_rest_is_read_in_pages_that_become_smaller() -> None:
    """A page takes its part of the rest."""
    assert next_limit(read=4_000, size=4_000 * 170, seconds=SOON, left=40_000) == int(40_000 * PART)


def test_a_page_does_not_exceed_the_largest_size() -> None:
    """Going by the average of the page before."""
    assert next_limit(read=4_000, size=4_000 * 1024, seconds=SOON, left=10**6) == LARGEST // 1024


def test_values_of_a_megabyte_come_a_few_at_a_time() -> None:
    """And never none."""
    assert next_limit(read=4, size=4 << 20, seconds=SOON, left=1_000) == 8
    assert next_limit(read=1, size=100 << 20, seconds=SOON, left=1_000) == 1


def test_a_slow_line_makes_pages_smaller() -> None:
    """A page that took four times the time wanted is followed by one of a quarter."""
    assert next_limit(read=4_000, size=4_000 * 170, seconds=4 * SECONDS, left=10**6) == 1_000


def test_tiny_values_do_not_make_the_next_page_huge() -> None:
    """What follows may be larger."""
    assert next_limit(read=100, size=100 * 20, seconds=SOON, left=10**6) == 100 * MOST_GROWTH


@pytest.mark.parametrize("left", [1, 2, 3])
def test_at_least_one_key_is_asked_for(left: int) -> None:
    """Also when a single one is larger than a page should be."""
    assert 1 <= next_limit(read=1, size=2 * LARGEST, seconds=10.0, left=left) <= left
