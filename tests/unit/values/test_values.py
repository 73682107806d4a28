"""What a value is and how it is shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb import values


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (b"", "empty"),
        (b"power", "text"),
        (b"3", "text"),
        (b"true", "text"),
        (b'"quoted"', "text"),
        (b'{"tier": "power"}', "json"),
        (b" [1, 2]\n", "json"),
        (b"{not json}", "text"),
        (b"two\nlines\tand a tab", "text"),
        ("zażółć 你好".encode(), "text"),
        (b"\xff\xfe", "bytes"),
        (b"a\x00b", "bytes"),
        (b"\x1b[31mred", "bytes"),
        ("\u202egnp.exe".encode(), "bytes"),
        (b"[" * 100_000, "text"),
    ],
)
def test_every_value_has_one_kind(value: bytes, kind: str) -> None:
    """Control characters make a value binary, so that it cannot steer a terminal; deep nesting is only text."""
    assert values.kind(value) == kind


def test_binary_is_shown_as_hex_with_its_whole_length() -> None:
    """The hex may be cut, the length never is."""
    assert values.show(b"\xff") == "0xff (1 byte)"
    shown = values.show(bytes(range(256)))
    assert shown.startswith("0x000102")
    assert shown.endswith("… (256 bytes)")
    assert len(shown) < 160


def test_json_is_indented_for_reading_and_otherwise_left_as_it_is() -> None:
    """``show`` is what is stored, ``pretty`` what one reads."""
    assert values.show(b'{"a":1}') == '{"a":1}'
    assert values.pretty(b'{"a":1}') == '{\n  "a": 1\n}'
    assert values.pretty(b"plain") == "plain"
    assert values.pretty(b"\xff") == "0xff (1 byte)"


@given(st.binary(max_size=40))
def test_showing_never_fails_and_never_emits_a_control_character(value: bytes) -> None:
    """Whatever is stored, what is shown is printable, save for line breaks and tabs."""
    for shown in (values.show(value), values.pretty(value), values.show_key(value)):
        assert all(character.isprintable() or character in "\n\r\t" for character in shown)


@given(st.binary(max_size=12), st.binary(max_size=12))
def test_two_binary_keys_never_look_alike(one: bytes, other: bytes) -> None:
    """An escaped key can be told from any other escaped key."""
    if one != other and "\\x" in values.show_key(one) and "\\x" in values.show_key(other):
        assert values.show_key(one) != values.show_key(other) or _plain(one) or _plain(other)


def _plain(key: bytes) -> bool:
    """Whether a key is printable text as it is, and happens to contain a written escape."""
    try:
        return key.decode().isprintable()
    except UnicodeDecodeError:
        return False


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x, max_size=3)))
def test_decoding_gives_json_back(data: object) -> None:
    """Whatever JSON writes is read again."""
    assert values.decoded(json.dumps(data).encode()) == data


def test_decoding_falls_back_to_text_and_then_to_bytes() -> None:
    """Nothing that is stored raises."""
    assert values.decoded(b"power") == "power"
    assert values.decoded(b"") == ""
    assert values.decoded(b"\xff\xfe") == b"\xff\xfe"
    assert values.decoded(b"[" * 100_000) == "[" * 100_000
