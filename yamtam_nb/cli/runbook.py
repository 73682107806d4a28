"""``yamtam-nb runbook``: lists runbooks, and runs one without a front end."""

from __future__ import annotations

import argparse
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yamtam_nb.runbooks.execution import Execution, Outcome

# What runs notebooks is imported where it is used: `yamtam-nb demo` and `lab` do without it.

EXIT: dict[Outcome, int] = {"success": 0, "error": 1, "gate": 3}
"""How the exit status tells how a run ended; 2 is bad usage."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command line."""
    command = commands.add_parser("runbook", help="list the runbooks, or run one without a front end")
    actions = command.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="what there is, how bad it is and what it can touch")
    show = actions.add_parser("show", help="the parameters of one runbook")
    run = actions.add_parser(
        "run",
        help="run one; writes the executed notebook and an HTML report",
        description="Exit status: 0 success, 3 a gate or check that was not passed, 1 an error, 2 bad usage.",
    )
    for each in (show, run):
        each.add_argument("name", help="a runbook's name, or the path of a notebook")
    for each in (listing, show, run):
        each.add_argument("--folder", type=Path, metavar="DIR", help="runbooks of your own")
    run.add_argument(
        "-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="may be given again"
    )
    run.add_argument("--profile", default="", help="connection profile of the cluster")
    run.add_argument("--output", type=Path, metavar="FILE", help="default: runs/NAME-TIME.ipynb")


def runbook(options: argparse.Namespace) -> int:
    """Do what the words say, and return the exit status.

    Raises:
        InvalidArgument: there is no such runbook or parameter.
    """
    from yamtam_nb.runbooks.shelf import find

    if options.action == "list":
        return _list(options.folder)
    path = find(options.name, options.folder)
    return _show(path) if options.action == "show" else _run(path, options)


def _list(folder: Path | None) -> int:
    from yamtam_nb.runbooks.shelf import header, runbooks

    for name, path in runbooks(folder).items():
        head = header(path)
        print(f"{name}\n    {head.title}\n    severity: {head.severity} · touches: {head.blast_radius}")
    return 0


def _show(path: Path) -> int:
    from yamtam_nb.runbooks.parameters import parameters
    from yamtam_nb.runbooks.shelf import header

    head = header(path)
    print(f"{head.title}\n")
    for name in ("severity", "blast_radius", "rollback", "duration"):
        print(f"  {name.replace('_', ' '):13} {getattr(head, name)}")
    print("\nparameters (-p name=value):")
    for parameter in parameters(path).values():
        print(f"  {parameter.name}: {parameter.kind} = {parameter.default}    {parameter.help}")
    return 0


def _run(path: Path, options: argparse.Namespace) -> int:
    from yamtam_nb.runbooks.execution import execute
    from yamtam_nb.runbooks.parameters import given, parameters

    known = parameters(path)
    values = given(options.parameter, known)
    if options.profile and "profile" in known:
        values["profile"] = options.profile
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    output = options.output or Path("runs") / f"{path.stem}-{moment}.ipynb"
    ended = execute(path, output, values, {})
    print(_sentence(path.stem, ended))
    print(f"  executed notebook: {ended.notebook}\n  report:            {ended.page}")
    return EXIT[ended.outcome]


def _sentence(name: str, ended: Execution) -> str:
    if ended.outcome == "success":
        return f"{name}: done."
    how = "a gate was not passed" if ended.outcome == "gate" else "an error"
    return f"{name}: {how}. {ended.reason}"
