"""What every member of the cluster says of itself, also those that nobody named when connecting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from yamtam_nb.client.client import Client
from yamtam_nb.client.client_urls import client_urls
from yamtam_nb.errors import EtcdError
from yamtam_nb.model import MemberStatus


def status_of_cluster(client: Client, *, timeout: float | None = None) -> list[MemberStatus | EtcdError]:
    """The status of every member, all asked at the same time, in the order of the list of members.

    The endpoints that are known are asked while the list is, so the slowest member decides how long it takes.

    Args:
        client: where.
        timeout: seconds for each, None for the client's.

    Returns:
        One entry per client URL: its status, or the error that it gave (``error.endpoint`` says whose).

    Raises:
        EtcdError: no endpoint said who the members are.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="yamtam-status")
    try:
        asked = pool.submit(client.maintenance.status_all, timeout=timeout)
        urls = client_urls(client, timeout=timeout)
        others = [url for url in urls if url not in client.endpoints]
        answers = dict(zip(others, client.maintenance.status_all(others, timeout=timeout), strict=True))
        answers |= zip(client.endpoints, asked.result(), strict=True)
    finally:
        # Interrupted: the calls under way end by themselves, and nobody waits for them.
        pool.shutdown(wait=False, cancel_futures=True)
    return [answers[url] for url in urls]
