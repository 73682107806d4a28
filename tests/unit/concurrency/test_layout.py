"""The keys of a lock, in the layout of etcd's Go package."""

from __future__ import annotations

import pytest

from yamtam_nb.concurrency.layout import contender_key, contends, name_in, prefix_of
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.model import KeyValue


def test_a_contender_key_is_the_name_a_slash_and_the_lease_in_lowercase_hex_without_padding() -> None:
    """As Go's ``fmt.Sprintf("%s%x", pfx, lease)`` writes it."""
    assert (
        contender_key(prefix_of("schema-migration"), 0x694D71DDACFDA227)
        == b"schema-migration/694d71ddacfda227"
    )
    assert contender_key(prefix_of(b"\xff"), 0xA) == b"\xff/a"


@pytest.mark.parametrize("last", [b"1", b"694d71ddacfda227", b"f" * 16])
def test_a_key_that_ends_in_a_lease_contends(last: bytes) -> None:
    """Right under the name."""
    assert contends(b"a/" + last, b"a/")


@pytest.mark.parametrize(
    "key", [b"a/b/1f", b"a/", b"a/config", b"a/1F", b"a/01", b"a//1f", b"a/" + b"1" * 17, b"b/1f"]
)
def test_any_other_key_does_not_contend(key: bytes) -> None:
    """Neither the key of a lock whose name goes on after a slash, nor data that lies under the name."""
    assert not contends(key, b"a/")


@pytest.mark.parametrize("name", ["", b""])
def test_a_lock_needs_a_name(name: str | bytes) -> None:
    """Its keys would begin with a bare slash."""
    with pytest.raises(InvalidArgument, match="without a name"):
        prefix_of(name)


def test_a_key_of_any_lock_is_known_by_its_lease() -> None:
    """The last part must be the very lease that the key is bound to."""
    assert name_in(KeyValue(b"eu/jobs/1f", lease=0x1F)) == b"eu/jobs"
    assert name_in(KeyValue(b"eu/jobs/1f", lease=0x20)) is None
    assert name_in(KeyValue(b"eu/jobs/1f")) is None
    assert name_in(KeyValue(b"/1f", lease=0x1F)) is None
    assert name_in(KeyValue(b"1f", lease=0x1F)) is None
