"""What a sub-command may use: the shell it runs in, the shared client, and what the magics remember."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from yamtam_nb.client.client import Client
    from yamtam_nb.magics.etcd import EtcdMagics
    from yamtam_nb.magics.state import State


@dataclass(frozen=True)
class Context:
    """One run of a magic.

    Attributes:
        shell: the IPython that it runs in.
        options: the traits of ``%config EtcdMagics``.
        state: what outlives the run: live tables, names of clusters.
        namespace: the Python variables that can be seen from the line.
    """

    shell: InteractiveShell
    options: EtcdMagics
    state: State
    namespace: Mapping[str, Any]

    def client(self) -> Client:
        """The shared client; connected now when a ``default`` profile or ``ETCDCTL_ENDPOINTS`` says where to.

        Raises:
            NotConnected: there is none, and nothing says where to connect.
            EtcdError: the connection failed.
        """
        from yamtam_nb.magics.connection import shared_or_default

        return shared_or_default(self)

    @property
    def shows_widgets(self) -> bool:
        """Whether the front end is a notebook; a terminal shows text."""
        return hasattr(self.shell, "kernel")

    def say(self, text: str) -> None:
        """A line for the person, beside the result."""
        print(text)  # noqa: T201 - the one place where the magics print
