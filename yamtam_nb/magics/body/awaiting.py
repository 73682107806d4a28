"""``await`` in the body of a cell magic, which IPython itself does not allow.

A cell magic is a plain function call after IPython's own transformation. When its body awaits, the call
is prefixed with ``await``, and the magic answers with a coroutine.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from IPython.core.interactiveshell import InteractiveShell

from yamtam_nb.magics.body.cell_body import awaits

MARK = "yamtam_awaiting"
"""An attribute by which the transformer is found again when the extension is unloaded."""

_CALL = "get_ipython().run_cell_magic("


def awaiting(shell: InteractiveShell, names: tuple[str, ...]) -> Callable[[list[str]], list[str]]:
    """An input transformer for the cell magics of these names."""

    def transform(lines: list[str]) -> list[str]:
        if len(lines) != 1 or not lines[0].startswith(_CALL):
            return lines
        called = _arguments(lines[0])
        if called is None or called[0] not in names:
            return lines
        if not awaits(shell.transform_cell(called[2])):  # type: ignore[no-untyped-call]
            return lines
        return [f"await {lines[0]}"]

    setattr(transform, MARK, True)
    return transform


def _arguments(line: str) -> tuple[str, str, str] | None:
    """Name, line and body of a ``run_cell_magic`` call."""
    try:
        call = ast.parse(line.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or len(call.args) != 3:
            return None
        name, text, body = (ast.literal_eval(argument) for argument in call.args)
    except (SyntaxError, ValueError):
        return None
    return str(name), str(text), str(body)
