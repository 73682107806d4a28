"""``yamtam-nb lab``: JupyterLab beside a real cluster; both end with Ctrl-C."""

from __future__ import annotations

import os
from pathlib import Path

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
        server = LabApp.initialize_server(argv=_arguments(folder, port, browser))
        print(f"A real etcd cluster of {members} is up: {', '.join(cluster.endpoints)}")
        print(f"JupyterLab: {server.connection_url}/?token={server.identity_provider.token}")
        print("Ctrl-C stops both.", flush=True)
        server.start()
    print("JupyterLab and the cluster are stopped.")
    return 0


def _arguments(folder: Path, port: int, browser: bool) -> list[str]:
    """Loopback only; no question on Ctrl-C; root may run it, as it does in containers."""
    return [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.answer_yes=True",
        "--ServerApp.allow_root=True",
        "--ServerApp.log_level=WARNING",
    ]
