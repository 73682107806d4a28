"""The etcd notebook front end: magics, live tables and pandas views on one shared client.

``%load_ext yamtam_nb`` in IPython, or ``import yamtam_nb as yn`` anywhere. Importing it opens no
connection and loads neither gRPC nor pandas nor any widget library; those come with the first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from yamtam_nb import etcd3 as etcd3
    from yamtam_nb import sandbox as sandbox
    from yamtam_nb.agents.live_config import LiveConfig as LiveConfig
    from yamtam_nb.agents.registry import Registry as Registry
    from yamtam_nb.client.client import Client as Client
    from yamtam_nb.client.connect import connect as connect
    from yamtam_nb.client.shared import shared as shared
    from yamtam_nb.client.snapshot_file import verify_snapshot as verify_snapshot
    from yamtam_nb.concurrency.election import Election as Election
    from yamtam_nb.concurrency.lock import Lock as Lock
    from yamtam_nb.concurrency.session import Session as Session
    from yamtam_nb.concurrency.transact import transact as transact
    from yamtam_nb.diagnosis.doctor import doctor as doctor
    from yamtam_nb.errors import YamtamError as YamtamError
    from yamtam_nb.frames.files.reading import read_export as read_export
    from yamtam_nb.frames.history.history import History as History
    from yamtam_nb.frames.history.history import history as history
    from yamtam_nb.frames.plan.copying import copy as copy
    from yamtam_nb.frames.plan.plan import Plan as Plan
    from yamtam_nb.frames.plan.rollback import rollback as rollback
    from yamtam_nb.frames.plan.undelete import undelete as undelete
    from yamtam_nb.frames.snapshot import Snapshot as Snapshot
    from yamtam_nb.frames.snapshot import snapshot as snapshot
    from yamtam_nb.frames.usage import usage as usage
    from yamtam_nb.mirror.mirror import Mirror as Mirror
    from yamtam_nb.model import Compare as Compare
    from yamtam_nb.model import KeyValue as KeyValue
    from yamtam_nb.runbooks.beginning import runbook as runbook
    from yamtam_nb.widgets.cluster_table import cluster_table as cluster_table
    from yamtam_nb.widgets.config_table import config_table as config_table
    from yamtam_nb.widgets.lease_table import lease_table as lease_table
    from yamtam_nb.widgets.lock_table import lock_table as lock_table
    from yamtam_nb.widgets.registry_table import registry_table as registry_table

__version__ = "0.1.0"

_HOMES = {
    "Client": "yamtam_nb.client.client",
    "Compare": "yamtam_nb.model",
    "Election": "yamtam_nb.concurrency.election",
    "History": "yamtam_nb.frames.history.history",
    "KeyValue": "yamtam_nb.model",
    "LiveConfig": "yamtam_nb.agents.live_config",
    "Lock": "yamtam_nb.concurrency.lock",
    "Mirror": "yamtam_nb.mirror.mirror",
    "Plan": "yamtam_nb.frames.plan.plan",
    "Registry": "yamtam_nb.agents.registry",
    "Session": "yamtam_nb.concurrency.session",
    "Snapshot": "yamtam_nb.frames.snapshot",
    "YamtamError": "yamtam_nb.errors",
    "cluster_table": "yamtam_nb.widgets.cluster_table",
    "config_table": "yamtam_nb.widgets.config_table",
    "connect": "yamtam_nb.client.connect",
    "copy": "yamtam_nb.frames.plan.copying",
    "doctor": "yamtam_nb.diagnosis.doctor",
    "history": "yamtam_nb.frames.history.history",
    "lease_table": "yamtam_nb.widgets.lease_table",
    "lock_table": "yamtam_nb.widgets.lock_table",
    "read_export": "yamtam_nb.frames.files.reading",
    "registry_table": "yamtam_nb.widgets.registry_table",
    "rollback": "yamtam_nb.frames.plan.rollback",
    "runbook": "yamtam_nb.runbooks.beginning",
    "shared": "yamtam_nb.client.shared",
    "snapshot": "yamtam_nb.frames.snapshot",
    "transact": "yamtam_nb.concurrency.transact",
    "undelete": "yamtam_nb.frames.plan.undelete",
    "usage": "yamtam_nb.frames.usage",
    "verify_snapshot": "yamtam_nb.client.snapshot_file",
}
"""Public name -> the module that it lives in, loaded when the name is first used."""

_MODULES = ("errors", "etcd3", "sandbox")

__all__ = sorted([*_HOMES, *_MODULES, "__version__"])


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
    elif name in _MODULES:
        value = importlib.import_module(f"yamtam_nb.{name}")
    else:
        raise AttributeError(f"module 'yamtam_nb' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, *_MODULES])


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by ``%load_ext yamtam_nb``: registers the magics, silently and without connecting."""
    from yamtam_nb.magics.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Called by ``%unload_ext yamtam_nb``: takes back all that loading and the magics left."""
    from yamtam_nb.magics.extension import unload

    unload(shell)
