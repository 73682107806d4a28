"""The variables that etcdctl reads. An explicit argument wins over its variable (etcdctl itself aborts)."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Mapping

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.model import Settings

DEFAULT_ENDPOINT = "http://127.0.0.1:2379"
DEFAULT_TIMEOUT = 5.0

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def settings_from(
    endpoints: str | Iterable[str] | None = None,
    *,
    user: str | None = None,
    password: str | None = None,
    ca_cert: str | None = None,
    cert: str | None = None,
    key: str | None = None,
    timeout: float | None = None,
    insecure: bool = False,
    profile: str = "",
    protected: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Arguments, completed from the environment, as one value.

    Raises:
        InvalidArgument: no endpoint, a password without a user, or a timeout that is no number of seconds.
    """
    env = os.environ if environ is None else environ
    listed = split_endpoints(
        endpoints if endpoints is not None else env.get("ETCDCTL_ENDPOINTS") or DEFAULT_ENDPOINT
    )
    if not listed:
        raise InvalidArgument(f"No endpoint given: name at least one, such as {DEFAULT_ENDPOINT}.")
    name, secret = _who(user, password, env)
    limit = (
        duration(env["ETCDCTL_COMMAND_TIMEOUT"])
        if timeout is None and env.get("ETCDCTL_COMMAND_TIMEOUT")
        else timeout
    )
    limit = DEFAULT_TIMEOUT if limit is None else limit
    if not 0 < limit < math.inf:
        raise InvalidArgument(f"timeout={limit} is not a time to wait: give seconds above 0.")
    return Settings(
        endpoints=listed,
        user=name,
        password=secret,
        ca_cert=ca_cert or env.get("ETCDCTL_CACERT") or None,
        cert=cert or env.get("ETCDCTL_CERT") or None,
        key=key or env.get("ETCDCTL_KEY") or None,
        timeout=limit,
        insecure=insecure,
        profile=profile,
        protected=protected,
    )


def split_endpoints(endpoints: str | Iterable[str]) -> tuple[str, ...]:
    """Endpoints from a string with commas, or from several such strings; blanks and repeats are dropped."""
    parts = [endpoints] if isinstance(endpoints, str) else list(endpoints)
    cut = [piece.strip() for part in parts for piece in part.split(",")]
    return tuple(dict.fromkeys(piece for piece in cut if piece))


def duration(text: str) -> float:
    """Seconds from Go's way of writing them: ``5s``, ``1m30s``, ``500ms``; a bare number is seconds.

    Raises:
        InvalidArgument: it is neither.
    """
    try:
        return float(text)
    except ValueError:
        pass
    pieces = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", text)
    if not pieces or "".join(number + unit for number, unit in pieces) != text.strip():
        raise InvalidArgument(f"{text!r} is not a duration: write seconds, or 5s, 1m30s, 500ms.")
    return sum(float(number) * _UNITS[unit] for number, unit in pieces)


def _who(user: str | None, password: str | None, env: Mapping[str, str]) -> tuple[str | None, str | None]:
    """User and password. As in etcdctl a user may carry the password after a colon, unless that is given on its own."""
    named = user or env.get("ETCDCTL_USER") or None
    secret = (
        password if password is not None else env.get("ETCDCTL_PASSWORD") or env.get("ETCD_PASSWORD") or None
    )
    if named is None:
        if password is not None:
            raise InvalidArgument("A password was given without a user: give user= as well.")
        return None, None
    if ":" in named and password is None:
        named, _, secret = named.partition(":")
    elif ":" in named and not user:
        named = named.partition(":")[0]  # the variable carries an old password: not a part of the name
    if not secret:
        raise InvalidArgument(f"User {named!r} needs a password: give password=, or set ETCD_PASSWORD.")
    return named, secret
