"""A notebook that has run, as one HTML file."""

from __future__ import annotations

from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode


def write_page(notebook: NotebookNode, path: Path) -> None:
    """Write ``notebook`` to ``path`` as it looks in JupyterLab, live tables as they stood when displayed.

    The page asks no other host for anything: what it would fetch (maths, a loader for scripts, live widgets)
    a machine in an incident room may not reach.
    """
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="lab", require_js_url="", mathjax_url="", jupyter_widgets_base_url="", theme="light"
    )
    text, _ = exporter.from_notebook_node(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
