"""Keys, prefixes and ranges: pure arithmetic on bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.keys import FROM_KEY, KeyRange, prefix_end, to_bytes

KEYS = st.one_of(
    st.binary(max_size=6),
    st.lists(st.sampled_from([0x00, 0x01, 0x61, 0xFE, 0xFF]), max_size=5).map(bytes),
)


@given(KEYS, KEYS)
def test_a_prefix_range_holds_exactly_the_keys_that_begin_with_the_prefix(prefix: bytes, key: bytes) -> None:
    """For every prefix and every key that can be stored: in the range if and only if it starts so."""
    if key:
        assert (key in KeyRange.of(prefix, prefix=True)) == key.startswith(prefix)


@given(KEYS, KEYS)
def test_a_range_from_a_key_holds_that_key_and_all_after_it(first: bytes, key: bytes) -> None:
    """``from_key`` has no end."""
    if key:
        assert (key in KeyRange.of(first, from_key=True)) == (key >= first)


@given(KEYS, KEYS, KEYS)
def test_a_range_is_half_open(first: bytes, end: bytes, key: bytes) -> None:
    """The first key belongs to it, the end does not."""
    if first and end not in (b"", FROM_KEY):
        assert (key in KeyRange.of(first, end)) == (first <= key < end)


@pytest.mark.parametrize(
    ("prefix", "end"),
    [
        (b"a", b"b"),
        (b"a/", b"a0"),
        (b"a\xff", b"b"),
        (b"a\xff\xff", b"b"),
        (b"a\xffb\xff", b"a\xffc"),
        (b"\xfe", b"\xff"),
        (b"\xff", FROM_KEY),
        (b"\xff\xff", FROM_KEY),
        (b"", FROM_KEY),
    ],
)
def test_the_end_of_a_prefix_is_cut_after_the_byte_that_grows(prefix: bytes, end: bytes) -> None:
    """Trailing 0xff bytes go; with nothing left to increment there is no end."""
    assert prefix_end(prefix) == end


def test_an_empty_prefix_means_every_key() -> None:
    """etcd refuses an empty key, so the range begins at the smallest one."""
    assert KeyRange.of("", prefix=True) == KeyRange(b"\0", b"\0")
    assert KeyRange.of("", from_key=True) == KeyRange(b"\0", b"\0")


def test_a_single_key_is_only_itself() -> None:
    """Without a range_end neither neighbours nor children belong to it."""
    one = KeyRange.of("/a")
    assert one.single
    assert b"/a" in one
    assert b"/a/" not in one
    assert "/a" not in one


@pytest.mark.parametrize(
    "options",
    [
        {"range_end": "b", "prefix": True},
        {"range_end": "b", "from_key": True},
        {"prefix": True, "from_key": True},
        {"range_end": b"", "prefix": True},
    ],
)
def test_two_ways_to_end_a_range_contradict_each_other(options: dict[str, object]) -> None:
    """They are refused rather than one of them ignored."""
    with pytest.raises(InvalidArgument, match="not several"):
        KeyRange.of("a", **options)  # type: ignore[arg-type]


def test_an_empty_key_is_refused_before_anything_is_sent() -> None:
    """The message names the way to ask for all keys."""
    with pytest.raises(InvalidArgument, match="prefix=True for all keys"):
        KeyRange.of("")


def test_text_is_utf_8_and_bytes_are_left_alone() -> None:
    """One place turns str into bytes."""
    assert to_bytes("Gerät/ü") == "Gerät/ü".encode()
    assert to_bytes(b"\xff\x00") == b"\xff\x00"
    assert to_bytes(bytearray(b"x")) == b"x"
    assert to_bytes(memoryview(b"xy")) == b"xy"


@pytest.mark.parametrize("wrong", [None, 1, 1.5, ["a"], object()])
def test_what_is_neither_text_nor_bytes_is_refused(wrong: object) -> None:
    """A number must not turn into its digits behind the user's back."""
    with pytest.raises(InvalidArgument, match="Expected str or bytes"):
        to_bytes(wrong)  # type: ignore[arg-type]


def test_text_that_utf_8_cannot_carry_is_refused() -> None:
    """A lone surrogate comes from a badly decoded file name, and has no UTF-8."""
    with pytest.raises(InvalidArgument, match="pass bytes instead"):
        to_bytes("\ud800")
