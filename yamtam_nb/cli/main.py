"""Reads the command line, runs one command, and turns what goes wrong into one line and an exit status."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from yamtam_nb import __version__
from yamtam_nb.cli.runbook import add_to
from yamtam_nb.errors import YamtamError

INTERRUPTED = 130
"""Exit status after Ctrl-C or SIGTERM, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``yamtam-nb`` and return its exit status.

    0, 1 for a failure, 2 for bad usage, 3 for a runbook's gate that was not passed, 130 when interrupted.
    """
    options = _parser().parse_args(arguments)
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background job starts with it ignored
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if options.command == "demo":
            return _demo(options)
        if options.command == "runbook":
            return _runbook(options)
        return _lab(options)
    except KeyboardInterrupt:
        print("\nInterrupted; what was started is stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (YamtamError, ImportError) as error:
        print(f"yamtam-nb: {error}{_advice(error)}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("yamtam-nb", description="The etcd notebook front end.")
    parser.add_argument("--version", action="version", version=f"yamtam-nb {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser(
        "demo", help="run a notebook headless against a real etcd cluster on this machine"
    )
    demo.add_argument("--notebook", type=Path, default=Path("notebooks/00-quickstart.ipynb"), metavar="FILE")
    demo.add_argument("--page", type=Path, default=Path("build/quickstart.html"), metavar="FILE")
    lab = commands.add_parser("lab", help="JupyterLab beside a real etcd cluster on this machine")
    lab.add_argument("--folder", type=Path, default=Path("notebooks"))
    lab.add_argument("--port", type=int, default=8888, help="first port to try (default 8888)")
    lab.add_argument("--browser", action="store_true", help="open a browser too")
    for command in (demo, lab):
        command.add_argument("--members", type=int, default=3, help="members of the cluster (default 3)")
    add_to(commands)
    return parser


def _demo(options: argparse.Namespace) -> int:
    from yamtam_nb.cli.demo import demo

    return demo(options.notebook, options.page, members=options.members)


def _lab(options: argparse.Namespace) -> int:
    from yamtam_nb.cli.lab import lab

    return lab(options.folder, port=options.port, browser=options.browser, members=options.members)


def _runbook(options: argparse.Namespace) -> int:
    from yamtam_nb.cli.runbook import runbook

    return runbook(options)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Make SIGTERM what Ctrl-C is, so that everything is cleaned up on the way out."""
    raise KeyboardInterrupt


def _advice(error: Exception) -> str:
    return (
        " Install what is missing: pip install 'yamtam-nb[lab,sandbox,runbooks]'."
        if isinstance(error, ImportError)
        else ""
    )
