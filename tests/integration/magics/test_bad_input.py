"""Everything that people get wrong: one clear line each, a real exception, and no wall of traceback."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import (
    Compacted,
    EtcdUsageError,
    FutureRevision,
    InvalidArgument,
    LeaseNotFound,
    RequestTooLarge,
    TlsFailure,
    Unavailable,
    YamtamError,
)
from yamtam_nb.sandbox import Cluster


@pytest.fixture(scope="module")
def tls_cluster() -> Iterator[Cluster]:
    """One member that speaks TLS."""
    with Cluster.start(1, tls=True, fsync=False) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def web_server() -> Iterator[str]:
    """Something that speaks HTTP/1 and is no etcd."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def failure(shell: TypingShell, line: str, kind: type[YamtamError]) -> str:
    """The one line that the person sees."""
    with pytest.raises(kind) as caught:
        shell.type(line)
    shown = caught.value._render_traceback_()
    assert len(shown) == 1
    assert "\n" not in shown[0]
    assert len(shown[0]) < 330
    assert caught.value.__context__ is None
    return str(shown[0])


def test_no_server_at_the_address(shell: TypingShell) -> None:
    """The line names the address and that nothing listens there."""
    said = failure(shell, "%etcd connect http://127.0.0.1:1 --timeout 2", Unavailable)
    assert "127.0.0.1:1" in said
    assert "refused" in said.lower()


def test_a_port_that_speaks_http_1(shell: TypingShell, web_server: str) -> None:
    """The line says that something else answers there."""
    said = failure(shell, f"%etcd connect {web_server} --timeout 2", Unavailable)
    assert "HTTP/1" in said or "not etcd" in said


def test_tls_to_a_plain_port(shell: TypingShell, etcd_cluster: Cluster) -> None:
    """The line says to write http://."""
    address = etcd_cluster.endpoints[0].replace("http://", "https://")
    assert "http://" in failure(shell, f"%etcd connect {address} --timeout 2", TlsFailure)


def test_plain_text_to_a_tls_port(shell: TypingShell, tls_cluster: Cluster) -> None:
    """The line says to write https://."""
    address = tls_cluster.endpoints[0].replace("https://", "http://")
    assert "https://" in failure(shell, f"%etcd connect {address} --timeout 2", TlsFailure)


def test_a_certificate_that_is_not_trusted(shell: TypingShell, tls_cluster: Cluster) -> None:
    """Without the CA the line speaks of the certificate."""
    assert "ertificate" in failure(shell, f"%etcd connect {tls_cluster.endpoints[0]} --timeout 2", TlsFailure)


@pytest.mark.parametrize("content", [None, "no certificate at all"])
def test_a_ca_file_that_is_none(
    shell: TypingShell, tls_cluster: Cluster, tmp_path: Path, content: str | None
) -> None:
    """A missing or broken file is named, before anything is sent."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    said = failure(
        shell, f"%etcd connect {tls_cluster.endpoints[0]} --cacert {path} --timeout 2", YamtamError
    )
    assert str(path) in said


def test_an_address_that_is_none(shell: TypingShell) -> None:
    """ftp:// is no endpoint."""
    assert "is not an endpoint" in failure(shell, "%etcd connect ftp://x:1", InvalidArgument)


def test_a_compacted_revision(connected: TypingShell) -> None:
    """The line says that it is compacted."""
    prefix = connected.user_ns["P"]
    yn.shared().put(prefix + "a", "1")
    last = yn.shared().put(prefix + "a", "2").revision
    yn.shared().compact(last)
    connected.user_ns["r"] = last - 1
    assert "compacted" in failure(connected, "%etcd get {P}a --rev $r", Compacted)
    assert "compacted" in failure(connected, "%etcd snapshot {P} --rev $r", Compacted)
    assert "compacted" in failure(connected, "%etcd watch {P} --rev $r", Compacted)


def test_a_future_revision(connected: TypingShell) -> None:
    """The line says that it is one, and what to do."""
    assert "future revision. Ask for an older" in failure(
        connected, "%etcd get {P}a --rev 999999999", FutureRevision
    )


def test_a_value_of_two_mebibytes(connected: TypingShell) -> None:
    """The line names the limit."""
    connected.user_ns["big"] = "x" * (2 << 20)
    assert "1.5 MiB" in failure(connected, "%etcd put {P}big --value-from big", RequestTooLarge)


def test_a_lease_that_does_not_exist(connected: TypingShell) -> None:
    """The line says so, and nothing is written."""
    assert "lease" in failure(connected, "%etcd put {P}l v --lease abcdef", LeaseNotFound).lower()
    assert connected.type("%etcd get {P}l").count == 0


def test_a_key_that_utf8_cannot_carry(connected: TypingShell) -> None:
    """Half a surrogate pair is refused in a sentence."""
    connected.user_ns["half"] = "\ud800"
    assert "UTF-8" in failure(connected, "%etcd get {P}$half", InvalidArgument)
    assert "UTF-8" in failure(connected, "%etcd put {P}x --value-from half", InvalidArgument)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("get {P}a --prefx", "Did you mean --prefix?"),
        ("gte {P}a", "Did you mean get?"),
        ("sandbox strat", "Did you mean start?"),
        ("sandbox", "start, status, stop"),
        ("--prefix", "unknown flag"),
        ("get", "KEY is missing"),
        ("get {P}a --limit many", "whole number"),
        ("help gte", "Did you mean get?"),
        ("get {P}a {P}b --prefix", "not several"),
        ("watches --stop 99", "no live table '99'"),
    ],
)
def test_a_line_that_cannot_be_read(connected: TypingShell, line: str, said: str) -> None:
    """The nearest right word is named."""
    assert said in failure(connected, f"%etcd {line}", InvalidArgument)


def test_the_whole_traceback_can_be_had(connected: TypingShell) -> None:
    """short_errors = False is for whoever looks for a fault of ours."""
    connected.type("%config EtcdMagics.short_errors = False")
    with pytest.raises(FutureRevision) as caught:
        connected.type("%etcd get {P}a --rev 999999999")
    assert len("\n".join(caught.value._render_traceback_()).splitlines()) > 10


def test_a_prefix_and_a_range_of_a_watch(connected: TypingShell) -> None:
    """One or the other; and every key only with --all."""
    assert "not both" in failure(connected, "%etcd watch {P}a {P}b --prefix", EtcdUsageError)
    assert "--all" in failure(connected, "%etcd watch '' --prefix", EtcdUsageError)
    assert "KEY is empty" in failure(connected, "%etcd watch ''", EtcdUsageError)
    assert "range is empty" in failure(connected, "%etcd watch {P}b {P}a", InvalidArgument)
