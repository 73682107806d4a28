"""Loading and unloading: all that ``%load_ext yamtam_nb`` adds to a shell, and takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from yamtam_nb.magics.etcd import EtcdMagics

_NAME = "EtcdMagics"


def load(shell: InteractiveShell) -> None:
    """Register the magics, their completion and their displays. Opens no connection and says nothing."""
    from yamtam_nb.magics.completion.matcher import install
    from yamtam_nb.magics.display import formatters
    from yamtam_nb.magics.etcd import EtcdMagics

    unload(shell)
    magics = EtcdMagics(shell=shell)
    shell.register_magics(magics)
    formatters.register(shell, magics)
    install(shell, magics)


def unload(shell: InteractiveShell) -> None:
    """Take back everything that loading added, and end what the magics started. Twice is fine."""
    magics = loaded(shell)
    if magics is None:
        return
    from yamtam_nb.magics.completion.matcher import uninstall
    from yamtam_nb.magics.display import formatters

    uninstall(shell)
    formatters.unregister(shell)
    manager = shell.magics_manager
    manager.magics["line"].pop("etcd", None)
    manager.magics["cell"].pop("etcd", None)
    manager.registry.pop(_NAME, None)
    configurables: list[Any] = shell.configurables
    configurables[:] = [each for each in configurables if each is not magics]
    magics.state.close()


def loaded(shell: InteractiveShell) -> EtcdMagics | None:
    """The magics of this shell, None when the extension is not loaded."""
    # A plain dict lookup: the registry's own __getitem__ loads IPython's lazy magics on a miss.
    return dict.get(shell.magics_manager.registry, _NAME)
