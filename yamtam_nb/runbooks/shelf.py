"""The runbooks that come with this package, and those in a folder of one's own."""

from __future__ import annotations

import difflib
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from yamtam_nb.errors import InvalidArgument, InvalidFile
from yamtam_nb.runbooks.header import Header

FOLDER = "notebooks/runbooks"


def shipped() -> Path:
    """The folder of the runbooks that come with this package: in a wheel, or in a checkout."""
    inside = Path(__file__).parent / "notebooks"
    return inside if inside.is_dir() else Path(__file__).parents[2] / FOLDER


def runbooks(folder: Path | None = None) -> dict[str, Path]:
    """Name -> file, in the order of their names.

    Args:
        folder: where to look; None for those that come with this package.
    """
    return {path.stem: path for path in sorted((folder or shipped()).glob("*.ipynb"))}


def find(name: str, folder: Path | None = None) -> Path:
    """The file of a runbook.

    Args:
        name: its name, or the path of a notebook.
        folder: as in :func:`runbooks`.

    Raises:
        InvalidArgument: there is none; the message names the nearest.
    """
    known = runbooks(folder)
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return path
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known) or 'none'}."
    raise InvalidArgument(f"There is no runbook {name!r}. {hint}")


def read(path: Path) -> NotebookNode:
    """The notebook in a file.

    Raises:
        InvalidFile: it is no notebook.
    """
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise InvalidFile(f"{path} cannot be read as a notebook: {error}.") from error
    return notebook


def header(path: Path) -> Header:
    """What a runbook says of itself.

    Raises:
        InvalidFile: it is no notebook, or says nothing of itself.
    """
    return Header.read(read(path), path)
