"""How certificates are renewed on the machines: words and commands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from yamtam_nb.client.certificates import Certificate
from yamtam_nb.rpc.endpoint import Endpoint


def how_to_renew(members: Sequence[Certificate], mine: Sequence[Certificate]) -> str:
    """The steps for certificates that have ended or will soon, one below the other; "" for none.

    Args:
        members: shown by members.
        mine: in files of this side.
    """
    return "\n\n".join([*map(_on_a_member, members), *map(_here, mine)])


def _on_a_member(each: Certificate) -> str:
    address = Endpoint.parse(each.where, tls=True)
    look = f"openssl s_client -connect {address.target} </dev/null 2>/dev/null | openssl x509 -noout -enddate"
    steps = (
        "ps -o args= -C etcd   # the files: --cert-file CERT --key-file KEY (and --peer-cert-file, --peer-key-file)",
        "openssl x509 -in CERT -noout -enddate -subject -ext subjectAltName",
        f"# have the same CA make a new one, for the same names; {address.host} must be among them",
        "install -m 600 new-key.pem KEY && install -m 644 new.pem CERT   # no restart: read at the next connection",
        "# the same for the peer files: members that lose each other cannot meet again without them",
        f"{look}   # the new day?",
    )
    return "\n".join(
        [f"On the machine of {each.where}, whose certificate ends on {each.end}:", *_numbered(steps)]
    )


def _here(each: Certificate) -> str:
    steps = (
        f"openssl x509 -in {quote(each.where)} -noout -enddate -subject",
        "# a client certificate: have a new one made, with the same CN (it may be the etcd user), and put it there",
        "# a CA: first give everybody a file with both, old and new; then new certificates; then drop the old",
        "# connect anew (restart the kernel): a client reads its files when it is made",
    )
    return "\n".join([f"Here, for {each.where}, which ends on {each.end}:", *_numbered(steps)])


def _numbered(steps: Sequence[str]) -> list[str]:
    return [f"  {number}. {step}" for number, step in enumerate(steps, 1)]
