"""What a run did, as JSON Lines that are only ever added to. No key, no value and no secret stands in them."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any


class Audit:
    """The record of one run: kept in memory, and added to a file line by line where one is named.

    Each record is one JSON object with ``time`` (UTC, ISO 8601), ``runbook``, ``who`` (user@host pid), ``cluster``
    (ID in hex), ``event`` and what belongs to the event. A line is written and flushed to disk before the call returns.

    Args:
        path: the file, made when it is not there; None to keep the record in memory only.
        facts: what stands in every record.
    """

    def __init__(self, path: Path | None, facts: dict[str, Any]) -> None:
        self.path = path
        self.records: list[dict[str, Any]] = []
        self._facts = facts

    def note(self, event: str, **details: Any) -> dict[str, Any]:
        """Add a record, and return it.

        Raises:
            OSError: the file cannot be written; the record is kept in memory.
        """
        moment = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        record = {"time": moment, **self._facts, "event": event, **details}
        self.records.append(record)
        if self.path is not None:
            self._append(self.path, record)
        return record

    def _append(self, path: Path, record: dict[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(record, ensure_ascii=False, default=str) + "\n"
        # One write to a file opened for appending: lines of two runs never mix.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"<Audit {len(self)} records{where}>"
