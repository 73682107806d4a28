"""TLS: what is trusted, what is shown, and what is said when it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.sandbox import Cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One member that asks for a client certificate."""
    with Cluster.start(members=1, tls=True, fsync=False) as cluster:
        yield cluster


def files(cluster: Cluster) -> dict[str, Any]:
    """What a client of it needs."""
    return {"ca_cert": cluster.ca_cert, "cert": cluster.cert, "key": cluster.key}


def test_a_client_with_its_certificate_is_served(cluster: Cluster) -> None:
    """Mutual TLS."""
    with connect(cluster.endpoints, **files(cluster)) as client:
        client.put("/k", "v")
        assert client.get("/k")[0].text() == "v"
        assert client.settings.tls


def test_an_endpoint_without_a_scheme_speaks_tls_when_there_is_a_ca(cluster: Cluster) -> None:
    """For calls that name an endpoint as well."""
    bare = cluster.endpoints[0].removeprefix("https://")
    with connect(bare, **files(cluster)) as client:
        assert client.endpoints == tuple(cluster.endpoints)
        assert client.maintenance.status(bare).version
        assert client.settings.tls


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ca_cert": None, "cert": None, "key": None}, "certificate is not trusted"),
        ({"cert": None, "key": None}, r"asks for a client certificate\. Give cert= and key="),
    ],
    ids=["no CA", "no client certificate"],
)
def test_what_is_missing_is_named(change: dict[str, Any], words: str, cluster: Cluster) -> None:
    """gRPC itself says no more than that the connection failed."""
    with pytest.raises(e.TlsFailure, match=words) as caught:
        connect(cluster.endpoints, **{**files(cluster), **change})
    assert caught.value.definite


def test_a_foreign_ca_is_not_trusted(cluster: Cluster, tmp_path: Path) -> None:
    """Whoever signed it."""
    import trustme

    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    with pytest.raises(e.TlsFailure, match=r"not trusted: .*\. Check ca_cert= and the host name"):
        connect(cluster.endpoints, **{**files(cluster), "ca_cert": str(other)})


def test_a_client_certificate_of_a_foreign_ca_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    """By the server, and the message names the file."""
    import trustme

    stranger = trustme.CA().issue_cert("stranger")
    cert, key = tmp_path / "stranger.pem", tmp_path / "stranger.key"
    stranger.cert_chain_pems[0].write_to_path(str(cert))
    stranger.private_key_pem.write_to_path(str(key))
    with pytest.raises(e.TlsFailure, match=r"refuses the client certificate .*stranger\.pem"):
        connect(cluster.endpoints, ca_cert=cluster.ca_cert, cert=str(cert), key=str(key))


def test_plain_text_to_a_tls_port_says_so(cluster: Cluster) -> None:
    """With the address to use instead."""
    plain = cluster.endpoints[0].replace("https://", "http://")
    with pytest.raises(e.TlsFailure, match=f"speaks TLS. Use {cluster.endpoints[0]}"):
        connect(plain)


def test_tls_to_a_plain_port_says_so(etcd_cluster: Cluster, cluster: Cluster) -> None:
    """Likewise the other way round."""
    secure = etcd_cluster.endpoints[0].replace("http://", "https://")
    with pytest.raises(e.TlsFailure, match=f"does not speak TLS. Use {etcd_cluster.endpoints[0]}"):
        connect(secure, ca_cert=cluster.ca_cert)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ca_cert": "{missing}"}, "missing.pem cannot be read"),
        ({"cert": "{missing}"}, "missing.pem cannot be read"),
        ({"ca_cert": "{text}"}, "text.pem holds no CA certificate"),
        ({"cert": "{text}"}, "are not a certificate and its unencrypted key"),
        ({"key": None}, "give both cert and key"),
        ({"cert": None}, "give both cert and key"),
        ({"key": "{ca}"}, "are not a certificate and its unencrypted key"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_before_anything_is_sent(
    change: dict[str, str | None], words: str, cluster: Cluster, tmp_path: Path
) -> None:
    """gRPC would only say that the handshake failed."""
    (tmp_path / "text.pem").write_text("this is not a certificate\n")
    names = {"missing": tmp_path / "missing.pem", "text": tmp_path / "text.pem", "ca": cluster.ca_cert}
    given = {name: value and value.format(**names) for name, value in change.items()}
    with pytest.raises(e.InvalidArgument, match=words):
        connect(cluster.endpoints, **{**files(cluster), **given})


def test_a_certificate_that_has_ended_is_called_so(cluster: Cluster) -> None:
    """On either side; a connection that is there goes on, and once it is renewed new ones work without a restart."""
    ended = datetime.now(timezone.utc) - timedelta(days=1)
    with connect(cluster.endpoints, **files(cluster)) as client:
        cluster.renew_certificates(not_after=ended)
        with pytest.raises(e.TlsFailure, match=r"the server's certificate has expired\. Put a new one"):
            connect(cluster.endpoints, **files(cluster))
        assert client.put("/k", "v")

        cluster.renew_certificates(members=True, clients=True, not_after=None)
        cluster.renew_certificates(members=False, clients=True, not_after=ended)
        with pytest.raises(e.TlsFailure, match=r"client certificate .*client\.pem.*xpired"):
            connect(cluster.endpoints, **files(cluster))

        cluster.renew_certificates(members=False, clients=True)
        with connect(cluster.endpoints, **files(cluster)) as another:
            assert another.get("/k")[0].text() == "v"


def test_what_has_no_certificates_cannot_renew_them(etcd_cluster: Cluster) -> None:
    """It says how to have some."""
    with pytest.raises(e.InvalidArgument, match="start it with tls=True"):
        etcd_cluster.renew_certificates()
