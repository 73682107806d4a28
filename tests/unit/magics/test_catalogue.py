"""The list of sub-commands, and what each says of itself."""

from __future__ import annotations

from unittest.mock import create_autospec

import pytest

from yamtam_nb.magics import catalogue
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.dispatch import dispatch, find
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


@pytest.mark.parametrize(
    ("line", "name", "rest"),
    [
        ("snapshot /a/", "snapshot", "/a/"),
        ("snapshot saved/", "snapshot", "saved/"),
        ("snapshot 'save'", "snapshot", "save"),
        ("snapshot --rev 3 /a/", "snapshot", "--rev"),
        ("snapshot", "snapshot", None),
        ("snapshot save etcd.db", "snapshot save", "etcd.db"),
        ("snapshot status etcd.db", "snapshot status", "etcd.db"),
    ],
)
def test_a_sub_command_can_be_a_group_as_well(line: str, name: str, rest: str | None) -> None:
    """The second word decides, unless it is in quotes."""
    scanner = Scanner(line)

    assert find(scanner) == name
    word = scanner.next()
    assert (word and word.text) == rest


def test_every_command_of_etcdctl_for_members_users_and_maintenance_is_there() -> None:
    """Under etcdctl's own names."""
    groups = {
        "member": {"list", "add", "remove", "update", "promote"},
        "endpoint": {"status", "health", "hashkv"},
        "alarm": {"list", "disarm"},
        "snapshot": {"save", "status"},
        "downgrade": {"validate", "enable", "cancel"},
        "auth": {"enable", "disable", "status"},
        "user": {"add", "get", "list", "delete", "passwd", "grant-role", "revoke-role"},
        "role": {"add", "get", "list", "delete", "grant-permission", "revoke-permission"},
    }
    for name, seconds in groups.items():
        assert seconds <= set(catalogue.group(name))
    assert {"defrag", "move-leader"} <= set(catalogue.COMMANDS)


GROUPS = [
    name for name in catalogue.first_words() if catalogue.group(name) and name not in catalogue.COMMANDS
]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_help_of_a_group_tells_what_it_has_and_does_none_of_it(group: str, flag: str) -> None:
    """``%etcd sandbox --help`` starts nothing."""
    said: list[str] = []
    context = create_autospec(Context, instance=True, namespace={})
    context.say = said.append

    assert dispatch(f"{group} {flag}", None, context) is None

    assert all(f"%etcd {group} {second} " in said[0] for second in catalogue.group(group))
    assert f"%etcd {group}\n" in said[0]
    assert not context.mock_calls
