"""Loading and unloading: all that ``%load_ext yamtam_nb`` adds to a shell, and takes back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from yamtam_nb.magics.etcd import EtcdMagics

_NAME = "EtcdMagics"
_CLASSES = (_NAME, "EtcdLockMagics", "EtcdTxnMagics")
_MAGICS = ("etcd", "etcd_lock", "etcd_elect", "etcd_txn")


def load(shell: InteractiveShell) -> None:
    """Register the magics, their completion and their displays. Opens no connection and says nothing."""
    from yamtam_nb.magics.body.awaiting import awaiting
    from yamtam_nb.magics.completion.matcher import install
    from yamtam_nb.magics.display import formatters
    from yamtam_nb.magics.etcd import EtcdMagics
    from yamtam_nb.magics.locking.magic import NAMES, EtcdLockMagics
    from yamtam_nb.magics.transaction.magic import EtcdTxnMagics
    from yamtam_nb.rpc import etcd3_finder

    unload(shell)
    etcd3_finder.install()
    magics = EtcdMagics(shell=shell)
    shell.register_magics(magics, EtcdLockMagics(shell, magics), EtcdTxnMagics(shell, magics))
    shell.input_transformers_post.append(awaiting(shell, NAMES))
    formatters.register(shell, magics)
    install(shell, magics)


def unload(shell: InteractiveShell) -> None:
    """Take back everything that loading added, and end what the magics started. Twice is fine."""
    magics = loaded(shell)
    if magics is None:
        return
    from yamtam_nb.magics.body.awaiting import MARK
    from yamtam_nb.magics.completion.matcher import uninstall
    from yamtam_nb.magics.display import formatters
    from yamtam_nb.rpc import etcd3_finder

    if "yamtam_nb.etcd3" not in sys.modules:  # who imported that wants its effect to stay
        etcd3_finder.uninstall()
    uninstall(shell)
    formatters.unregister(shell)
    _unregister(shell)
    transformers = shell.input_transformers_post
    transformers[:] = [each for each in transformers if not hasattr(each, MARK)]
    magics.state.close()


def _unregister(shell: InteractiveShell) -> None:
    manager = shell.magics_manager
    for name in _MAGICS:
        manager.magics["line"].pop(name, None)
        manager.magics["cell"].pop(name, None)
    ours = [dict.pop(manager.registry, name, None) for name in _CLASSES]
    configurables: list[Any] = shell.configurables
    configurables[:] = [each for each in configurables if not any(each is one for one in ours)]


def loaded(shell: InteractiveShell) -> EtcdMagics | None:
    """The magics of this shell, None when the extension is not loaded."""
    # A plain dict lookup: the registry's own __getitem__ loads IPython's lazy magics on a miss.
    return dict.get(shell.magics_manager.registry, _NAME)
