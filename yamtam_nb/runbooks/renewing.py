"""How certificates are renewed on the machines: words and commands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import NamedTuple

from yamtam_nb.client.certificates import Certificate
from yamtam_nb.render import html
from yamtam_nb.rpc.endpoint import Endpoint

Step = tuple[str, str]
"""A command, "" where there is none; and what is to be said about it."""


class Remedy(NamedTuple):
    """Steps to be done by hand, in order.

    Attributes:
        title: where, and why.
        steps: what.
    """

    title: str
    steps: tuple[Step, ...]

    def text(self) -> str:
        """Numbered lines."""
        lines = [
            f"  {number}. {command}{'   # ' if command and note else ''}{note}"
            for number, (command, note) in enumerate(self.steps, 1)
        ]
        return "\n".join([self.title, *lines])

    def markup(self) -> html.Markup:
        """The same as HTML."""
        rows = [
            [str(number), html.code(command), note] if command else [str(number), note]
            for number, (command, note) in enumerate(self.steps, 1)
        ]
        return html.Markup(html.line(self.title, bold=True) + html.table(["", "step", ""], rows))


def how_to_renew(members: Sequence[Certificate], mine: Sequence[Certificate]) -> list[Remedy]:
    """The steps for certificates that have ended, or will soon; none where there are none.

    Args:
        members: shown by members.
        mine: in files of this side.
    """
    return [*([_on_members(members)] if members else []), *map(_here, mine)]


def _on_members(shown: Sequence[Certificate]) -> Remedy:
    machines = ", ".join(f"{each.where} (ends on {each.end})" for each in shown)
    addresses = [Endpoint.parse(each.where, tls=True) for each in shown]
    hosts = ", ".join(dict.fromkeys(address.host for address in addresses))
    looks = [
        f"openssl s_client -connect {address.target} </dev/null 2>/dev/null | openssl x509 -noout -enddate"
        for address in addresses
    ]
    return Remedy(
        f"On the machine of each of: {machines}",
        (
            (
                "ps -o args= -C etcd",
                "the files: --cert-file CERT, --key-file KEY; --peer-cert-file, --peer-key-file",
            ),
            (
                "openssl x509 -in CERT -noout -enddate -subject -ext subjectAltName",
                "what it is, and for which names",
            ),
            (
                "",
                f"Have the same CA make a new one, for the same names; among them what clients call it: {hosts}.",
            ),
            (
                "cp new-key.pem KEY && cp new.pem CERT",
                "owner and mode stay; no restart: read at the next connection",
            ),
            ("", "The same for the peer files: members that lose each other cannot meet again without them."),
            *[(look, "the new day?") for look in looks],
        ),
    )


def _here(each: Certificate) -> Remedy:
    return Remedy(
        f"On this machine: {each.where} (ends on {each.end})",
        (
            (f"openssl x509 -in {quote(each.where)} -noout -enddate -subject", "what it is"),
            (
                "",
                "A client certificate: have a new one made with the same CN, which may be its user; put it there.",
            ),
            (
                "",
                "A CA: first give everybody a file with both, old and new; then make certificates; then drop the old.",
            ),
            ("", "Restart the kernel: a client reads its files when it is made."),
        ),
    )
