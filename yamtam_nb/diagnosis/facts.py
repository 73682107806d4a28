"""What this side is, fit for a bug report: nothing secret, and no path of this machine."""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath

from yamtam_nb.model import MemberStatus, Settings
from yamtam_nb.render.figures import counted

PACKAGES = (
    "yamtam-nb", "grpcio", "protobuf", "ipython", "ipykernel", "ipywidgets", "anywidget", "jupyterlab", "notebook",
    "pandas", "prometheus-client",
)  # fmt: skip

_FRONT_ENDS = {
    "COLAB_RELEASE_TAG": "Colab",
    "DATABRICKS_RUNTIME_VERSION": "Databricks",
    "VSCODE_PID": "VS Code",
    "BINDER_SERVICE_HOST": "Binder",
    "JUPYTERHUB_USER": "JupyterHub",
}
_OURS = "yamtam"


def facts(settings: Settings, answers: list[MemberStatus]) -> dict[str, str]:
    """Names and values.

    Args:
        settings: of the client.
        answers: what members said of themselves.
    """
    return {
        "python": f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "packages": ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name))),
        "front end": front_end(),
        "servers": ", ".join(f"etcd {each.version} at {each.endpoint}" for each in answers) or "none answered",
        "endpoints": ", ".join(settings.endpoints),
        "user": f"{settings.user}, password {'***' if settings.password else 'none'}" if settings.user else "none",
        "TLS files": _files(settings),
        "timeout": f"{settings.timeout:g} s",
        "profile": settings.profile or "none",
        "environment": ", ".join(sorted(filter(_ours, os.environ))) or "none",
        "threads": _threads(),
    }  # fmt: skip


def front_end() -> str:
    """Where this runs, as far as it can be seen from here."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return "no IPython"
    hosts = [name for variable, name in _FRONT_ENDS.items() if os.environ.get(variable)]
    kind = "Jupyter kernel" if hasattr(shell, "kernel") else "terminal IPython"
    return f"{kind} ({', '.join(hosts)})" if hosts else kind


def _ours(variable: str) -> bool:
    """Whether a variable of the environment is about us; only its name is told."""
    return variable.startswith(("ETCDCTL_", "YAMTAM_"))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _files(settings: Settings) -> str:
    """Names without their directories: these tell who somebody is."""
    given = {"ca_cert": settings.ca_cert, "cert": settings.cert, "key": settings.key}
    return ", ".join(f"{name} {PurePath(path).name}" for name, path in given.items() if path) or "none"


def _threads() -> str:
    names = Counter(thread.name.partition("_")[0] for thread in threading.enumerate())
    ours = [f"{name} x{number}" for name, number in sorted(names.items()) if name.startswith(_OURS)]
    return f"{counted(sum(names.values()), 'thread')}, of them ours: {', '.join(ours) or 'none'}"
