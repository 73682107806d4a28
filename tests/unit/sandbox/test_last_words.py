"""What a dead server said, as etcd 3.5 really says it."""

from __future__ import annotations

import json

from yamtam_nb.sandbox.last_words import last_words, says_address_in_use


def entry(level: str, msg: str, **more: str) -> str:
    """A line of etcd's zap log."""
    return json.dumps(
        {"level": level, "ts": "2026-11-23T01:53:27.297Z", "caller": "x.go:1", "msg": msg, **more}
    )


def test_the_worst_entry_wins() -> None:
    """Fatal goes before error before warn, wherever it stands."""
    log = [entry("fatal", "discovery failed", error="boom"), entry("warn", "slow"), entry("error", "bad")]
    assert last_words(log) == "discovery failed: boom"


def test_of_equals_the_latest_wins() -> None:
    """Among entries as bad, what was said last is nearest to the end."""
    assert last_words([entry("warn", "one"), entry("info", "noise"), entry("warn", "two")]) == "two"


def test_nothing_bad_is_no_words() -> None:
    """An uneventful log has no last words."""
    assert last_words([entry("info", "all is well"), "", "\n"]) == ""
    assert last_words([]) == ""


def test_plain_text_is_the_flag_parser_speaking() -> None:
    """Before its log exists etcd prints; the first line is the sentence, the rest is usage."""
    log = ["flag provided but not defined: -nope\n", "Usage:\n", "\n", "  etcd [flags]\n"]
    assert last_words(log) == "flag provided but not defined: -nope"


def test_a_go_panic_is_heard_over_warnings() -> None:
    """A panic prints its reason first and then stacks."""
    log = [entry("warn", "slow disk"), "panic: freelist corrupt\n", "\n", "goroutine 1 [running]:\n"]
    assert last_words(log) == "panic: freelist corrupt"


def test_a_fatal_entry_is_heard_over_plain_text() -> None:
    """When etcd itself said why it gives up, stray text does not hide it."""
    assert last_words(["some library says hi", entry("fatal", "cannot open wal")]) == "cannot open wal"


def test_json_that_is_no_entry_is_text() -> None:
    """A number or a list on a line of its own is not a log entry."""
    assert last_words(["[1, 2]"]) == "[1, 2]"


def test_address_in_use_is_recognised() -> None:
    """The one failure that another choice of ports heals."""
    words = last_words(
        [entry("fatal", "discovery failed", error="listen tcp 127.0.0.1:1: bind: address already in use")]
    )
    assert says_address_in_use(words)
    assert not says_address_in_use("permission denied")
