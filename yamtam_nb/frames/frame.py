"""Columns as a data frame."""

from __future__ import annotations

import pandas as pd

from yamtam_nb.frames.columns import Columns, texts
from yamtam_nb.frames.expand import expand as expand_values


def frame(
    columns: Columns, prefix: str | bytes, revision: int | None, *, expand: bool = False
) -> pd.DataFrame:
    """A new frame, one row per key, in the order of the columns; see ``Snapshot.frame`` for what is in it.

    Raises:
        InvalidArgument: ``expand`` would make more than 2,000 columns.
    """
    values, spread = expand_values(columns.value) if expand else (columns.value, {})
    made: pd.DataFrame = pd.DataFrame(
        {
            "key": texts(columns.key),
            "value": texts(values),
            **{name: column.copy() for name, column in columns.numbers().items()},
            **spread,
        },
        copy=False,
    )
    made.attrs.update(prefix=prefix, revision=revision, cluster=f"{columns.cluster_id:x}")
    return made
