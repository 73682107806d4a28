"""Addresses as people write them."""

from __future__ import annotations

import pytest

from yamtam_nb.errors import InvalidEndpoint
from yamtam_nb.rpc.endpoint import Endpoint


@pytest.mark.parametrize(
    ("text", "tls", "expected"),
    [
        ("http://127.0.0.1:2379", False, Endpoint("http://127.0.0.1:2379", "127.0.0.1:2379", False)),
        ("https://etcd-1:2379", False, Endpoint("https://etcd-1:2379", "etcd-1:2379", True)),
        ("http://etcd-1:2379", True, Endpoint("http://etcd-1:2379", "etcd-1:2379", False)),
        ("etcd-1:22379", False, Endpoint("http://etcd-1:22379", "etcd-1:22379", False)),
        ("etcd-1:22379", True, Endpoint("https://etcd-1:22379", "etcd-1:22379", True)),
        ("etcd-1", False, Endpoint("http://etcd-1:2379", "etcd-1:2379", False)),
        ("HTTP://ETCD-1", False, Endpoint("http://etcd-1:2379", "etcd-1:2379", False)),
        ("  http://a:1/ ", False, Endpoint("http://a:1", "a:1", False)),
        ("http://[::1]:2379", False, Endpoint("http://[::1]:2379", "[::1]:2379", False)),
        ("[2001:db8::1]", True, Endpoint("https://[2001:db8::1]:2379", "[2001:db8::1]:2379", True)),
        ("http://a:65535", False, Endpoint("http://a:65535", "a:65535", False)),
    ],
)
def test_an_endpoint_is_read(text: str, tls: bool, expected: Endpoint) -> None:
    """The scheme written wins; without one TLS decides; without a port it is 2379."""
    assert Endpoint.parse(text, tls=tls) == expected


def test_host_and_port_come_apart_again() -> None:
    """IPv6 without its brackets."""
    assert (Endpoint.parse("http://[::1]:23").host, Endpoint.parse("http://[::1]:23").port) == ("::1", 23)
    assert (Endpoint.parse("a:23").host, Endpoint.parse("a:23").port) == ("a", 23)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "http://",
        "http://:2379",
        "ftp://a:2379",
        "unix:///var/run/etcd.sock",
        "http://a:0",
        "http://a:65536",
        "http://a:port",
        "http://a b:2379",
        "http://a\n:2379",
        "http://a:2379\tb",
        "http://a:2379/v3",
        "http://a:2379?x=1",
        "http://a:2379#x",
        "::1:2379",
        "http://[::1",
        "a,b",
    ],
)
def test_junk_is_refused(text: str) -> None:
    """With the error that says how to write it."""
    with pytest.raises(InvalidEndpoint, match="http"):
        Endpoint.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://u:s3cret@a:2379",
        "http://:s3cret@a",
        "u:s3cret@a:2379",
        "http://u:s3cret@a:99999",
        "http://s3cret@",
    ],
)
def test_a_password_in_an_endpoint_is_refused_and_not_repeated(text: str) -> None:
    """The message must not carry it into a saved notebook."""
    with pytest.raises(InvalidEndpoint) as caught:
        Endpoint.parse(text)
    assert "s3cret" not in str(caught.value)
    assert "user" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "loopback"),
    [
        ("http://127.0.0.1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]", True),
        ("http://localhost", True),
        ("http://LOCALHOST", True),
        ("http://10.0.0.1", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://[::]", False),
        ("http://0.0.0.0", False),
    ],
)
def test_loopback_is_told_from_elsewhere(text: str, loopback: bool) -> None:
    """What looks like this machine but is not must not be taken for it: a password may follow."""
    assert Endpoint.parse(text).loopback is loopback
