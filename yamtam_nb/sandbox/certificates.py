"""A certificate authority of the cluster's own, and what it signed."""

from __future__ import annotations

from pathlib import Path

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox.plan import TlsFiles


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
    server = authority.issue_cert(
        "127.0.0.1", "::1", "localhost", organization_name="yamtam-nb sandbox member"
    )
    client = authority.issue_cert("client.yamtam-nb.invalid", organization_name="yamtam-nb sandbox client")
    for leaf, cert, key in (
        (server, files.server_cert, files.server_key),
        (client, files.client_cert, files.client_key),
    ):
        leaf.cert_chain_pems[0].write_to_path(str(cert))
        leaf.private_key_pem.write_to_path(str(key))
    return files
