"""The text of a transaction: how it is cut, quoted, read and complained about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.transaction.reading import read
from yamtam_nb.magics.transaction.source import source
from yamtam_nb.model import Compare, DeleteOp, GetOp, PutOp, TxnOp


def only(operation: str) -> object:
    """What one line of a transaction without comparisons is read as."""
    return read(f"\n{operation}").success[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('ver("k") = "1"', Compare.version("k", "==", 1)),
        ('version("k") != "1"', Compare.version("k", "!=", 1)),
        ('c("k") > "+5"', Compare.create_revision("k", ">", 5)),
        ('create("k") < "-5"', Compare.create_revision("k", "<", -5)),
        ('m("k") = 7', Compare.mod_revision("k", "==", 7)),
        ('mod( `k"` )=="7"', Compare.mod_revision('k"', "==", 7)),
        ('val("k") = "a b\\n\\xff\\u00e9\\101"', Compare.value("k", "==", b"a b\n\xff\xc3\xa9A")),
        ('value("a (b) \\"c\\"") = ""', Compare.value('a (b) "c"', "==", "")),
        ('lease("k") = "694d77aa9e38260f"', Compare.lease("k", "==", 0x694D77AA9E38260F)),
        ('val("k") = "one\n\n# two"', Compare.value("k", "==", "one\n\n# two")),
    ],
)
def test_a_comparison_is_read_as_etcdctl_reads_it(text: str, meant: Compare) -> None:
    """All targets by both their names, Go's quotes, and numbers without quotes, too."""
    assert read(text) == TxnOp((meant,))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("put k v", PutOp(b"k", b"v")),
        ("put k ''", PutOp(b"k")),
        ("put k 'a \"b\" \\n'", PutOp(b"k", b'a "b" \\n')),
        ('put "k\\x00\\xfe" "v\\t"', PutOp(b"k\x00\xfe", b"v\t")),
        ('put k "{\n  \\"a\\": 1\n\n}" --lease=1f', PutOp(b"k", b'{\n  "a": 1\n\n}', lease=31)),
        ("put k '-v' --prev-kv", PutOp(b"k", b"-v", prev_kv=True)),
        ("put -- k --v", PutOp(b"k", b"--v")),
        ("put k $V{x}", PutOp(b"k", b"$V{x}")),
        ("put k --ignore-value --ignore-lease", PutOp(b"k", ignore_value=True, ignore_lease=True)),
        ("get k", GetOp(KeyRange(b"k"))),
        ("get k m --keys-only", GetOp(KeyRange(b"k", b"m"), keys_only=True)),
        ("get --prefix '' --limit 3", GetOp(KeyRange(b"\0", b"\0"), limit=3)),
        ("get k --sort-by modify --order DESCEND", GetOp(KeyRange(b"k"), 0, 0, "descend", "mod")),
        ("get k --from-key --count-only", GetOp(KeyRange(b"k", b"\0"), count_only=True)),
        ("get k --rev 7 --consistency s", GetOp(KeyRange(b"k"), revision=7, serializable=True)),
        ('del "\\xff" --prefix --prev-kv', DeleteOp(KeyRange(b"\xff", b"\0"), prev_kv=True)),
        ("del k m --range", DeleteOp(KeyRange(b"k", b"m"))),
    ],
)
def test_an_operation_is_read_with_its_flags_and_quotes(text: str, meant: object) -> None:
    """What stands in quotes is neither a flag nor cut, and nothing is expanded."""
    assert only(text) == meant


def test_empty_lines_end_blocks_and_comments_do_not() -> None:
    """The end of the text ends the rest; empty lines after the third block are nothing."""
    text = '# first\nmod("k") = 0\n\n# then\nput k 1\n  # still then\nget k\n\nget k\n\n\n# over\n\n'

    transaction = read(text)

    assert len(transaction.compare) == 1
    assert transaction.success == (PutOp(b"k", b"1"), GetOp(KeyRange(b"k")))
    assert transaction.failure == (GetOp(KeyRange(b"k")),)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "there is nothing in it"),
        ("# nothing", "there is nothing in it"),
        ("put k v", "line 2: expected a comparison such as mod"),
        ('modd("k") = "0"', "line 2: modd() cannot be compared: there are ver,"),
        ('mod(k) = "0"', "line 2: expected the key in parentheses and double quotes"),
        ('mod("k") ~ "0"', "line 2: expected one of = != < >, found '~ \"0\"'"),
        ('mod("k") =', "line 2: expected what to compare with, in double quotes, found the end"),
        ('mod("k") = "x"', "line 2: expected a whole number, found 'x'"),
        (f'mod("k") = "{1 << 63}"', "line 2: expected a whole number"),
        ('lease("k") = "xyz"', "line 2: expected a lease ID in hexadecimal"),
        ('mod("k") = "0" put', "line 2: expected the end of the line, found 'put'"),
        ('mod("") = "0"', "line 2: The key is empty"),
        ('mod("k") = "0"\nval("x', 'line 3: the " that is opened here is never closed'),
        ("\nput k 'v", "line 3: the ' that is opened here is never closed"),
        ('\nmod("k") = "0"', "line 3: expected get, put or del, found"),
        ("\n\nputs k v", "line 4: expected get, put or del, found 'puts k v'. Did you mean put?"),
        ("\nput k", "line 3: %etcd put: VALUE is missing"),
        ("\nput '' v", "line 3: %etcd put: KEY is empty"),
        ("\nput k v w", "line 3: %etcd put: one word too many: 'w'"),
        ("\nput k v --leese 1", "Did you mean --lease?"),
        ("\nput k v --ignore-value", "--ignore-value keeps the value"),
        ('\nput k "\\q"', "line 3: \\q is no escape that Go knows"),
        ('\nput k "\\ud800"', "\\ud800 is no escape"),
        ("\nget", "line 3: %etcd get: KEY is missing"),
        ("\nget '' --prefix", "line 3: %etcd get: that reads every key"),
        ("\nget k --help", "belong to the first line of the cell"),
        ("\nget k -w json", "unknown flag -w"),
        ("\nget k m --prefix", "give one of --prefix, --from-key and RANGE_END"),
        ("\nget a\n\nget b\n\nget c", "line 7: expected the end, after the comparisons"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, complaint: str) -> None:
    """One sentence: the line as the editor counts it, what was expected, and what stands there."""
    with pytest.raises(EtcdUsageError) as raised:
        read(text)

    assert complaint in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_python_of_a_transaction_is_the_same_transaction() -> None:
    """What --python prints makes the call that the cell makes."""
    text = 'val("k\\xff") != "1"\n\nput k "2" --lease 5\nget k --prefix --limit 2\n\ndel k\n'
    made: dict[str, object] = {}

    class Shared:
        @staticmethod
        def txn(**parts: object) -> None:
            made.update(parts)

    code = source(read(text)).replace("import yamtam_nb as yn\n", "")
    exec(code, {"yn": type("yn", (), {"shared": Shared})})

    assert TxnOp(*(tuple(made[name]) for name in ("compare", "success", "failure"))) == read(text)  # type: ignore[arg-type]


@given(key=st.binary(min_size=1), value=st.binary())
def test_any_bytes_can_be_written_as_a_go_string(key: bytes, value: bytes) -> None:
    """Escaped byte by byte, a key and a value are what they were, in operations and in comparisons."""
    quoted = ['"' + "".join(f"\\x{byte:02x}" for byte in data) + '"' for data in (key, value)]

    transaction = read(f"val({quoted[0]}) = {quoted[1]}\n\nput {quoted[0]} {quoted[1]}\nget {quoted[0]}")

    assert transaction.compare == (Compare.value(key, "==", value),)
    assert transaction.success == (PutOp(key, value), GetOp(KeyRange(key)))


@given(value=st.text(st.characters(exclude_characters="'", exclude_categories=["Cs"])))
def test_single_quotes_keep_any_text_as_it_is(value: str) -> None:
    """Over line breaks, with empty lines, comment signs, backslashes and double quotes in it."""
    assert only(f"put k '{value}'") == PutOp(b"k", value.encode())


@pytest.mark.parametrize("value", ["\r\n", " \n", "a \r\n\tb \n "])
def test_white_space_at_the_end_of_a_quoted_line_belongs_to_the_value(value: str) -> None:
    """Also on the line that opens the quote; behind the last quote it does not count."""
    assert only(f"put k '{value}' \r") == PutOp(b"k", value.encode())
