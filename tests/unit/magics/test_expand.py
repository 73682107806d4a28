"""Python variables in words."""

from __future__ import annotations

from typing import Any

import pytest

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.expand import expand, references
from yamtam_nb.magics.split import Scanner, Word


class Cluster:
    endpoints = ("http://127.0.0.1:1", "http://127.0.0.1:2")


NAMES: dict[str, Any] = {
    "E": "http://127.0.0.1:1,http://127.0.0.1:2",
    "env": "prod",
    "raw": b"\xff\x00",
    "n": 7,
    "rows": ["a", "b"],
    "cluster": Cluster(),
    "d": {"x": "y"},
}


def word(text: str) -> Word:
    found = Scanner(text).next()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$E", NAMES["E"]),
        ("${E}", NAMES["E"]),
        ("{E}", NAMES["E"]),
        ("/yamtam/$env/x", "/yamtam/prod/x"),
        ("/yamtam/{env}/{n}", "/yamtam/prod/7"),
        ('"/yamtam/$env x"', "/yamtam/prod x"),
        ("{cluster.endpoints}", Cluster.endpoints),
        ("{rows[-1]}", "b"),
        ("\"{d['x']}\"", "y"),
        ("{raw}", b"\xff\x00"),
        ("/k/$raw/é", b"/k/\xff\x00/\xc3\xa9"),
    ],
)
def test_variables_stand_for_their_values(text: str, expected: object) -> None:
    """Alone a variable is itself; within text it is written out."""
    assert expand(word(text), NAMES) == expected


@pytest.mark.parametrize(
    "text",
    [
        "'$E'",
        r"\$E",
        "'{E}'",
        r"\{E}",
        "{}",
        "{1+1}",
        "{a b}",
        '"{f()}"',
        "$",
        "$5",
        "{__import__('os').name}",
    ],
)
def test_text_that_is_no_variable_stays(text: str) -> None:
    """Quotes and backslashes switch expansion off; nothing is called or computed."""
    assert expand(word(text), NAMES) == word(text).text
    assert not references(word(text))


@pytest.mark.parametrize("text", ["$missing", "{missing}", "/a/{missing.x}", '"$missing"'])
def test_an_undefined_variable_is_named(text: str) -> None:
    """The message says which variable, and how to mean the characters."""
    with pytest.raises(EtcdUsageError, match=r"no Python variable 'missing'.*single quotes"):
        expand(word(text), NAMES)


def test_a_missing_attribute_is_named() -> None:
    """A wrong path says what failed."""
    with pytest.raises(EtcdUsageError, match=r"cluster\.nothing"):
        expand(word("{cluster.nothing}"), NAMES)


def test_only_text_bytes_and_numbers_stand_within_text() -> None:
    """A list inside a key would be a mistake."""
    with pytest.raises(EtcdUsageError, match=r"\$rows is a list"):
        expand(word("/a/$rows"), NAMES)
