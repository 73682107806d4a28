"""The injector itself: a fault test is worth nothing if its fault does not happen."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.faults.proxy import Proxy


@pytest.fixture
def echo() -> Iterator[str]:
    """A server that sends back what it gets."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(echo: str) -> Iterator[Proxy]:
    """A proxy before the echo server."""
    proxy = Proxy(echo)
    yield proxy
    proxy.close()


@pytest.fixture
def connection(proxy: Proxy) -> Iterator[socket.socket]:
    """A connection through the proxy that has been used once."""
    with _connect(proxy) as connection:
        assert _ask(connection, b"hello") == b"hello"
        yield connection


def test_what_goes_in_comes_out(proxy: Proxy, connection: socket.socket) -> None:
    """A proxy that nobody told to misbehave carries all bytes and counts them."""
    big = bytes(range(256)) * 4096
    threading.Thread(target=connection.sendall, args=(big,)).start()
    assert _receive(connection, len(big)) == big
    traffic = proxy.traffic()
    assert (traffic.open, traffic.accepted) == (1, 1)
    assert traffic.to_server == traffic.to_client == len(big) + 5


def test_reset_is_seen_as_a_reset(proxy: Proxy, connection: socket.socket) -> None:
    """RST ends open connections with an error; new ones are served."""
    assert proxy.reset().open == 0
    with pytest.raises(ConnectionResetError):
        connection.recv(1)
    with _connect(proxy) as new:
        assert _ask(new, b"again") == b"again"


def test_finish_is_seen_as_an_orderly_end(proxy: Proxy, connection: socket.socket) -> None:
    """FIN ends open connections without an error."""
    proxy.finish()
    assert connection.recv(1) == b""


def test_refuse_turns_new_connections_away_and_keeps_the_old(proxy: Proxy, connection: socket.socket) -> None:
    """Refusing is about new connections only, and ends with resume."""
    proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        _connect(proxy)
    assert _ask(connection, b"still") == b"still"
    proxy.resume()
    with _connect(proxy) as new:
        assert _ask(new, b"back") == b"back"


@pytest.mark.parametrize("direction", ["both", "to_server", "to_client"])
def test_a_black_hole_holds_bytes_back_until_it_ends(
    proxy: Proxy, connection: socket.socket, direction: str
) -> None:
    """Connections stay open and silent, new ones are accepted and hang, and resume delivers."""
    proxy.blackhole(direction)
    with _connect(proxy) as new:
        for hanging in (connection, new):
            hanging.settimeout(0.2)
            hanging.sendall(b"lost?")
            with pytest.raises(TimeoutError):
                hanging.recv(1)
        carried = proxy.traffic()
        assert carried.to_client == 5
        assert carried.to_server == (15 if direction == "to_client" else 5)
        proxy.resume()
        for hanging in (connection, new):
            hanging.settimeout(5)
            assert _receive(hanging, 5) == b"lost?"


def test_cut_looks_like_a_dead_server(proxy: Proxy, connection: socket.socket) -> None:
    """After cut the open connections are reset and new ones refused."""
    proxy.cut()
    with pytest.raises(ConnectionResetError):
        connection.recv(1)
    with pytest.raises(ConnectionRefusedError):
        _connect(proxy)


def test_a_dead_target_resets_the_client() -> None:
    """A proxy whose server is not there does not pretend that it is."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    proxy = Proxy(f"http://127.0.0.1:{port}")
    try:
        with pytest.raises(ConnectionResetError), _connect(proxy) as connection:
            connection.recv(1)
    finally:
        proxy.close()


def _serve(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_echo, args=(connection,), daemon=True).start()


def _echo(connection: socket.socket) -> None:
    with connection:
        try:
            while chunk := connection.recv(65536):
                connection.sendall(chunk)
        except OSError:
            return


def _connect(proxy: Proxy) -> socket.socket:
    port = int(proxy.endpoint.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def _ask(connection: socket.socket, words: bytes) -> bytes:
    connection.sendall(words)
    return _receive(connection, len(words))


def _receive(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        chunk = connection.recv(count - len(received))
        assert chunk, "the connection ended early"
        received += chunk
    return received
