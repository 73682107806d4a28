"""Where all members of the cluster can be asked, also those that nobody named when connecting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from yamtam_nb.client.client import Client
from yamtam_nb.errors import EtcdError, TransportError
from yamtam_nb.model import Member

_MOST = 16

_PATIENCE = 0.1
"""Seconds that the preferred endpoint is waited for before the others are asked, too."""


def client_urls(client: Client, *, timeout: float | None = None) -> list[str]:
    """The client URLs of all members that have started, in the order of the list of members.

    When the preferred endpoint is silent, every endpoint is asked at the same time and the first list counts, so that
    a member that is cut off holds up nobody. The list is what that member knows, without asking the leader.

    Args:
        client: where.
        timeout: seconds, None for the client's.

    Raises:
        EtcdError: no endpoint answered in time.
    """
    members = _members(client, client.settings.timeout if timeout is None else timeout)
    return list(dict.fromkeys(url for member in members for url in member.client_urls))


def _members(client: Client, timeout: float) -> list[Member]:
    ask = partial(client.cluster.member_list, linearizable=False)
    try:
        return ask(endpoint=client.endpoint, timeout=min(_PATIENCE, timeout))
    except TransportError:
        return _first_list(client, partial(ask, timeout=timeout))


def _first_list(client: Client, ask: partial[list[Member]]) -> list[Member]:
    pool = ThreadPoolExecutor(min(len(client.endpoints), _MOST), thread_name_prefix="yamtam-members")
    try:
        asked = [pool.submit(ask, endpoint=endpoint) for endpoint in client.endpoints]
        for answer in as_completed(asked):
            error = answer.exception()
            if error is None:
                return answer.result()
            if not isinstance(error, EtcdError):
                raise error
    finally:
        # The calls under way end by themselves, and nobody waits for them.
        pool.shutdown(wait=False, cancel_futures=True)
    return asked[0].result()
