"""A certificate authority of the cluster's own, and what it signed."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox.plan import TlsFiles

if TYPE_CHECKING:
    import trustme

_CA_KEY = "ca-key.pem"

_BEGINNING = datetime(2000, 1, 1, tzinfo=timezone.utc)
"""When they begin to be good: long ago, so that they may also have ended."""


def issue_certificates(directory: Path) -> TlsFiles:
    """Make a CA, a certificate for all members (127.0.0.1, ::1, localhost) and one for clients, as PEM files.

    The client certificate has no common name: etcd takes a common name for a user name, and a client
    that logs in with a password should not be somebody already.

    Raises:
        SandboxError: ``trustme`` is not installed.
    """
    try:
        import trustme
    except ImportError:
        raise SandboxError(
            'A cluster with TLS needs trustme. Install it with  pip install "yamtam-nb[sandbox]"'
        ) from None
    directory.mkdir(mode=0o700)
    files = TlsFiles(
        ca_cert=directory / "ca.pem",
        server_cert=directory / "server.pem",
        server_key=directory / "server-key.pem",
        client_cert=directory / "client.pem",
        client_key=directory / "client-key.pem",
    )
    authority = trustme.CA(organization_name="yamtam-nb sandbox")
    authority.cert_pem.write_to_path(str(files.ca_cert))
    authority.private_key_pem.write_to_path(str(directory / _CA_KEY))
    _issue_for_members(authority, files, None)
    _issue_for_clients(authority, files, None)
    return files


def renew_certificates(
    files: TlsFiles, *, members: bool, clients: bool, not_after: datetime | None = None
) -> None:
    """Make certificates anew, by the same CA, and put them in the place of those that are there.

    Args:
        files: where they are.
        members, clients: which.
        not_after: when they end to be good, also in the past; None for many years from now.
    """
    import trustme

    key = files.ca_cert.with_name(_CA_KEY).read_bytes()
    authority = trustme.CA.from_pem(files.ca_cert.read_bytes(), key)
    if members:
        _issue_for_members(authority, files, not_after)
    if clients:
        _issue_for_clients(authority, files, not_after)


def _issue_for_members(authority: trustme.CA, files: TlsFiles, not_after: datetime | None) -> None:
    leaf = authority.issue_cert(
        "127.0.0.1",
        "::1",
        "localhost",
        organization_name="yamtam-nb sandbox member",
        not_before=_BEGINNING,
        not_after=not_after,
    )
    _put(leaf, files.server_cert, files.server_key)


def _issue_for_clients(authority: trustme.CA, files: TlsFiles, not_after: datetime | None) -> None:
    leaf = authority.issue_cert(
        "client.yamtam-nb.invalid",
        organization_name="yamtam-nb sandbox client",
        not_before=_BEGINNING,
        not_after=not_after,
    )
    _put(leaf, files.client_cert, files.client_key)


def _put(leaf: trustme.LeafCert, cert: Path, key: Path) -> None:
    """Beside the old ones first: a member that reads them meanwhile finds whole files."""
    for blob, path in ((leaf.private_key_pem, key), (leaf.cert_chain_pems[0], cert)):
        new = path.with_suffix(".new")
        blob.write_to_path(str(new))
        new.replace(path)
