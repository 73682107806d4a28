"""Which of our types IPython shows by which renderer; registered at load and taken back at unload.

The library's own objects stay free of display code: outside IPython they have a plain repr.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from yamtam_nb.magics.display.look import Look

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from yamtam_nb.magics.etcd import EtcdMagics

_RENDERERS = {
    "yamtam_nb.model.results.GetResult": ("get_result", "text", "html"),
    "yamtam_nb.model.results.PutResult": ("changes", "put_text", "put_html"),
    "yamtam_nb.model.results.DeleteResult": ("changes", "delete_text", "delete_html"),
    "yamtam_nb.model.txn.TxnResult": ("txn", "text", "html"),
    "yamtam_nb.model.key_value.KeyValue": ("key_value", "text", "html"),
    "yamtam_nb.model.lease.LeaseGrantResult": ("lease", "granted_text", "granted_html"),
    "yamtam_nb.model.lease.LeaseTimeToLive": ("lease", "left_text", "left_html"),
    "yamtam_nb.model.lease.KeepAliveResult": ("lease", "renewed_text", "renewed_html"),
    "yamtam_nb.client.keep_alive.KeepAlive": ("lease", "kept_text", "kept_html"),
    "yamtam_nb.client.level.Level": ("level", "text", "html"),
    "yamtam_nb.magics.commands.tree.Tree": ("tree", "text", "html"),
    "yamtam_nb.magics.commands.status.ClusterStatus": ("cluster_status", "text", "html"),
    "yamtam_nb.model.perf_report.PerfReport": ("perf_report", "text", "html"),
    "yamtam_nb.model.cluster.MemberChange": ("membership", "change_text", "change_html"),
    "yamtam_nb.model.forecast.Forecast": ("membership", "forecast_text", "forecast_html"),
    "yamtam_nb.client.hashes.HashReport": ("hashes", "text", "html"),
    "yamtam_nb.client.defragmentation.Defragmentation": ("defragmentation", "text", "html"),
    "yamtam_nb.model.maintenance.DefragmentedMember": ("defragmentation", "member_text", "member_html"),
    "yamtam_nb.model.maintenance.SavedSnapshot": ("saved", "saved_text", "saved_html"),
    "yamtam_nb.sandbox.snapshots.SnapshotStatus": ("saved", "status_text", "status_html"),
    "yamtam_nb.model.maintenance.LeaderMove": ("steps", "move_text", "move_html"),
    "yamtam_nb.model.maintenance.DowngradeResult": ("steps", "downgrade_text", "downgrade_html"),
    "yamtam_nb.model.auth.AuthStatus": ("auth", "status_text", "status_html"),
    "yamtam_nb.model.auth.User": ("auth", "user_text", "user_html"),
    "yamtam_nb.model.auth.Role": ("auth", "role_text", "role_html"),
    "yamtam_nb.model.auth.Permission": ("auth", "permission_text", "permission_html"),
    "yamtam_nb.model.auth.Access": ("auth", "access_text", "access_html"),
    "yamtam_nb.magics.rows.Rows": ("rows", "text", "html"),
}
"""Type -> module under ``magics/display/`` and its functions. Types are named, so that nothing is loaded yet."""

NOTEBOOK_WIDTH = 110
"""Characters of a line of text in a notebook, the same everywhere so that outputs can be compared."""


def register(shell: InteractiveShell, magics: EtcdMagics) -> None:
    """Show our types in this shell."""
    formatters = _formatters(shell)
    for name, (module, text, html) in _RENDERERS.items():
        home, _, type_name = name.rpartition(".")
        as_text = partial(_pretty, partial(_render, magics, module, text))
        formatters["text/plain"].for_type_by_name(home, type_name, as_text)
        formatters["text/html"].for_type_by_name(home, type_name, partial(_render, magics, module, html))


def unregister(shell: InteractiveShell) -> None:
    """Show them as IPython would by itself again."""
    formatters = _formatters(shell)
    for name in _RENDERERS:
        formatters["text/plain"].pop(name, None)
        formatters["text/html"].pop(name, None)


def look_of(magics: EtcdMagics) -> Look:
    """How results of these magics are to look now."""
    return Look(magics.display_limit, _width(magics), magics.state.cluster_name)


def _formatters(shell: InteractiveShell) -> dict[str, Any]:
    display: Any = shell.display_formatter
    formatters: dict[str, Any] = display.formatters
    return formatters


def _render(magics: EtcdMagics, module: str, function: str, result: Any) -> Any:
    renderer = getattr(importlib.import_module(f"yamtam_nb.magics.display.{module}"), function)
    return renderer(result, look_of(magics))


def _pretty(render: Callable[[Any], str], result: Any, printer: Any, cycle: bool) -> None:
    """IPython's way of asking for text. Inside a list or a dict an object keeps its one-line repr."""
    if cycle or len(printer.stack) > 1:
        printer.text(repr(result))
    else:
        printer.text(render(result))


def _width(magics: EtcdMagics) -> int:
    if hasattr(magics.shell, "kernel"):
        return NOTEBOOK_WIDTH
    import shutil

    return shutil.get_terminal_size((NOTEBOOK_WIDTH, 24)).columns
