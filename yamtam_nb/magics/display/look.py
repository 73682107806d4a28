"""What a renderer has to know beside the object it renders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How much to show, and what a cluster is called.

    Attributes:
        rows: most rows to show.
        width: characters of a line of text.
        cluster_name: cluster ID -> profile, ``sandbox`` or the ID itself.
    """

    rows: int
    width: int
    cluster_name: Callable[[int], str]
