"""A notebook that has run, told as text: its headings, what was typed and what came back."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

QUIET = "account-quiet"
"""Tag of a cell that the account passes over: it prepares, and shows nothing."""

_LINES = 14


def account(notebook: NotebookNode) -> str:
    """The story of ``notebook`` as far as it ran; an output of more than 14 lines is cut, and says so."""
    return "\n".join(line for cell in _ran(notebook) for line in _cell(cell))


def _ran(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells up to the last that was run."""
    cells: list[NotebookNode] = notebook.cells
    return cells[: max((at for at, cell in enumerate(cells, 1) if cell.get("execution_count")), default=0)]


def _cell(cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type == "markdown":
        for line in cell.source.splitlines():
            if line.startswith("## "):
                yield f"\n{line[3:]}"
    elif cell.cell_type == "code" and QUIET not in cell.metadata.get("tags", ()):
        for line in cell.source.splitlines():
            yield f"  > {line}"
        for output in cell.outputs:
            yield from _cut(_text(output).splitlines())


def _text(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return str(output.data.get("text/plain", ""))


def _cut(lines: list[str]) -> Iterator[str]:
    for line in lines[:_LINES]:
        yield f"    {line}"
    if len(lines) > _LINES:
        yield f"    ... {len(lines) - _LINES} more lines"
