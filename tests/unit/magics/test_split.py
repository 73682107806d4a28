"""Cutting a line into words."""

from __future__ import annotations

import pytest

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.split import Scanner


def words(line: str) -> list[str]:
    scanner = Scanner(line)
    found = []
    while (word := scanner.next()) is not None:
        found.append(word.text)
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("get /a --prefix", ["get", "/a", "--prefix"]),
        ("put k 'two words'", ["put", "k", "two words"]),
        ('put k "say \\"hi\\""', ["put", "k", 'say "hi"']),
        ("put k 'a\\b'", ["put", "k", "a\\b"]),
        (r"put k C:\data", ["put", "k", r"C:\data"]),
        (r"put k one\ word", ["put", "k", "one word"]),
        ('get "" --prefix', ["get", "", "--prefix"]),
        ("a'b'\"c\"", ["abc"]),
        ("  \t ", []),
        ("--flag='x y'", ["--flag=x y"]),
    ],
)
def test_words_are_cut_as_a_shell_does(line: str, expected: list[str]) -> None:
    """Quotes group, backslashes escape only what needs it."""
    assert words(line) == expected


@pytest.mark.parametrize("tail", ['{"a": "it\'s $5 {x}"}', "  two  blanks ", "", "a -- b", "'open quote"])
def test_what_follows_a_lone_double_dash_is_verbatim(tail: str) -> None:
    """The tail is never read, whatever quotes, braces or dollars stand in it."""
    scanner = Scanner(f"put k -- {tail}")
    assert [scanner.next().text, scanner.next().text, scanner.next()] == ["put", "k", None]  # type: ignore[union-attr]
    assert scanner.tail == tail


def test_a_quoted_double_dash_is_a_word() -> None:
    """Quotes take the meaning away."""
    assert words("get '--' x") == ["get", "--", "x"]


@pytest.mark.parametrize(
    "json_text",
    ['{"a": 1}', '{"a":"it\'s"}', '{"price": "$5", "t": "{name}"}', "[1, 2,   3]", '{"a": "\\"x\\" -- y"}'],
)
def test_a_json_value_is_taken_as_typed(json_text: str) -> None:
    """Blanks, apostrophes, dollars and braces inside JSON stay, and flags may follow."""
    scanner = Scanner(f"k {json_text} --lease 1")
    scanner.next()
    assert scanner.next_json() == json_text
    assert scanner.next().text == "--lease"  # type: ignore[union-attr]


@pytest.mark.parametrize("line", ["{name}", '{"a": 1,}', "{'a': 1}", '{"a": 1}x', "[1, 2", "{" * 5000])
def test_a_value_that_only_starts_like_json_is_refused(line: str) -> None:
    """It would lose its quotes silently otherwise."""
    with pytest.raises(EtcdUsageError, match=" -- "):
        Scanner(line).next_json()


def test_other_values_are_not_json() -> None:
    """Only an object or an array starts JSON."""
    assert Scanner("power").next_json() is None
    assert Scanner("'{}'").next_json() is None


def test_an_open_quote_is_an_error_unless_forgiven() -> None:
    """An apostrophe is told about; completion takes the half-typed word."""
    with pytest.raises(EtcdUsageError, match="No closing '"):
        words("put k it's")
    assert Scanner("'half typed", forgiving=True).next().text == "half typed"  # type: ignore[union-attr]
