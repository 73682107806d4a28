"""``%etcd profiles``."""

from __future__ import annotations

from pathlib import Path

from yamtam_nb.client.profiles import Profile, load_profiles, profiles_path
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec

SPEC = Spec(
    "profiles",
    "List the named connection profiles.",
    examples=("%etcd profiles",),
    notes="They are kept in $YAMTAM_PROFILES, else in ~/.config/yamtam-nb/profiles.toml ($XDG_CONFIG_HOME).\n"
    "Fields: endpoints, user, password_env, ca_cert, cert, key, timeout, insecure, protected.\n"
    "The profile 'default' is connected to by the first %etcd that needs a cluster.",
)

_HEADERS = ("", "name", "endpoints", "user", "password from", "TLS", "protected")


def run(arguments: Arguments, context: Context) -> Rows[tuple[str, ...]]:  # noqa: ARG001 - every sub-command takes its arguments
    """The profiles; ``*`` marks the one in use."""
    used = context.state.profile
    rows = [
        _row(profile, used is not None and used.name == profile.name) for profile in load_profiles().values()
    ]
    where = f"in {_shown(profiles_path())}"
    return Rows(
        _HEADERS, rows, where if rows else f"no profiles {where}; %etcd connect ... --save NAME makes one"
    )


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    return "from yamtam_nb.client.profiles import load_profiles\nload_profiles()"


def _shown(path: Path) -> str:
    """With ``~`` for the home directory: shorter, and the same for everyone."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _row(profile: Profile, used: bool) -> tuple[str, ...]:
    source = f"${profile.password_env}" if profile.password_env else ("prompt" if profile.user else "")
    tls = (
        any(endpoint.startswith("https://") for endpoint in profile.endpoints) or profile.ca_cert is not None
    )
    return (
        "*" if used else "",
        profile.name,
        ",".join(profile.endpoints),
        profile.user or "",
        source,
        "yes" if tls else "no",
        "yes" if profile.protected else "no",
    )
