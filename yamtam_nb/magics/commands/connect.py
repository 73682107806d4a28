"""``%etcd connect``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.client.environment import settings_from
from yamtam_nb.client.profiles import Profile, load_profile, save_profile
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.connection import open_shared
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.credentials import Credentials, credentials
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.model import Settings

SPEC = Spec(
    "connect",
    "Connect this kernel's shared client to a cluster.",
    (
        Positional(
            "ENDPOINT",
            "addresses, joined by commas or one by one; else ETCDCTL_ENDPOINTS, else http://127.0.0.1:2379",
            "endpoints",
            required=False,
            many=True,
        ),
    ),
    (
        Flag("endpoints", "The addresses, as etcdctl takes them.", "ENDPOINTS", "endpoints"),
        Flag("profile", "Take what is not said here from a profile.", "NAME", completion="profile"),
        Flag("save", "Keep this connection as a profile; the password is not written.", "NAME"),
        Flag("user", "User name; the password comes from the environment, a profile or a prompt.", "NAME"),
        Flag("password", "The password; it stays in the notebook when it is typed here.", "PASSWORD"),
        Flag("password-prompt", "Ask for the password, whatever the environment says."),
        Flag("cacert", "CA certificate to trust, PEM.", "PATH", completion="file"),
        Flag("cert", "Client certificate, PEM.", "PATH", completion="file"),
        Flag("key", "Key of the client certificate, PEM.", "PATH", completion="file"),
        Flag("timeout", "Longest time that a call may take.", "SECONDS", "seconds"),
        Flag("insecure", "Allow a password over plain HTTP to another machine."),
    ),
    (
        "%etcd connect http://127.0.0.1:2379,http://127.0.0.1:22379,http://127.0.0.1:32379",
        "%etcd connect $E",
        "%etcd connect https://etcd-1:2379 --cacert ca.pem --user root",
        "%etcd connect --profile prod",
    ),
    "The ETCDCTL_* variables fill in what neither the line nor the profile says. The password is taken from\n"
    "the profile's password_env, ETCDCTL_PASSWORD or ETCD_PASSWORD, or asked for.",
)


def run(arguments: Arguments, context: Context) -> None:
    """Connect, and say what to."""
    profile = _profile(arguments)
    who = credentials(arguments, profile, context)
    settings = _settings(arguments, profile, who, context)
    name = arguments.text("save")
    kept = _to_keep(name, settings, who) if name else profile
    open_shared(context, settings, profile=kept)
    if name and kept:
        context.say(f"Saved as {name} in {save_profile(kept)}: %etcd use {name} connects to it.")
        if who.user and not who.variable:
            context.say("The password was not saved: name its environment variable there, as password_env.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python, without the password."""
    profile = _profile(arguments)
    settings = _settings(arguments, profile, Credentials(None, None), None)
    user = (arguments.text("user") or (profile and profile.user) or "").partition(":")[0]
    words = [repr(list(settings.endpoints))]
    words += [f"user={user!r}", "password=os.environ['ETCD_PASSWORD']"] if user else []
    words += [
        f"{name}={value!r}" for name in ("ca_cert", "cert", "key") if (value := getattr(settings, name))
    ]
    words += [f"timeout={settings.timeout}"] * ("timeout" in arguments)
    words += ["insecure=True"] * settings.insecure
    imports = "import os\n" if user else ""
    return f"{imports}import yamtam_nb as yn\nclient = yn.connect({', '.join(words)})"


def _profile(arguments: Arguments) -> Profile | None:
    name = arguments.text("profile")
    return load_profile(name) if name else None


def _settings(
    arguments: Arguments, profile: Profile | None, who: Credentials, context: Context | None
) -> Settings:
    endpoints = [*arguments.many("ENDPOINT"), *arguments.many("endpoints")] or (profile and profile.endpoints)
    default = context.options.timeout if context else None
    return settings_from(
        endpoints or None,
        user=who.user,
        password=who.password,
        ca_cert=arguments.text("cacert") or (profile.ca_cert if profile else None),
        cert=arguments.text("cert") or (profile.cert if profile else None),
        key=arguments.text("key") or (profile.key if profile else None),
        timeout=arguments.number("timeout", 0) or (profile and profile.timeout) or default,
        insecure=arguments.on("insecure") or bool(profile and profile.insecure),
        profile=profile.name if profile else "",
    )


def _to_keep(name: str, settings: Settings, who: Credentials) -> Profile:
    return Profile(
        name=name,
        endpoints=settings.endpoints,
        user=settings.user,
        password_env=who.variable or None,
        ca_cert=settings.ca_cert,
        cert=settings.cert,
        key=settings.key,
        timeout=settings.timeout,
        insecure=settings.insecure,
    )
