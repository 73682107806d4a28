"""Switching password authentication on."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox.gateway import Gateway, GatewayError

ROOT = "root"
_CALL = 5.0
_SETTLED_WITHIN = 10.0


def enable_auth(gateways: Sequence[Gateway]) -> str:
    """Create the user ``root`` with a random password and switch authentication on; returns the password.

    On return every member lets ``root`` in.

    Raises:
        SandboxError: the cluster refused.
    """
    password = secrets.token_urlsafe(12)
    first = gateways[0]
    try:
        first.post("/v3/auth/user/add", {"name": ROOT, "password": password}, _CALL)
        first.post("/v3/auth/role/add", {"name": ROOT}, _CALL)
        first.post("/v3/auth/user/grant", {"user": ROOT, "role": ROOT}, _CALL)
        first.post("/v3/auth/enable", {}, _CALL)
    except GatewayError as error:
        raise SandboxError(
            f"Authentication could not be switched on: {error}. Start the sandbox again."
        ) from error
    for gateway in gateways:
        _wait_for_login(gateway, password)
        gateway.log_in(ROOT, password)
    return password


def _wait_for_login(gateway: Gateway, password: str) -> None:
    """A member that has not applied the change yet refuses logins for a moment."""
    until = time.monotonic() + _SETTLED_WITHIN
    while True:
        try:
            gateway.authenticate(ROOT, password, _CALL)
        except GatewayError as error:  # noqa: PERF203 - one round is a network call
            if time.monotonic() > until:
                raise SandboxError(
                    f"A member does not let root in: {error}. Start the sandbox again."
                ) from error
            time.sleep(0.02)
        else:
            return
