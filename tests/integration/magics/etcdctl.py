"""The real etcdctl, asked from tests."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from yamtam_nb.sandbox.binary import find_etcdctl


def etcdctl(endpoints: str, *words: str | bytes, text: str | bytes = b"") -> bytes:
    """What ``etcdctl WORDS`` prints, with ``text`` as its standard input."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ETCDCTL_")}
    command = [str(find_etcdctl()), f"--endpoints={endpoints}", *words]
    given = text.encode() if isinstance(text, str) else text
    done = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=20)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def etcdctl_json(endpoints: str, *words: str | bytes, text: str | bytes = b"") -> Any:
    """The same with ``-w json``, parsed."""
    return json.loads(etcdctl(endpoints, *words, "-w", "json", text=text))
