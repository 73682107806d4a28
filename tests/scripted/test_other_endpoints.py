"""Calls to an endpoint that is named for one call only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.scripted.scripted_member import ScriptedMember, header
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.rpc import etcd_pb as pb

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]


def test_an_endpoint_that_is_not_configured_can_be_asked(members: Members, client_of: ClientOf) -> None:
    """Status of a member that the client does not know; nothing else goes there."""
    known, other = members(2)
    client = client_of(known)
    client.maintenance.status(other.url)
    client.get("/k")
    assert (other.count("Maintenance/Status"), other.count("KV/Range"), known.count("KV/Range")) == (1, 0, 1)


def test_a_token_does_not_go_to_another_machine_in_clear_text(members: Members, client_of: ClientOf) -> None:
    """Also not when that machine is named only for one call."""
    (member,) = members(1)
    member.on("Auth/Authenticate", pb.AuthenticateResponse(header=header(), token="t0k3n"))
    client = client_of(member, user="root", password="pw")
    with pytest.raises(e.InvalidArgument, match="clear text"):
        client.maintenance.status("http://192.0.2.1:2379", timeout=0.2)


def test_an_https_endpoint_is_never_spoken_to_in_plain_text(members: Members, client_of: ClientOf) -> None:
    """Also not one that is named only for one call, by a client whose own endpoints are plain."""
    (member,) = members(1)
    client = client_of(member)
    with pytest.raises(e.Unavailable):
        client.maintenance.status(member.url.replace("http://", "https://"), timeout=0.5)
    assert member.arrivals == []
