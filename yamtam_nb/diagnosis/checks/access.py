"""Who may do what. Pure."""

from __future__ import annotations

from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look, why
from yamtam_nb.errors import AuthError, Unsupported, YamtamError
from yamtam_nb.rpc.endpoint import Endpoint


def check(look: Look) -> list[Finding]:
    """Whether authentication is on, and as whom this client goes."""
    user = look.settings.user
    if isinstance(look.auth, AuthError) or (isinstance(look.auth, Unsupported) and _refused(look)):
        return [_on(user)]
    if isinstance(look.auth, Unsupported):
        # etcd 3.4 does not tell; but only while it is on are some refused, and only then a password brings a token.
        return [_on(user)] if look.logged_in else [_off(look)]
    if isinstance(look.auth, YamtamError):
        return [Finding("authentication", "grey", f"could not be asked for: {why(look.auth)}")]
    return [_on(user)] if look.auth.enabled else [_off(look)]


def _refused(look: Look) -> bool:
    return isinstance(look.keys, AuthError) or isinstance(look.leases, AuthError)


def _on(user: str | None) -> Finding:
    if user == "root":
        advice = "Use root for administration only: make a user with the roles that are needed."
        return Finding(
            "authentication", "yellow", "on, and this client may do everything: it is root", advice
        )
    return Finding(
        "authentication", "green", f"on, as {user}" if user else "on, and this client goes without a user"
    )


def _off(look: Look) -> Finding:
    if look.settings.cert:
        return Finding("authentication", "green", "off; clients show a certificate instead")
    urls = [
        url for view in look.view if view.seat.member for url in view.seat.member.client_urls
    ] or look.endpoints
    if all(Endpoint.parse(url).loopback for url in urls):
        return Finding("authentication", "green", "off; all members are reached on this machine only")
    said = "off: whoever reaches a member may read, write and delete everything"
    advice = "Make the user root, then switch authentication on; or ask clients for certificates."
    return Finding("authentication", "yellow", said, advice, "certificates-and-auth")
