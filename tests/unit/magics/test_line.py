"""What the cursor stands in, and what may stand there."""

from __future__ import annotations

import pytest

from yamtam_nb.magics.completion.line import read_line
from yamtam_nb.magics.completion.wanted import Wanted, wanted


def want(text: str) -> Wanted:
    cursor = read_line(text)
    assert cursor is not None
    return wanted(cursor)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "etcd get /a",
        "%etcd",
        "%etcdx get",
        "print('%etcd get /a",
        "# %etcd get",
        "%%etcd_lock name",
        "x = 1",
    ],
)
def test_other_lines_are_not_ours(text: str) -> None:
    """Completion of Python is left alone."""
    assert read_line(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "%etcd get /c",
        "x = %etcd get /c",
        "    %etcd get /c",
        "df['a'] = %etcd get /c",
        "%%etcd put /c",
        "a, b = %etcd get /c",
    ],
)
def test_keys_are_wanted_wherever_the_magic_stands(text: str) -> None:
    """Assigned, indented and as a cell magic."""
    assert (want(text).kind, want(text).fragment) == ("key", "/c")


def test_a_value_is_not_completed() -> None:
    """Neither after -- nor as the second word of a put."""
    assert read_line("%etcd put /k -- /c") is None
    assert want("%etcd put /k po").kind == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%etcd sn", {"snapshot"}),
        ("%etcd sandbox st", {"start", "status", "stop"}),
        ("%etcd get /a --pr", {"--prefix", "--print-value-only"}),
        ("%etcd get /a --prefix --pr", {"--print-value-only"}),
        ("%etcd get /a -w ", {"simple", "json", "fields", "table"}),
        ("%etcd get /a --write-out=j", {"json"}),
        ("%etcd get /a --order D", {"DESCEND"}),
        ("%etcd help sna", {"snapshot"}),
    ],
)
def test_words_are_known_from_the_sub_commands(text: str, words: set[str]) -> None:
    """Sub-commands, flags that are not used yet, and the values of flags."""
    assert set(want(text).words) == words


@pytest.mark.parametrize(
    ("text", "kind", "fragment"),
    [
        ("%etcd use pr", "profile", "pr"),
        ("%etcd connect --profile pr", "profile", "pr"),
        ("%etcd connect $En", "variable", "En"),
        ("%etcd connect {En", "variable", "En"),
        ("%etcd put /k --value-from th", "variable", "th"),
        ("%etcd get /a/$na", "variable", "na"),
        ("%etcd get --limit 5 /c", "key", "/c"),
        ("%etcd get --prefix /c", "key", "/c"),
        ("%etcd get /a /c", "key", "/c"),
        ("%etcd get '/c d", "key", "'/c d"),
        ("%etcd get ", "key", ""),
        ("%etcd get /a --limit ", "", ""),
        ("%etcd connect --cacert /e", "file", "/e"),
        ("%etcd watches --stop ", "watch", ""),
    ],
)
def test_the_kind_of_a_word_follows_from_its_place(text: str, kind: str, fragment: str) -> None:
    """A flag's value, a variable or a positional."""
    assert (want(text).kind, want(text).fragment) == (kind, fragment)
