"""What travels in clear text, and how long certificates are good for. Pure."""

from __future__ import annotations

from yamtam_nb.client.certificates import SOON, VERY_SOON, Certificate
from yamtam_nb.diagnosis.finding import Finding, Verdict
from yamtam_nb.diagnosis.look import Look, why
from yamtam_nb.errors import YamtamError
from yamtam_nb.render.figures import counted
from yamtam_nb.rpc.endpoint import Endpoint


def check(look: Look) -> list[Finding]:
    """Clients to members, members to each other, certificates."""
    return [_clients(look), *_peers(look), *_certificates(look)]


def _clients(look: Look) -> Finding:
    plain = [Endpoint.parse(url, tls=look.settings.tls) for url in look.endpoints]
    plain = [endpoint for endpoint in plain if not endpoint.tls]
    if not plain:
        return Finding("encryption", "green", f"TLS to all of {counted(len(look.endpoints), 'endpoint')}")
    far = [endpoint.url for endpoint in plain if not endpoint.loopback]
    if not far:
        return Finding("encryption", "green", "plain HTTP, which does not leave this machine")
    secret = bool(look.settings.user)
    what = "the password and all keys and values" if secret else "all keys and values"
    said = f"plain HTTP to {', '.join(far)}: {what} can be read on the way"
    advice = "Give the members certificates (--cert-file, --key-file), and connect with https://."
    return Finding("encryption", "red" if secret else "yellow", said, advice, "certificates-and-auth")


def _peers(look: Look) -> list[Finding]:
    urls = [url for view in look.view if view.seat.member for url in view.seat.member.peer_urls]
    if not urls:
        return []
    plain = [url for url in urls if url.startswith("http://") and not Endpoint.parse(url).loopback]
    if plain:
        said = f"members speak plain HTTP with each other at {', '.join(plain)}"
        advice = "Give them peer certificates (--peer-cert-file), and change their peer URLs one by one."
        return [Finding("encryption between members", "yellow", said, advice, "certificates-and-auth")]
    secure = all(url.startswith("https://") for url in urls)
    said = "TLS" if secure else "plain HTTP, which does not leave their machine"
    return [Finding("encryption between members", "green", said)]


def _certificates(look: Look) -> list[Finding]:
    """One row for each that ends soon; one for all others together."""
    known = sorted(
        {each for each in look.certificates if isinstance(each, Certificate)}, key=lambda each: each.not_after
    )
    unknown = [error for error in look.certificates if isinstance(error, YamtamError)]
    found = [_certificate(each, look.at) for each in known]
    bad = [finding for finding in found if finding.verdict != "green"]
    good = [finding for finding in found if finding.verdict == "green"][:1]
    return [*bad, *good, *[Finding("certificate", "grey", why(error)) for error in unknown]]


def _certificate(each: Certificate, at: float) -> Finding:
    days, end = each.days_left(at), each.end
    advice = "Make a new one: members read it at the next connection, clients when they are started anew."
    if days < 0:
        said = f"of {each.where} ended on {end}, {-days:.0f} days ago"
        return Finding("certificate", "red", said, advice, "certificates-and-auth")
    verdict: Verdict = "red" if days <= VERY_SOON else "yellow" if days <= SOON else "green"
    said = f"of {each.where} ends on {end}, in {days:,.0f} days"
    if each.not_before > at:
        return Finding(
            "certificate",
            "red",
            f"of {each.where} is not good yet: see the clocks",
            advice,
            "certificates-and-auth",
        )
    if verdict == "green":
        return Finding("certificate", "green", f"the first to end is that {said}")
    return Finding("certificate", verdict, said, advice, "certificates-and-auth")
