"""What really happened, told by another implementation: etcdctl's own watch over the whole history."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

from yamtam_nb.model import Event, EventType, KeyValue
from yamtam_nb.sandbox import find_etcdctl


def history(endpoint: str, prefix: str, upto: int, *, since: int = 1) -> list[Event]:
    """Every event under ``prefix`` from revision ``since`` to ``upto``, where some event must have happened."""
    argv = [
        str(find_etcdctl()),
        "--endpoints",
        endpoint,
        "watch",
        "--prefix",
        prefix,
        "--rev",
        str(since),
        "-w",
        "json",
    ]
    process = subprocess.Popen(
        argv, stdout=subprocess.PIPE, text=True, env={**os.environ, "ETCDCTL_API": "3"}
    )
    try:
        assert process.stdout
        events: list[Event] = []
        for line in process.stdout:
            events += _events(json.loads(line))
            if events and events[-1].kv.mod_revision >= upto:
                return events
        raise AssertionError(f"etcdctl ended after {len(events)} events")
    finally:
        process.kill()
        process.communicate()


def fold(events: list[Event]) -> dict[bytes, KeyValue]:
    """The state that the events lead to."""
    state: dict[bytes, KeyValue] = {}
    for event in events:
        if event.type is EventType.PUT:
            state[event.key] = event.kv
        else:
            state.pop(event.key, None)
    return state


def _events(response: dict[str, Any]) -> Iterator[Event]:
    for event in response.get("Events") or ():
        kind = EventType.DELETE if event.get("type") else EventType.PUT
        yield Event(kind, _key_value(event["kv"]))


def _key_value(kv: dict[str, Any]) -> KeyValue:
    return KeyValue(
        base64.b64decode(kv["key"]),
        base64.b64decode(kv.get("value", "")),
        kv.get("create_revision", 0),
        kv["mod_revision"],
        kv.get("version", 0),
        kv.get("lease", 0),
    )
