"""A button of a live table."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

_log = logging.getLogger("yamtam_nb.callbacks")


class Button(NamedTuple):
    """A button above a live table, about the rows of one status; without such rows it is not shown.

    Attributes:
        id: name used in messages.
        label: what is written on it.
        status: the word of the rows that it is about.
        press: called when somebody presses it. It may come on any thread, also while a cell runs, and must be short.
    """

    id: str
    label: str
    status: str
    press: Callable[[], object]

    def wire(self) -> dict[str, Any]:
        """The button as the page is told it."""
        return {"id": self.id, "label": self.label, "status": self.status}


def press(buttons: Sequence[Button], name: object) -> None:
    """Press the button of that name, if there is one; what comes from a page is not to be trusted."""
    for button in buttons:
        if button.id == name:
            try:
                button.press()
            except Exception:  # noqa: BLE001 - somebody else's code; nobody waits for it who could be told
                _log.exception("The button %r failed", button.label)
