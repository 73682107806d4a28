"""Reading a sub-command's words."""

from __future__ import annotations

import pytest

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.parser import parse
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.magics.split import Scanner

GET = Spec(
    "get",
    "Read keys.",
    (Positional("KEY", "a key", "bytes"), Positional("RANGE_END", "end", "bytes", required=False)),
    (
        Flag("prefix", "all below"),
        Flag("limit", "at most", "N", "integer"),
        Flag("lease", "a lease", "ID", "lease"),
        Flag("write-out", "format", "FORMAT", short="w", choices=("simple", "json")),
        Flag("timeout", "seconds", "SECONDS", "seconds"),
    ),
)
PUT = Spec(
    "put",
    "Write a key.",
    (Positional("KEY", "a key", "bytes"), Positional("VALUE", "its value", "value", required=False)),
    (Flag("prev-kv", "show the value before"),),
    takes_cell=True,
)
CONNECT = Spec(
    "connect", "Connect.", (Positional("ENDPOINT", "address", "endpoints", required=False, many=True),), ()
)
NAMES = {"E": "http://a:1,http://b:2", "key": b"\xff", "lease": 0x10, "rows": [1]}


def get(line: str) -> Arguments:
    return parse(GET, Scanner(line), NAMES)


def put(line: str, cell: str | None = None) -> Arguments:
    return parse(PUT, Scanner(line), NAMES, cell=cell)


def test_flags_and_words_may_be_mixed() -> None:
    """Flags stand before, between and after the words, as etcdctl takes them."""
    arguments = get("--prefix /a --limit 5 /b -w json")
    assert (arguments.key(), arguments.key("RANGE_END")) == ("/a", "/b")
    assert arguments.on("prefix")
    assert arguments.integer("limit") == 5
    assert arguments.text("write-out") == "json"


@pytest.mark.parametrize("line", ["/a --limit=5", "/a --limit 5", "--limit=5 /a"])
def test_a_flag_takes_its_value_after_a_blank_or_an_equals_sign(line: str) -> None:
    """Both spellings are etcdctl's."""
    assert get(line).integer("limit") == 5


@pytest.mark.parametrize("line", ["/a -w json", "/a -wjson", "/a -w=json", "/a --write-out=json"])
def test_short_flags_take_their_value_in_every_spelling(line: str) -> None:
    """-w json, -wjson and -w=json are one."""
    assert get(line).text("write-out") == "json"


def test_a_switch_can_be_switched_off() -> None:
    """--prefix=false is what pflag allows."""
    assert not get("/a --prefix=false").on("prefix")
    with pytest.raises(EtcdUsageError, match="on or off"):
        get("/a --prefix=maybe")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/a --prefx", "unknown flag --prefx. Did you mean --prefix?"),
        ("/a --pre", "unknown flag --pre"),
        ("/a -x", "unknown flag -x"),
        ("/a --limit", "--limit needs a value"),
        ("/a --limit five", "--limit takes a whole number, not 'five'"),
        ("/a --lease xyz", "--lease takes a lease ID in hexadecimal"),
        ("/a --limit 1 --limit 2", "--limit is given twice"),
        ("/a -w jsn", "-w takes one of simple, json, not 'jsn'. Did you mean json?"),
        ("", "KEY is missing: %etcd get KEY [RANGE_END] [flags]"),
        ("/a /b /c", "one word too many: '/c'"),
        ("{rows}", "KEY takes a str or bytes, not a list"),
        ("/a --timeout -1", "--timeout takes seconds"),
        ("/a --timeout inf", "--timeout takes seconds"),
        ("/a --timeout soon", "--timeout takes seconds"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(line: str, said: str) -> None:
    """Every usage error is one line and ends with where to look."""
    with pytest.raises(EtcdUsageError) as caught:
        get(line)
    message = str(caught.value)
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(("written", "seconds"), [("5", 5.0), ("0.5", 0.5), ("500ms", 0.5), ("1m30s", 90.0)])
def test_times_are_written_as_etcdctl_takes_them(written: str, seconds: float) -> None:
    """Seconds, or Go's durations."""
    assert get(f"/a --timeout {written}").number("timeout", 0) == seconds


def test_keys_and_flags_come_from_variables() -> None:
    """A key may be bytes, a lease its number, endpoints a list or a joined text."""
    arguments = get("{key} --lease $lease")
    assert arguments.key() == b"\xff"
    assert arguments.integer("lease") == 16
    connect = parse(CONNECT, Scanner("$E http://c:3"), NAMES)
    assert connect.many("ENDPOINT") == ["http://a:1", "http://b:2", "http://c:3"]
    assert get("/a --lease 0x10").integer("lease") == 16


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("k power", "power"),
        ("k $E", "$E"),
        ("k '{E}'", "{E}"),
        ('k {"tier": "$E", "n": {"x": "{E}"}}', '{"tier": "$E", "n": {"x": "{E}"}}'),
        ("k -- {E} it's $5 ", "{E} it's $5 "),
        ("k ''", ""),
        ("--prev-kv k -- --prev-kv", "--prev-kv"),
        ('k {"a": 1} --prev-kv', '{"a": 1}'),
    ],
)
def test_a_value_arrives_untouched(line: str, value: str) -> None:
    """Values are never expanded; JSON and the tail keep every character."""
    assert put(line).text("VALUE") == value


def test_the_key_of_a_put_is_expanded() -> None:
    """Only the value is left alone."""
    assert put("{key} $E").key() == b"\xff"


def test_a_value_with_blanks_says_how_to_write_it() -> None:
    """An unquoted second word is refused, not dropped."""
    with pytest.raises(EtcdUsageError, match="in quotes, or after ` -- `"):
        put("k two words")


def test_the_cell_is_the_value() -> None:
    """Under %%etcd the cell fills the value, and the line may not."""
    assert put("k", cell="line 1\nline 2").text("VALUE") == "line 1\nline 2"
    with pytest.raises(EtcdUsageError, match="the cell is the value"):
        put("k v", cell="x")
    with pytest.raises(EtcdUsageError, match="takes no cell"):
        parse(GET, Scanner("k"), NAMES, cell="x")


def test_help_needs_no_other_words() -> None:
    """--help works on an otherwise incomplete line."""
    assert get("--help").on("help")


def test_it_is_known_what_was_typed_out() -> None:
    """A secret that came from a variable is not in the notebook, one that was typed is."""
    assert "write-out" in get("/a -w json").literal
    assert "lease" not in get("/a --lease $lease").literal


@pytest.mark.parametrize("line", ["/a --command-timeout 2s", "/a --command-timeout=2000ms", "/a --timeout 2"])
def test_the_timeout_goes_by_etcdctls_name_too(line: str) -> None:
    """--command-timeout is what fingers know; it is no second flag."""
    assert get(line).number("timeout", 0) == 2
    with pytest.raises(EtcdUsageError, match="given twice"):
        get(f"{line} --timeout 3")
    with pytest.raises(EtcdUsageError, match="unknown flag --command-timeout"):
        put("/a b --command-timeout 2")
