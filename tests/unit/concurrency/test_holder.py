"""What a holder says of itself in the value of its key."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta, timezone

import pytest

from yamtam_nb.concurrency.holder import Holder


def test_what_was_written_is_read() -> None:
    """All fields, moments with their time zone."""
    me = Holder.myself("schema 7")._replace(held_since=datetime.now(timezone.utc))
    assert Holder.read(me.value()) == me
    assert me.pid == os.getpid()
    assert me.since is not None
    assert timedelta(0) <= datetime.now(timezone.utc) - me.since < timedelta(seconds=5)


@pytest.mark.parametrize(
    "value", [b"", b"\xff", b"null", b"[]", b"{}", b'{"host": 1}', b"[" * 100_000, b"not JSON", b'"host"']
)
def test_a_value_that_is_something_else_is_no_holder(value: bytes) -> None:
    """etcdctl writes nothing; another program may write anything."""
    assert Holder.read(value) is None


def test_fields_of_the_wrong_kind_are_left_out() -> None:
    """The rest is still worth showing."""
    value = {"host": "h", "pid": "7", "user": ["x"], "what": None, "since": 12, "held_since": "yesterday"}
    assert Holder.read(json.dumps(value).encode()) == Holder("h", 0, "", "", None, None)


def test_a_moment_without_a_time_zone_is_universal_time() -> None:
    """So that ages can be worked out."""
    read = Holder.read(b'{"host": "h", "since": "2026-11-23T01:02:03"}')
    assert read is not None
    assert read.since == datetime(2026, 11, 23, 1, 2, 3, tzinfo=timezone.utc)


def test_a_holder_is_shown_in_one_line() -> None:
    """User, machine, process, purpose."""
    assert str(Holder("db-1", 7, "ann", "schema 7")) == "ann@db-1 pid 7 (schema 7)"
