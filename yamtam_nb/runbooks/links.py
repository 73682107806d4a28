"""Whether a new connection to each member can be made, and until when: asked before anything else is connected."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.certificates import SOON, VERY_SOON, Certificate, in_file, served
from yamtam_nb.client.client import Client
from yamtam_nb.errors import GateNotPassed, YamtamError
from yamtam_nb.render import html
from yamtam_nb.render.figures import counted
from yamtam_nb.render.text import table
from yamtam_nb.rpc.endpoint import Endpoint
from yamtam_nb.runbooks.beginning import settings_for
from yamtam_nb.runbooks.renewing import Remedy, how_to_renew

if TYPE_CHECKING:
    import pandas as pd

    from yamtam_nb.model import Settings

PATIENCE = 3.0
"""Seconds that one member may take."""

_WIDTH = 120
_HEADERS = ["where", "encryption", "certificate ends", "days left", "new connection"]


class Link(NamedTuple):
    """The way to one member, or a certificate of this side.

    Attributes:
        where: the endpoint, or the file.
        encrypted: whether TLS is spoken there.
        certificate: the one that the member shows, or that is in the file; None where there is none to be seen.
        trouble: why no new connection can be made; "" when one was made, and for files.
        mine: whether it is a file of this side.
    """

    where: str
    encrypted: bool
    certificate: Certificate | None
    trouble: str = ""
    mine: bool = False

    def days(self, at: float) -> float | None:
        """Days until its certificate ends, None where there is none."""
        return self.certificate.days_left(at) if self.certificate else None


class Links(Sequence[Link]):
    """All ways to the members at one moment, with the certificates of both sides.

    Args:
        links: of members and of this side.
        at: when they were looked at, seconds since 1970.
        between: what the members speak with each other, in words; "" when nobody could be asked.
    """

    def __init__(self, links: Sequence[Link], at: float, between: str = "") -> None:
        self.links = tuple(links)
        self.at = at
        self.between = between

    @property
    def broken(self) -> list[str]:
        """Endpoints to which no new connection can be made."""
        return [link.where for link in self.links if link.trouble]

    @property
    def ending(self) -> list[str]:
        """Endpoints and files whose certificate ends within a week, or has ended."""
        return [link.where for link in self.links if _is_near(link.days(self.at), VERY_SOON)]

    @property
    def df(self) -> pd.DataFrame:
        """A new frame: ``where``, ``encrypted``, ``not_after`` (UTC; missing where unknown), ``trouble``, ``mine``."""
        import pandas as pd

        ends = [link.certificate.not_after if link.certificate else None for link in self.links]
        frame: pd.DataFrame = pd.DataFrame(
            {
                "where": [link.where for link in self.links],
                "encrypted": [link.encrypted for link in self.links],
                "not_after": pd.to_datetime(pd.Series(ends, dtype="float64"), unit="s", utc=True),
                "trouble": [link.trouble for link in self.links],
                "mine": [link.mine for link in self.links],
            }
        )
        return frame

    def expect_one(self) -> Links:
        """Go on only if at least one member accepts new connections.

        Raises:
            GateNotPassed: none does; it says why, and where what to do about it stands.
        """
        ways = [link for link in self.links if not link.mine]
        if ways and all(link.trouble for link in ways):
            raise GateNotPassed(
                f"No member accepts a new connection. {ways[0].where}: {ways[0].trouble} "
                "Do what is listed with the links, and begin again from the top."
            )
        return self

    @property
    def title(self) -> str:
        """What there is to say in one line."""
        ways = [link for link in self.links if not link.mine]
        well = f"{len(ways) - len(self.broken)} of {len(ways)} members accept a new connection"
        ended = (
            f"ended, or ending within a week: {counted(len(self.ending), 'certificate')}"
            if self.ending
            else ""
        )
        return "; ".join(part for part in (well, ended) if part)

    def what_to_do(self) -> list[Remedy]:
        """Steps for the machines, for every certificate that ends within a month; an empty list where none does."""
        near = [link for link in self.links if _is_near(link.days(self.at), SOON)]
        return how_to_renew(
            [link.certificate for link in near if link.certificate and not link.mine],
            [link.certificate for link in near if link.certificate and link.mine],
        )

    def __len__(self) -> int:
        return len(self.links)

    def __getitem__(self, index: Any) -> Any:
        return self.links[index]

    def __repr__(self) -> str:
        return f"<Links: {self.title}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        rows = [self._cells(link) for link in self.links]
        parts = [self.title, table(_HEADERS, rows, _WIDTH, clip=4), self._between()]
        parts += [f"\n{remedy.text()}" for remedy in self.what_to_do()]
        printer.text("\n".join(part for part in parts if part))

    def _repr_html_(self) -> str:
        rows: list[list[str]] = []
        for link in self.links:
            where, encryption, end, days, state = self._cells(link)
            tone = _tone(link, self.at)
            rows.append(
                [
                    where,
                    encryption,
                    html.toned(end, tone) if tone and end else end,
                    html.number(days),
                    html.toned(state, "bad") if link.trouble else html.markup(state),
                ]
            )
        return html.box(
            html.line(self.title, bold=True),
            html.table(_HEADERS, rows),
            html.footer(self._between()) if self._between() else html.Markup(""),
            *[remedy.markup() for remedy in self.what_to_do()],
        )

    def _between(self) -> str:
        return f"Between members: {self.between}." if self.between else ""

    def _cells(self, link: Link) -> list[str]:
        days = link.days(self.at)
        if link.mine:
            return [link.where, "own file", *_end(link, days), ""]
        return [link.where, "TLS" if link.encrypted else "none", *_end(link, days), link.trouble or "works"]


def links(profile: str = "", *, timeout: float = PATIENCE) -> Links:
    """Make a new connection to each member, and look at the certificates of both sides. It changes nothing.

    Connections that are there already say little: a member goes on with them after its certificate has ended.

    Args:
        profile: as for ``yn.runbook``.
        timeout: seconds for each member.

    Raises:
        NotConnected: nothing says where to connect.
        UnknownProfile: there is no such profile.
    """
    settings = replace(settings_for(profile), timeout=timeout)
    members, between = _members(settings)
    found: list[Link] = at_once(lambda url: _look(url, settings), members, name="yamtam-links")
    files = [path for path in (settings.cert, settings.ca_cert) if path]
    mine = [Link(path, False, _or_none(lambda path=path: in_file(path)), mine=True) for path in files]
    return Links([*found, *mine], time.time(), between)


def _look(url: str, settings: Settings) -> Link:
    encrypted = Endpoint.parse(url, tls=settings.tls).tls
    shown = _or_none(lambda: served(url, settings, timeout=settings.timeout)) if encrypted else None
    try:
        Client.open(replace(settings, endpoints=(url,))).close()
    except YamtamError as error:
        return Link(url, encrypted, shown, str(error).removeprefix(f"No etcd could be reached at {url}: "))
    return Link(url, encrypted, shown)


def _members(settings: Settings) -> tuple[list[str], str]:
    """Endpoints of the client and those that members advertise beside them; what the members speak with each other."""
    mine = [Endpoint.parse(url, tls=settings.tls).url for url in settings.endpoints]
    try:
        with Client.open(settings) as client:
            members = client.cluster.member_list(linearizable=False)
    except YamtamError:
        return mine, ""
    unseen = [
        member.client_urls[0]
        for member in members
        if member.client_urls and not {*member.client_urls} & {*mine}
    ]
    peers = [url for member in members for url in member.peer_urls]
    plain = sum(url.startswith("http://") for url in peers)
    between = "TLS" if not plain else "plain HTTP" if plain == len(peers) else "plain HTTP with some"
    # A password goes without encryption only to addresses that somebody has named.
    known = [url for url in unseen if url.startswith("https://") or not settings.user]
    return [*mine, *known], between


def _or_none(ask: Any) -> Certificate | None:
    try:
        found: Certificate = ask()
    except YamtamError:
        return None
    return found


def _is_near(days: float | None, within: float) -> bool:
    return days is not None and days <= within


def _tone(link: Link, at: float) -> html.Tone | None:
    days = link.days(at)
    return "bad" if _is_near(days, VERY_SOON) else "warn" if _is_near(days, SOON) else None


def _end(link: Link, days: float | None) -> list[str]:
    if days is None or link.certificate is None:
        return ["not shown" if link.encrypted else "", ""]
    return [link.certificate.end, f"{days:,.0f}"]
