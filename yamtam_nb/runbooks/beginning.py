"""Beginning a run: the connection, and the run that is under way from now on."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import overload

from yamtam_nb.client.client import Client
from yamtam_nb.client.environment import settings_from
from yamtam_nb.client.profiles import load_profile
from yamtam_nb.client.shared import connect_shared, shared
from yamtam_nb.errors import NotConnected
from yamtam_nb.model import Settings
from yamtam_nb.runbooks import current
from yamtam_nb.runbooks.run import Run
from yamtam_nb.sandbox.announced import ANNOUNCED, is_sandbox


@overload
def runbook(name: None) -> None: ...
@overload
def runbook(
    name: str,
    *,
    profile: str = "",
    dry_run: bool = True,
    approve: str = "",
    audit: str | Path = "",
    anew: bool = False,
) -> Run: ...
def runbook(
    name: str | None,
    *,
    profile: str = "",
    dry_run: bool = True,
    approve: str = "",
    audit: str | Path = "",
    anew: bool = False,
) -> Run | None:
    """Begin a run of a runbook in this kernel. An earlier run is ended.

    Args:
        name: the runbook's name; None only ends the run that is under way.
        profile: connect the shared client by this profile. "" uses the shared client as it is, or connects it to the
            sandbox that this process was told of (``YAMTAM_SANDBOX``), or by ``ETCDCTL_ENDPOINTS``.
        dry_run: change nothing.
        approve: hash of the plan that may be applied; ``sandbox`` approves every plan where the cluster is a sandbox
            of this machine, and none elsewhere.
        audit: file that the audit record is added to; "" keeps it in memory (``run.audit``).
        anew: connect anew, and go on also when no member answers: for a cluster that is down as a whole, or in whose
            place another one may have come.

    Raises:
        NotConnected: nothing says where to connect.
        UnknownProfile: there is no such profile.
        EtcdError: the connection failed.

    Example:
        >>> run = yn.runbook("config-rollback", dry_run=True)  # doctest: +SKIP
        >>> run.gate(plan)  # doctest: +SKIP
        Gate: dry run. Nothing will be changed. To apply this plan: dry_run=False and approve='4be1c1e3a2d0'.
    """
    under_way = current.current()
    if under_way is not None:
        under_way.end()
    if name is None:
        return None
    client = _anew(profile) if anew else _client(profile)
    run = Run(
        name,
        client,
        dry_run=dry_run,
        approve=approve,
        audit=Path(audit) if audit else None,
        sandbox=is_sandbox(client.endpoints),
    )
    current.begin(run)
    return run


def _client(profile: str) -> Client:
    if not profile:
        with suppress(NotConnected):
            return shared()
    return connect_shared(settings_for(profile))


def _anew(profile: str) -> Client:
    return connect_shared(settings_for(profile), answered=False)


def settings_for(profile: str) -> Settings:
    """What a run with this profile connects with; nothing is connected.

    Args:
        profile: as for :func:`runbook`.

    Raises:
        NotConnected: nothing says where to connect.
        UnknownProfile: there is no such profile.
    """
    if profile:
        return load_profile(profile).settings()
    try:
        return shared().settings
    except NotConnected:
        told = os.environ.get(ANNOUNCED)
        if not told and not os.environ.get("ETCDCTL_ENDPOINTS"):
            raise
        return settings_from(told or None)
