"""The ``etcd3`` package's lock beside a ``tenacity`` of today.

Since its release 7 ``tenacity`` calls a wait function with one argument, the state of the retrying; the lock
passes one that takes two, and fails with a TypeError whenever it has to wait.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

LOCKS = "etcd3.locks"


class LocksLoader(Loader):
    """Loads the package's own ``locks`` module, and lets it see a ``tenacity`` that calls as it expects."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The module as its own loader makes it."""
        made: ModuleType | None = self._own.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        """Run the package's code, then put the adapter in the place of its ``tenacity``."""
        self._own.exec_module(module)
        vars(module)["tenacity"] = _Tenacity(vars(module)["tenacity"])


class _Tenacity:
    """Everything of the module, and a ``retry`` whose wait function takes attempt and seconds so far."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def retry(self, *, wait: Callable[[int, float], float], **options: Any) -> Any:
        """``tenacity.retry`` with a wait function of the old kind."""
        return self._module.retry(
            wait=lambda state: wait(state.attempt_number, state.seconds_since_start), **options
        )
