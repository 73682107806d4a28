"""The real etcdctl, asked from tests."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from typing import Any

from yamtam_nb.sandbox.binary import find_etcdctl

_PATIENCE = 20.0
"""Seconds until an etcdctl that says nothing is ended."""


def etcdctl(endpoints: str, *words: str | bytes, text: str | bytes = b"") -> bytes:
    """What ``etcdctl WORDS`` prints, with ``text`` as its standard input."""
    given = text.encode() if isinstance(text, str) else text
    done = subprocess.run(
        _command(endpoints, *words), input=given, capture_output=True, env=_environment(), timeout=_PATIENCE
    )
    # `endpoint health` of an unhealthy member is an answer, too.
    assert done.returncode == 0 or (words[:2] == ("endpoint", "health") and done.stdout), done.stderr.decode(
        errors="replace"
    )
    return done.stdout


def etcdctl_json(endpoints: str, *words: str | bytes, text: str | bytes = b"") -> Any:
    """The same with ``-w json``, parsed."""
    return json.loads(etcdctl(endpoints, *words, "-w", "json", text=text))


def etcdctl_watch(endpoints: str, *words: str, until: int) -> list[dict[str, Any]]:
    """The events that ``etcdctl WORDS`` tells up to a revision; it would go on for ever, and is ended then."""
    events: list[dict[str, Any]] = []
    with subprocess.Popen(
        _command(endpoints, *words, "-w", "json"), stdout=subprocess.PIPE, text=True, env=_environment()
    ) as running:
        patience = threading.Timer(_PATIENCE, running.kill)
        patience.start()
        try:
            assert running.stdout is not None
            for line in running.stdout:
                events += json.loads(line).get("Events") or []
                if events and events[-1]["kv"]["mod_revision"] >= until:
                    break
        finally:
            patience.cancel()
            running.kill()
    assert events, "it told nothing"
    assert events[-1]["kv"]["mod_revision"] == until, f"it ended after {_PATIENCE} s, before revision {until}"
    return events


def _command(endpoints: str, *words: str | bytes) -> list[str | bytes]:
    return [str(find_etcdctl()), f"--endpoints={endpoints}", *words]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ETCDCTL_")}
