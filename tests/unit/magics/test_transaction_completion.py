"""What may stand at the cursor in a cell of ``%%etcd_txn``."""

from __future__ import annotations

import pytest

from yamtam_nb.magics.completion.line import transaction_above
from yamtam_nb.magics.completion.spelling import in_comparison, in_operation
from yamtam_nb.magics.completion.transaction import wanted_inside
from yamtam_nb.magics.completion.wanted import Wanted


def want(text: str) -> Wanted:
    body = transaction_above(f"%%etcd_txn --yes\n{text}")
    assert body is not None
    return wanted_inside(body)


@pytest.mark.parametrize("first", ["%%etcd_txn", "%%etcd txn", "%%etcd  txn --yes", "\n%%etcd_txn --python"])
def test_both_names_begin_a_transaction(first: str) -> None:
    """With or without flags."""
    assert transaction_above(f"{first}\nput /a") == "put /a"


@pytest.mark.parametrize(
    "cell",
    ["%%etcd_txn", "%%etcd put /a\nx", "%%time\n%%etcd_txn\n", "%%etcd_txns\n", "x = 1\n", "%etcd txn\n"],
)
def test_other_cells_do_not(cell: str) -> None:
    """Nor does the first line itself."""
    assert transaction_above(cell) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ['create("', 'lease("', 'mod("', 'value("', 'version("']),
        ("v", ['value("', 'version("']),
        ("# a comment\n  mo", ['mod("']),
        ('mod("/a") ', ["=", "!=", "<", ">"]),
        ('mod("/a")!', ["!="]),
        ('val("a\n\nb") ', ["=", "!=", "<", ">"]),
        ('mod("/a") > ', []),
        ('mod("/a") > "0"\n\n', ["get", "put", "del"]),
        ("\np", ["put"]),
        ("\n# a comment\nput /k 'a\n\n\nb'\nde", ["del"]),
        ("\n\ng", ["get"]),
        ("\n\n\ng", []),
        ("\n# ge", []),
        ("\nhost /a --", []),
        ("\nget /a --pre", ["--prefix"]),
        ("\nget /a --prefix --pr", []),
        ("\nget /a --sort-by=M", ["MODIFY"]),
        ("\nget /a --order D", ["DESCEND"]),
        ("\nput /a v --prev", ["--prev-kv"]),
        ("\nput /a --h", []),
    ],
)
def test_words_follow_from_the_block_and_the_place(text: str, words: list[str]) -> None:
    """Comparisons before the first empty line, operations after it, nothing after the third block."""
    assert sorted(want(text).words) == sorted(words)


@pytest.mark.parametrize(
    ("text", "fragment", "key"),
    [
        ('mod("/a', '"/a', "/a"),
        ("mod(", "", ""),
        ('val( "/a\\"b', '"/a\\"b', '/a"b'),
        ("\nget /c", "/c", "/c"),
        ("\nget /a /c", "/c", "/c"),
        ("\nget --prefix '/c d", "'/c d", "/c d"),
        ('\n\ndel "/\\x63', '"/\\x63', "/c"),
        ("\nput $a", "$a", "$a"),
        ("\nget /a --limit 5 ", "", ""),
    ],
)
def test_keys_are_wanted_where_a_key_stands(text: str, fragment: str, key: str) -> None:
    """With the quotes of Go resolved, and no variables."""
    assert (want(text).kind, want(text).fragment, want(text).text) == ("key", fragment, key)


@pytest.mark.parametrize(
    "text",
    ["\nput /k va", "\nput /k 'a\nge", '\nget "/a\\', '\nget "/\\q" /', "\nget /a --limit ", 'mod("/a") > "'],
)
def test_a_value_is_not_completed(text: str) -> None:
    """Nor what goes on over lines, nor half an escape."""
    assert (want(text).kind, want(text).words) == ("", ())


@pytest.mark.parametrize(
    ("key", "fragment", "typed"),
    [
        (b"/a", "", "/a"),
        (b"/$a{b}\\c", "", "/$a{b}\\c"),
        (b"/a b", "", '"/a b"'),
        (b'/a "b"', "", '"/a \\"b\\""'),
        (b"/a", '"/', '"/a"'),
        (b"/a'b", "'/", None),
        (b"--x", "", '"--x"'),
        (b"\xff", "", None),
        (b"/a\nb", "", None),
    ],
)
def test_a_key_is_spelled_so_that_it_is_read_back(key: bytes, fragment: str, typed: str | None) -> None:
    """In an operation bare where that can be; in a comparison always in double quotes, with what ends it."""
    from yamtam_nb.magics.transaction.reading import read

    assert in_operation(key, fragment, False) == typed
    if typed is not None:
        transaction = read(f"mod({in_comparison(key, '', False)} > 0\n\ndel {typed}")
        assert transaction.compare[0].range.key == transaction.success[0].range.key == key  # type: ignore[union-attr]
