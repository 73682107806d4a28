"""The body of a cell magic, run in the user's namespace exactly as if it were the whole cell.

``shell.run_cell`` would not do: it prints the body's traceback itself, fires the cell events twice, and
cannot run a body that awaits. So the body is compiled and executed here the way IPython does it: nested
magics work, the last expression is the value, tracebacks name the user's own lines, ``await`` is allowed.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Awaitable
from types import CodeType
from typing import Any, cast

from IPython.core.interactiveshell import InteractiveShell

_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class CellBody:
    """A compiled body.

    Args:
        shell: the IPython that it belongs to.
        source: the text below the ``%%`` line.

    Raises:
        SyntaxError: the body is not Python; it shows as it would without the magic.
    """

    def __init__(self, shell: InteractiveShell, source: str) -> None:
        self._namespace = shell.user_global_ns
        # One line stands above the body in the user's cell: the magic's own. Keep its place, so that line
        # numbers are those that the user sees.
        text = "\n" + shell.transform_cell(source)  # type: ignore[no-untyped-call]
        name = shell.compile.cache(text, _number(shell), raw_code=f"%%\n{source}")
        parsed = cast("ast.Module", compile(text, name, "exec", ast.PyCF_ONLY_AST | _AWAIT))
        tree = shell.transform_ast(parsed)  # type: ignore[no-untyped-call]
        self._statements, self._expression = _compile(shell, tree, name)

    @property
    def is_async(self) -> bool:
        """Whether the body awaits at its top level."""
        return any(
            code.co_flags & inspect.CO_COROUTINE
            for code in (self._statements, self._expression)
            if code is not None
        )

    def run(self) -> Any:
        """Run a body that does not await; returns the value of its last expression, or None."""
        __tracebackhide__ = True
        exec(self._statements, self._namespace)  # noqa: S102 - running the user's cell is the purpose
        return None if self._expression is None else eval(self._expression, self._namespace)  # noqa: S307

    async def run_async(self) -> Any:
        """Run a body that may await; returns the value of its last expression, or None."""
        __tracebackhide__ = True
        await self._maybe_await(self._statements)
        return None if self._expression is None else await self._maybe_await(self._expression)

    async def _maybe_await(self, code: CodeType) -> Any:
        __tracebackhide__ = True
        value = eval(code, self._namespace)  # noqa: S307 - running the user's cell is the purpose
        return await cast("Awaitable[Any]", value) if code.co_flags & inspect.CO_COROUTINE else value


def awaits(source: str) -> bool:
    """Whether some source awaits at its top level; False when it is not Python."""
    try:
        code = compile(source, "<body>", "exec", _AWAIT)
    except (SyntaxError, ValueError, OverflowError):
        return False
    return bool(code.co_flags & inspect.CO_COROUTINE)


def _compile(shell: InteractiveShell, tree: ast.Module, name: str) -> tuple[CodeType, CodeType | None]:
    """The statements, and the last expression apart from them: its value is the cell's."""
    flags = _AWAIT | shell.compile.flags
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    statements = compile(tree, name, "exec", flags, dont_inherit=True)
    if not isinstance(last, ast.Expr):
        return statements, None
    return statements, compile(ast.Expression(last.value), name, "eval", flags, dont_inherit=True)


def _number(shell: InteractiveShell) -> int:
    """The cell's number as the user sees it. Without history (nbval) the counter has not moved yet."""
    return (
        max(shell.execution_count - 1, 0)
        if getattr(shell, "history_manager", None)
        else shell.execution_count
    )
