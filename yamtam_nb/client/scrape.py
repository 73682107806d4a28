"""What a member's ``/metrics`` said at one moment. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite
from typing import Any, NamedTuple

from yamtam_nb.client.histogram import Histogram
from yamtam_nb.errors import DecodeError

_WANTED = (
    "etcd_",
    "grpc_server_handled_total",
    "grpc_server_handling_seconds",
    "process_",
    "os_fd",
    "# TYPE ",
)
"""What lines begin with that are read: a member says ten times as much."""


class Sample(NamedTuple):
    """One number and its labels."""

    labels: Mapping[str, str]
    value: float


class Scrape:
    """Numbers by name.

    Attributes:
        url: where they were read.
        at: when, seconds since 1970 by this machine's clock.
        took: seconds from the question to the whole answer.
        date: the member's own clock in its answer, in whole seconds since 1970; None when it did not say.
    """

    def __init__(
        self, url: str, text: str, *, at: float = 0.0, took: float = 0.0, date: float | None = None
    ) -> None:
        self.url = url
        self.at = at
        self.took = took
        self.date = date
        self._samples = _parse(text)

    def samples(self, name: str) -> list[Sample]:
        """Everything of that name, one sample for each set of labels."""
        return self._samples.get(name, [])

    def value(self, name: str, **labels: str) -> float | None:
        """The sum of all samples of that name that have these labels; None when there is none."""
        found = [sample.value for sample in self.samples(name) if labels.items() <= sample.labels.items()]
        return sum(found) if found else None

    def histogram(self, name: str, **labels: str) -> Histogram | None:
        """The histogram of that name, over all samples that have these labels; None when there is none."""
        upto: dict[float, float] = {}
        for sample in self.samples(f"{name}_bucket"):
            if labels.items() <= sample.labels.items():
                bound = float(sample.labels.get("le", inf))
                upto[bound] = upto.get(bound, 0.0) + sample.value
        return Histogram(tuple(sorted(upto.items()))) if upto else None

    def __len__(self) -> int:
        return sum(map(len, self._samples.values()))

    def __repr__(self) -> str:
        return f"<Scrape {self.url} {len(self)} samples>"


def _parse(text: str) -> dict[str, list[Sample]]:
    # Imported here: most who connect never ask for metrics.
    from prometheus_client.parser import text_string_to_metric_families

    # Counters of calls that nobody made are most of the text.
    kept = [line for line in text.splitlines() if line.startswith(_WANTED) and not _idle(line)]
    found: dict[str, list[Sample]] = {}
    try:
        for family in text_string_to_metric_families("\n".join(kept) + "\n"):
            for sample in filter(_finite, family.samples):
                found.setdefault(sample.name, []).append(Sample(sample.labels, float(sample.value)))
    except (ValueError, KeyError, IndexError) as error:
        raise DecodeError(f"What was read is not in Prometheus's text format: {error}.") from error
    return found


def _finite(sample: Any) -> bool:
    """What is no number cannot be judged."""
    return isfinite(float(sample.value))


def _idle(line: str) -> bool:
    return line.startswith("grpc_server_handled_total") and line.endswith(" 0")
