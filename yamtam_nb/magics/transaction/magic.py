"""The magic itself: ``%%etcd_txn``, another name for ``%%etcd txn``."""

from __future__ import annotations

from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from yamtam_nb.magics.commands.txn import SPEC
from yamtam_nb.magics.etcd import EtcdMagics
from yamtam_nb.magics.usage import command_help


@magics_class
class EtcdTxnMagics(Magics):
    """A cell that is a transaction."""

    def __init__(self, shell: InteractiveShell, etcd: EtcdMagics) -> None:
        super().__init__(shell=shell)
        self._etcd = etcd

    @no_var_expand
    @line_cell_magic("etcd_txn")  # type: ignore[arg-type]
    def etcd_txn(self, line: str, cell: str | None = None) -> Any:
        """Replaced below by the help text."""
        __tracebackhide__ = True
        return self._etcd.etcd(f"{SPEC.name} {line}", cell)


EtcdTxnMagics.etcd_txn.__doc__ = command_help(SPEC)  # type: ignore[assignment]
