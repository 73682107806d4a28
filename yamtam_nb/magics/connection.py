"""Connecting the shared client, and saying what it is connected to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from yamtam_nb.client.environment import settings_from
from yamtam_nb.client.profiles import DEFAULT, Profile, load_profile, load_profiles
from yamtam_nb.errors import EtcdError, NotConnected
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.credentials import credentials
from yamtam_nb.model import Member, Settings

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

VOTERS_WANTED = 3
"""Voting members with which a cluster survives the loss of one."""


def open_shared(
    context: Context, settings: Settings, *, profile: Profile | None = None, name: str = ""
) -> Client:
    """Connect the shared client, say in one line what to, and warn where nothing may fail.

    Args:
        context: of the magic.
        settings: what to connect with.
        profile: the profile that the settings came from.
        name: what to call the cluster; the profile's name when there is one.
    """
    from yamtam_nb.client.shared import connect_shared

    name = name or (profile.name if profile else "")
    client = connect_shared(settings)
    context.state.connected(client, profile, name)
    members = members_of(context, client)
    context.say(greeting(client, members, name))
    for warning in warnings(client.endpoints, members):
        context.say(warning)
    return client


def shared_or_default(context: Context) -> Client:
    """The shared client, connected by ``ETCDCTL_ENDPOINTS`` or the ``default`` profile when there is none yet."""
    from yamtam_nb.client.shared import shared

    try:
        return shared()
    except NotConnected:
        if os.environ.get("ETCDCTL_ENDPOINTS"):
            return open_shared(context, settings_from(timeout=context.options.timeout))
        profile = load_profiles().get(DEFAULT)
        if profile is None:
            raise
        return open_shared(context, profile.settings(timeout=context.options.timeout), profile=profile)


def client_of(context: Context, profile_name: str) -> Client:
    """A client of another cluster, by the name of its profile; the shared one stays as it is.

    Raises:
        UnknownProfile: there is none of that name.
        EtcdError: the connection failed.
    """
    profile = load_profile(profile_name)

    def connect() -> Client:
        from yamtam_nb.client.client import Client

        who = credentials(Arguments({}), profile, context)
        return Client.open(profile.settings(timeout=context.options.timeout, password=who.password))

    return context.state.other(profile, connect)


def members_of(context: Context, client: Client, patience: float | None = None) -> list[Member]:
    """The cluster's members; as last heard of when they cannot be had, which is no reason to fail."""
    known = context.state.members
    with suppress(EtcdError):
        known[client.cluster_id] = client.cluster.member_list(linearizable=False, timeout=patience)
    return known.get(client.cluster_id, [])


def greeting(client: Client, members: Sequence[Member], name: str) -> str:
    """One line: where, which cluster, which version, as whom."""
    more = len(client.endpoints) - 1
    where = client.endpoint + (f" and {more} more" if more else "")
    parts = [f"Connected to {f'{name} at ' if name else ''}{where}", f"cluster {client.cluster_id:x}"]
    if members:
        parts.append(counted(len(members), "member"))
    parts.append(f"user {client.settings.user}" if client.settings.user else "no user")
    parts.append("TLS" if client.settings.tls else "plain HTTP")
    return " · ".join(parts)


def warnings(endpoints: Sequence[str], members: Sequence[Member]) -> list[str]:
    """At most one line: what would not survive the loss of one member."""
    voters = [member for member in members if not member.is_learner]
    if members and len(voters) < VOTERS_WANTED:
        return [
            f"Warning: {counted(len(voters), 'voting member')}: the cluster does not survive the loss of one."
        ]
    if len(endpoints) == 1:
        urls = [url for member in members for url in member.client_urls[:1]]
        hint = (
            f"%etcd connect {','.join(urls)}" if len(urls) > 1 else "name several, with commas between them"
        )
        return [
            f"Warning: one endpoint only: when that member goes down, so does this connection. Better: {hint}"
        ]
    return []


def counted(number: int, noun: str) -> str:
    """``1 key``, ``1,234 keys``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
