"""The sanitize file for nbval: what etcd's outputs hold that differs from run to run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SANITIZE_FILE = Path(__file__).with_name("sanitize.cfg")
"""Path of the file, for ``--nbval-sanitize-with`` where ``--etcd-sanitize`` does not fit."""


def add_to(notebook: Any) -> None:
    """Make nbval's collector ``notebook`` read our file before the user's own (nbval itself takes only one)."""
    users_files = notebook.get_sanitize_files
    notebook.get_sanitize_files = lambda: [str(SANITIZE_FILE), *users_files()]
