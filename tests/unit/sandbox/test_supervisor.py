"""What the supervisor hands to etcd."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from yamtam_nb.sandbox import supervisor


def test_etcd_does_not_see_the_users_etcd_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """etcd obeys ETCD_* and prints the ones it does not know into its log, passwords included."""
    for name in ("ETCD_PASSWORD", "ETCDCTL_USER", "ETCD_NAME", "https_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("HOME", "/home/me")
    environment = supervisor._environment()
    assert "secret" not in environment.values()
    assert environment["HOME"] == "/home/me"


def test_the_supervisor_needs_the_standard_library_only() -> None:
    """It runs by its file name without site-packages, so an import of ours would kill it."""
    tree = ast.parse(Path(supervisor.__file__).read_text(encoding="utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in modules} <= set(sys.stdlib_module_names)
