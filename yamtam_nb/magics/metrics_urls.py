"""``--metrics-url ENDPOINT=URL``: where a member serves its metrics that does not at its client address."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.spec import Flag

METRICS_URL = Flag(
    "metrics-url",
    "Where a member serves /metrics, if not at its client URL (--listen-metrics-urls). May be given again.",
    "ENDPOINT=URL",
    many=True,
)


def metrics_urls(arguments: Arguments) -> dict[str, str]:
    """Endpoint -> URL, as the line says.

    Raises:
        EtcdUsageError: a word is not ``ENDPOINT=URL``.
    """
    found = {}
    for word in arguments.many("metrics-url"):
        endpoint, equals, url = word.partition("=")
        if not (endpoint and equals and url):
            raise EtcdUsageError(f"{word!r} does not say where metrics are: write ENDPOINT=URL.")
        found[endpoint] = url
    return found
