"""States to compare, made of dicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import HealthCheck, settings

from yamtam_nb.frames.diff.diff import Diff, diff
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue

EXAMPLES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""As many examples as a busy machine has time for."""

Values = Mapping[str | bytes, str | bytes]


class Given:
    """A state of no store."""

    def __init__(
        self, values: Values, prefix: str | bytes = "", revision: int = 1, cluster_id: int = 7
    ) -> None:
        self.prefix = prefix
        self.revision = revision
        self.cluster_id = cluster_id
        self._kvs = sorted(KeyValue(to_bytes(key), to_bytes(value)) for key, value in values.items())

    @property
    def label(self) -> str:
        """As a snapshot has it."""
        return f"{self.prefix!s} at revision {self.revision}"

    def __iter__(self) -> Iterator[KeyValue]:
        return iter(self._kvs)


def between(before: Values, after: Values) -> Diff:
    """From revision 1 to revision 2 of all keys."""
    return diff(Given(before), Given(after, revision=2))


def rows(compared: Diff) -> list[tuple[object, ...]]:
    """The rows of the frame."""
    return [tuple(row) for row in compared.df.itertuples(index=False)]
