"""``yamtam-nb lab``: JupyterLab beside a real cluster; both end with Ctrl-C."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from yamtam_nb.cli.environment import variables
from yamtam_nb.cli.progress import Progress
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.sandbox import Cluster


def lab(folder: Path, *, port: int, browser: bool, members: int) -> int:
    """Serve ``folder`` until interrupted; returns the exit status.

    Raises:
        InvalidArgument: there is no such folder.
        SandboxError: the cluster could not be started.
    """
    from jupyterlab.labapp import LabApp

    if not folder.is_dir():
        raise InvalidArgument(f"There is no folder {folder}: name one with --folder.")
    with Progress() as progress:
        cluster = Cluster.start(members, on_progress=lambda sentence, done: progress.show(done, sentence))
    with cluster:
        os.environ.update(variables(cluster))
        _serve(LabApp.initialize_server(argv=_arguments(folder, port, browser)), cluster)
    print("JupyterLab and the cluster are stopped.")
    return 0


def _serve(server: Any, cluster: Cluster) -> None:
    def say() -> None:
        server.log.setLevel(logging.WARNING)
        print(f"A real etcd cluster of {len(cluster.members)} is up: {', '.join(cluster.endpoints)}")
        print(f"JupyterLab: {_url(server)}")
        print("Ctrl-C stops both.", flush=True)

    server.log.setLevel(logging.CRITICAL + 1)  # its banner says the same at greater length
    server.io_loop.add_callback(say)  # runs after the server has begun to listen
    server.start()


def _url(server: Any) -> str:
    address = server.connection_url.rstrip("/") + server.default_url
    token = server.identity_provider.token
    return f"{address}?token={token}" if token else address


def _arguments(folder: Path, port: int, browser: bool) -> list[str]:
    """Loopback only; no question on Ctrl-C; root may run it, as it does in containers."""
    return [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.answer_yes=True",
        "--ServerApp.allow_root=True",
        "--ServerApp.log_level=WARN",
        "--LabApp.log_level=WARN",
    ]
