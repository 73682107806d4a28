"""What answers for the ``etcd3`` package's outdated modules: light, because every ``%load_ext`` installs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class Finder:
    """Passes what is below ``etcd3`` on to ``etcd3_modules``, which is loaded then, and lets the rest go by."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A spec for one of the replaced modules, None for every other name."""
        if not fullname.startswith("etcd3."):
            return None
        from yamtam_nb.rpc.etcd3_modules import STAND_INS

        return STAND_INS.find_spec(fullname, path, target)

    def __repr__(self) -> str:
        return "<Finder of stand-ins for the etcd3 package's generated modules>"


FINDER = Finder()


def install() -> None:
    """Let ``import etcd3`` find our classes. Twice is fine; nothing is imported."""
    if FINDER not in sys.meta_path:
        sys.meta_path.insert(0, FINDER)


def uninstall() -> None:
    """Take the finder away; what was imported with it stays as it is."""
    if FINDER in sys.meta_path:
        sys.meta_path.remove(FINDER)
