"""A range of keys read whole, at one revision."""

from __future__ import annotations

from contextlib import suppress

from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import KeyValue, Page
from yamtam_nb.model.ranges import in_words

MOST_TRIES = 5


def read_all(client: Client, span: KeyRange) -> tuple[int, list[KeyValue]]:
    """Every key of the range, and the revision that they show; linearizable.

    A compaction between two pages takes the revision away under the read; then it starts anew.

    Raises:
        Compacted: that happened five times.
        EtcdError: as for ``client.get``.
    """
    for _ in range(MOST_TRIES):
        with suppress(Compacted):
            return _read(client, span)
    raise Compacted(
        f"Compaction outran {MOST_TRIES} reads of {in_words(span)}. Compact less often, or mirror fewer keys.",
        method="KV/Range",
    )


def _read(client: Client, span: KeyRange) -> tuple[int, list[KeyValue]]:
    kvs: list[KeyValue] = []
    revision = 0
    for page in client.pages(span.key, span.range_end or None):
        kvs += key_values(page)
        revision = page.revision
    return revision, kvs


def key_values(page: Page) -> list[KeyValue]:
    """The keys of a page, one by one."""
    columns = (page.keys, page.values, page.create_revisions, page.mod_revisions, page.versions, page.leases)
    return list(map(KeyValue._make, zip(*columns, strict=True)))
