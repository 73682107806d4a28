"""Fails a notebook cell that failed without saying so in a way that nbval hears.

IPython answers a ``UsageError`` (an unknown magic, a misused one) with a line on stderr and an error
reply, but publishes no ``error`` message; an exception with an ExceptionGroup in its context fares the same.
nbval looks for the message alone, so such a cell passes, and so does the whole runbook
(source: IPython ``core/interactiveshell.py``, showtraceback; nbval issue 147).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

_COMPLAINT = re.compile(r"^(?:UsageError: .*|ERROR: (?:Line|Cell) magic function .*)", re.MULTILINE)


def fault(outputs: Iterable[Mapping[str, Any]], reply: Mapping[str, Any] | None) -> str | None:
    """Why a cell that nbval is content with has failed all the same; None when it has not.

    Args:
        outputs: what the cell published, as nbval collected it.
        reply: content of the kernel's last ``execute_reply``, or None when none was seen.
    """
    outputs = list(outputs)
    if any(output["output_type"] == "error" for output in outputs):
        return None
    complaint = _COMPLAINT.search("".join(_stderr(outputs)))
    if complaint:
        return f"The cell failed with a message on stderr only: {complaint.group()}"
    if reply is not None and reply.get("status") == "error":
        return f"The kernel answered with an error: {reply.get('ename', '')}: {reply.get('evalue', '')}"
    return None


@contextmanager
def replies(kernel: Any) -> Iterator[list[Mapping[str, Any]]]:
    """The contents of the ``execute_reply`` messages that nbval's ``kernel`` receives meanwhile."""
    seen: list[Mapping[str, Any]] = []
    get_message = kernel.get_message

    def listen(*args: Any, **kwargs: Any) -> Any:
        message = get_message(*args, **kwargs)
        if message["msg_type"] == "execute_reply":
            seen.append(message["content"])
        return message

    kernel.get_message = listen
    try:
        yield seen
    finally:
        del kernel.get_message


def _stderr(outputs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] == "stderr":
            yield output["text"]
