"""What it takes to connect, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """Everything ``connect`` needs. The password never appears in its repr.

    Attributes:
        endpoints: URLs, ``http://host:port`` or ``https://host:port``.
        user: user name, or None for no password authentication.
        password: its password.
        ca_cert, cert, key: paths of PEM files: the CA to trust, the client certificate and its key.
        timeout: seconds that a call may take unless it says otherwise.
        insecure: allow credentials over plain HTTP to a host that is not loopback.
        profile: name of the profile that the settings came from, or "".
        protected: whether that profile is; a plan is applied to its cluster only with the plan's hash.
    """

    endpoints: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_cert: str | None = None
    cert: str | None = None
    key: str | None = None
    timeout: float = 5.0
    insecure: bool = False
    profile: str = ""
    protected: bool = False

    @property
    def tls(self) -> bool:
        """Whether any endpoint speaks TLS; one without a scheme does if a CA or a client certificate is given."""
        certificates = bool(self.ca_cert or self.cert)
        return any(
            endpoint.lower().startswith("https://") or (certificates and "://" not in endpoint)
            for endpoint in self.endpoints
        )
