"""Named connection profiles, kept in one TOML file.

The file is ``$YAMTAM_PROFILES``, else ``yamtam-nb/profiles.toml`` in ``$XDG_CONFIG_HOME`` or ``~/.config``::

    [prod]
    endpoints = ["https://etcd-1:2379", "https://etcd-2:2379", "https://etcd-3:2379"]
    user = "oncall"
    password_env = "PROD_ETCD_PASSWORD"     # the password itself never stands in the file
    ca_cert = "~/certs/prod-ca.pem"
    protected = true                        # every change through %etcd needs --yes

The profile called ``default`` is the one that is used when nothing else is asked for.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from yamtam_nb.client.environment import settings_from, split_endpoints
from yamtam_nb.errors import InvalidArgument, UnknownProfile
from yamtam_nb.model import Settings

DEFAULT = "default"
_NAME = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Profile:
    """How to reach one cluster, under a name.

    Attributes:
        name: what ``%etcd use`` takes.
        endpoints: URLs.
        user: user name, or None.
        password_env: name of the environment variable that holds the password.
        ca_cert, cert, key: paths of PEM files; ``~`` is the home directory.
        timeout: seconds that a call may take, None for the usual.
        insecure: allow the password over plain HTTP to another machine.
        protected: changes made through the magics need ``--yes``.
    """

    name: str
    endpoints: tuple[str, ...]
    user: str | None = None
    password_env: str | None = None
    ca_cert: str | None = None
    cert: str | None = None
    key: str | None = None
    timeout: float | None = None
    insecure: bool = False
    protected: bool = False

    @property
    def password(self) -> str | None:
        """The password, from the environment; None when there is none.

        Raises:
            InvalidArgument: ``password_env`` names a variable that is not set.
        """
        if self.password_env is None:
            return None
        value = os.environ.get(self.password_env)
        if not value:
            raise InvalidArgument(
                f"Profile {self.name!r} takes its password from {self.password_env}, which is not set: "
                "set it and start the kernel anew, or set it with os.environ."
            )
        return value

    def settings(self, *, timeout: float | None = None, password: str | None = None) -> Settings:
        """What it takes to connect.

        Args:
            timeout: seconds, where the profile says none.
            password: instead of the one in the environment.

        Raises:
            InvalidArgument: the user has no password.
        """
        return settings_from(
            self.endpoints,
            user=self.user,
            password=password or self.password,
            ca_cert=self.ca_cert,
            cert=self.cert,
            key=self.key,
            timeout=self.timeout or timeout,
            insecure=self.insecure,
            profile=self.name,
            protected=self.protected,
        )


_KINDS: dict[str, tuple[type, ...]] = {
    "user": (str,),
    "password_env": (str,),
    "ca_cert": (str,),
    "cert": (str,),
    "key": (str,),
    "timeout": (int, float),
    "insecure": (bool,),
    "protected": (bool,),
}


def profiles_path(environ: Mapping[str, str] | None = None) -> Path:
    """Where the profiles are kept, whether the file exists or not."""
    env = os.environ if environ is None else environ
    named = env.get("YAMTAM_PROFILES")
    if named:
        return Path(named).expanduser()
    home = Path(env.get("XDG_CONFIG_HOME") or "~/.config").expanduser()
    return home / "yamtam-nb" / "profiles.toml"


def load_profiles(path: Path | None = None) -> dict[str, Profile]:
    """All profiles by name, in the file's order; none when there is no file.

    Raises:
        InvalidArgument: the file is not TOML, or an entry is not what it should be; the message says where.
    """
    file = path or profiles_path()
    try:
        tables = _toml_loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InvalidArgument(f"The profiles in {file} cannot be read: {error}.") from error
    return {name: _profile(name, table, file) for name, table in tables.items()}


def load_profile(name: str, path: Path | None = None) -> Profile:
    """The profile of exactly that name.

    Raises:
        UnknownProfile: there is none; the message names those that there are, or the nearest.
        InvalidArgument: the file cannot be used.
    """
    file = path or profiles_path()
    profiles = load_profiles(file)
    if name in profiles:
        return profiles[name]
    if not profiles:
        raise UnknownProfile(
            f"No profile {name!r}: there are none in {file}. %etcd connect ... --save {name} makes it."
        )
    near = difflib.get_close_matches(name, profiles, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(profiles)}."
    raise UnknownProfile(f"No profile {name!r} in {file}. {hint}")


def save_profile(profile: Profile, path: Path | None = None) -> Path:
    """Add a profile at the end of the file, which only its owner may read; nothing else in it changes.

    Returns:
        The file.

    Raises:
        InvalidArgument: a profile of that name is there already, or the name is not usable.
    """
    file = path or profiles_path()
    if not _NAME.fullmatch(profile.name):
        raise InvalidArgument(f"{profile.name!r} cannot name a profile: use letters, digits, - and _.")
    if profile.name in load_profiles(file):
        raise InvalidArgument(
            f"There is a profile {profile.name!r} in {file} already: change it there, or take another name."
        )
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(f"{before}{gap}{_as_toml(profile)}")
    beside.replace(file)
    return file


def _profile(name: str, table: Any, file: Path) -> Profile:
    if not isinstance(table, dict):
        raise InvalidArgument(
            f"{file}: {name} stands outside of a profile: begin with a line such as [default]."
        )
    where = f"{file}: profile {name!r}"
    if "password" in table:
        raise InvalidArgument(
            f"{where} holds a password, which no file should: put it into an environment variable "
            "and name that with password_env."
        )
    _check(table, where)
    endpoints = table.get("endpoints")
    known = {key: value for key, value in table.items() if key != "endpoints"}
    for key in ("ca_cert", "cert", "key"):
        if key in known:
            known[key] = str(Path(known[key]).expanduser())
    return Profile(name=name, endpoints=_endpoints(endpoints, where), **known)


def _check(table: dict[str, Any], where: str) -> None:
    for field, value in table.items():
        if field == "endpoints":
            continue
        if field not in _KINDS:
            near = difflib.get_close_matches(field, ["endpoints", *_KINDS], n=1)
            hint = f"Did you mean {near[0]}?" if near else f"It knows endpoints, {', '.join(_KINDS)}."
            raise InvalidArgument(f"{where}: unknown field {field!r}. {hint}")
        kinds = _KINDS[field]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise InvalidArgument(f"{where}: {field} must be {kinds[-1].__name__}, not {value!r}.")


def _endpoints(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, str) or (isinstance(value, list) and all(isinstance(url, str) for url in value)):
        endpoints = split_endpoints(value)
        if endpoints:
            return endpoints
    raise InvalidArgument(
        f'{where}: endpoints must be a list of addresses such as ["http://127.0.0.1:2379"].'
    )


def _as_toml(profile: Profile) -> str:
    lines = [f"[{profile.name}]"]
    for field in fields(profile):
        value = getattr(profile, field.name)
        if field.name == "name" or value is None or value is False:
            continue
        # JSON writes strings, numbers, true and lists of strings exactly as TOML does.
        lines.append(f"{field.name} = {json.dumps(list(value) if isinstance(value, tuple) else value)}")
    return "\n".join(lines) + "\n"


def _toml_loads(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)
