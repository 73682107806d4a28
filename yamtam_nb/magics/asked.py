"""Which endpoints a sub-command asks: those connected to, or with ``--cluster`` those of all members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client


def asked(client: Client, arguments: Arguments) -> list[str] | None:
    """The endpoints to ask; None for the client's own."""
    if not arguments.on("cluster"):
        return None
    from yamtam_nb.client.client_urls import client_urls

    return client_urls(client, timeout=arguments.number("timeout", client.settings.timeout))


def asked_in_python(method: str, arguments: Arguments, *given: str) -> str:
    """A call of ``method`` with the endpoints and the timeout, as Python that runs as it is."""
    limit = [f"timeout={arguments.number('timeout', 0):g}"] * ("timeout" in arguments)
    if not arguments.on("cluster"):
        return f"import yamtam_nb as yn\nyn.shared().{method}({', '.join([*given, *limit])})"
    urls = f"endpoints=client_urls({', '.join(['yn.shared()', *limit])})"
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.client.client_urls import client_urls\n"
        f"yn.shared().{method}({', '.join([*given, urls, *limit])})"
    )
