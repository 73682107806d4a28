"""The magic itself: ``%etcd`` and ``%%etcd``, and what ``%config EtcdMagics`` can set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand
from traitlets import Bool, Float, Int, TraitError, validate

from yamtam_nb.errors import YamtamError
from yamtam_nb.magics import catalogue
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.state import State
from yamtam_nb.magics.usage import overview


@magics_class
class EtcdMagics(Magics):
    """etcd from this kernel, through one shared client."""

    display_limit = Int(50, help="Most rows that a result shows. The result itself is always whole.").tag(
        config=True
    )
    timeout = Float(
        None,
        allow_none=True,
        help="Seconds that a call may take, for connections made from now on. None: 5, or ETCDCTL_COMMAND_TIMEOUT.",
    ).tag(config=True)
    short_errors = Bool(True, help="Show errors of etcd in one line; False shows the whole traceback.").tag(
        config=True
    )
    complete_timeout_ms = Int(150, help="Longest time that completing a key may hold up the kernel.").tag(
        config=True
    )
    watch_rows = Int(10_000, help="Most rows of a live table opened from now on.").tag(config=True)

    def __init__(self, shell: InteractiveShell, **traits: Any) -> None:
        super().__init__(shell=shell, **traits)
        self.state = State()

    @no_var_expand
    @needs_local_scope
    @line_cell_magic("etcd")  # type: ignore[arg-type]
    def etcd(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> object:
        """Replaced below by the list of sub-commands."""
        from yamtam_nb.magics.dispatch import dispatch

        assert self.shell is not None  # noqa: S101 - given to __init__
        namespace = {**self.shell.user_ns, **(local_ns or {})}
        try:
            return dispatch(line, cell, Context(self.shell, self, self.state, namespace))
        except YamtamError as error:
            make_short(error, self.shell, self.short_errors)
            raise

    @validate("display_limit", "complete_timeout_ms", "watch_rows")
    def _check_count(self, proposal: Any) -> int:
        if proposal["value"] < 0:
            raise TraitError(f"{proposal['trait'].name} counts something: give 0 or more.")
        return int(proposal["value"])

    @validate("timeout")
    def _check_positive(self, proposal: Any) -> float | None:
        value: float | None = proposal["value"]
        if value is not None and value <= 0:
            raise TraitError(f"{proposal['trait'].name} must be above 0.")
        return value


def make_short(error: YamtamError, shell: InteractiveShell, short: bool) -> None:
    """Let IPython show one line, in every front end.

    An ExceptionGroup anywhere in the chain makes IPython send no error reply at all, so the chain is cut.
    """
    error.__context__ = None
    error.__suppress_context__ = True
    if not short:
        traceback = error.__traceback__

        def whole() -> Any:
            return shell.InteractiveTB.structured_traceback(type(error), error, traceback)

        error._render_traceback_ = whole  # type: ignore[method-assign]


EtcdMagics.etcd.__doc__ = overview(catalogue.summaries())  # type: ignore[assignment]
