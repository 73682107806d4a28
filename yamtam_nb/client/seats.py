"""Who is to be asked, and where: the members of a cluster against the endpoints of a client. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from yamtam_nb.model import Member, Settings


class Seat(NamedTuple):
    """A member and the address to ask it at.

    Attributes:
        member: as the cluster lists it; None for an endpoint of which it is not known whose it is.
        endpoint: "" when there is none, or none that may be asked.
    """

    member: Member | None
    endpoint: str

    @property
    def id(self) -> str:
        """Name and ID of the member, else the address: what a row is known by, and sorted by."""
        return f"{self.name} {self.member.id:016x}" if self.member else self.endpoint

    @property
    def name(self) -> str:
        """What people call it."""
        if self.member is None:
            return self.endpoint
        return self.member.called


def seats(
    endpoints: Sequence[str], members: Sequence[Member], answered: Mapping[str, int], settings: Settings
) -> list[Seat]:
    """One seat for each member, by name, and for each endpoint that is nobody's yet.

    Args:
        endpoints: those of the client.
        members: as the cluster lists them.
        answered: which member answered at an endpoint: a client may know it by another address than the cluster does.
        settings: of the client. One that logs in with a password goes without encryption only to addresses that its
            user has named.
    """
    ids = {member.id for member in members}
    known = {url: member.id for member in members for url in member.client_urls}
    known.update({endpoint: who for endpoint, who in answered.items() if who in ids})
    mine: dict[int, str] = {}
    for endpoint in endpoints:
        if endpoint in known:
            mine.setdefault(known[endpoint], endpoint)
    named = sorted(members, key=lambda member: (member.called, member.id))
    found = [Seat(member, mine.get(member.id) or _advertised(member, settings)) for member in named]
    return found + [Seat(None, endpoint) for endpoint in endpoints if endpoint not in known]


def _advertised(member: Member, settings: Settings) -> str:
    urls = [url for url in member.client_urls if url.startswith(("http://", "https://"))]
    secret = bool(settings.user) and not settings.insecure
    safe = [url for url in urls if url.startswith("https://") or not secret]
    return safe[0] if safe else ""
