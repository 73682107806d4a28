"""Where in the kernel the messages of a page arrive."""

from __future__ import annotations

from typing import Any


def let_page_choose(comm: Any) -> None:
    """Let the next message of a page come to the subshell that the page sent it to, so that a busy cell delays nothing.

    ipykernel, from 7.4 on, brings it to whatever shell the kernel's own last message belongs to instead. For what a
    background thread sends that is the main shell, which is the busy one. It notes that on the comm; other versions,
    and other kernels, have no such note. What a page sends is taken on any thread here, so the note is not needed.
    """
    getattr(comm, "__dict__", {}).pop("_reply_subshell_id", None)
