"""The list of sub-commands, and what each says of itself."""

from __future__ import annotations

import pytest

from yamtam_nb.magics import catalogue
from yamtam_nb.magics.dispatch import find
from yamtam_nb.magics.parser import parse
from yamtam_nb.magics.split import Scanner
from yamtam_nb.magics.usage import command_help

NAMES = {"E": "http://127.0.0.1:1", "limits": {"a": 1}}


@pytest.mark.parametrize("name", catalogue.COMMANDS)
def test_help_shows_examples_that_can_be_read(name: str) -> None:
    """Each example of each sub-command goes through the parser, and is one of that sub-command."""
    spec = catalogue.load(name).SPEC
    assert spec.examples
    assert spec.summary.startswith(catalogue.COMMANDS[name].summary.rstrip("."))
    for example in spec.examples:
        scanner = Scanner(example.partition("%etcd")[2])
        assert find(scanner) == name
        parse(spec, scanner, NAMES)
        assert example in command_help(spec)


@pytest.mark.parametrize("name", catalogue.COMMANDS)
def test_flags_are_named_once(name: str) -> None:
    """No two flags of a sub-command share a name or a letter."""
    flags = catalogue.load(name).SPEC.all_flags
    assert len({flag.name for flag in flags}) == len(flags)
    letters = [flag.short for flag in flags if flag.short]
    assert len(set(letters)) == len(letters)
