"""``%etcd version``."""

from __future__ import annotations

import platform

from yamtam_nb import __version__
from yamtam_nb.errors import EtcdError, NotConnected
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec

SPEC = Spec("version", "Versions of this package, Python and the servers.", examples=("%etcd version",))


def run(arguments: Arguments, context: Context) -> Rows[tuple[str, ...]]:  # noqa: ARG001 - every sub-command takes both
    """What runs here, and on the members if there is a connection; none is made."""
    import IPython

    rows = [
        ("yamtam-nb", f"version {__version__}"),
        ("Python", f"version {platform.python_version()}"),
        ("IPython", f"version {IPython.__version__}"),
        *_servers(),
    ]
    return Rows(("what", "version"), rows)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    return "import yamtam_nb as yn\nyn.__version__, [member.version for member in yn.shared().maintenance.status_all()]"


def _servers() -> list[tuple[str, str]]:
    from yamtam_nb.client.shared import shared

    try:
        client = shared()
    except NotConnected:
        return [("etcd", "not connected")]
    answers = client.maintenance.status_all(timeout=min(2.0, client.settings.timeout))
    return [
        (
            f"etcd at {endpoint}",
            "unreachable" if isinstance(answer, EtcdError) else f"version {answer.version}",
        )
        for endpoint, answer in zip(client.endpoints, answers, strict=True)
    ]
