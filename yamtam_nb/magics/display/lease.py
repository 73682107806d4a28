"""What a lease shows."""

from __future__ import annotations

from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import KeepAliveResult, LeaseGrantResult, LeaseTimeToLive
from yamtam_nb.render import html as markup
from yamtam_nb.values import show_key


def granted_text(lease: LeaseGrantResult, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """Its ID as other commands take it, and its TTL."""
    return f"lease {lease.id:x} · TTL {lease.ttl} s"


def granted_html(lease: LeaseGrantResult, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.line(granted_text(lease, look)))


def renewed_text(renewed: KeepAliveResult, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """For how long it lives again."""
    return f"lease {renewed.id:x} · renewed, {renewed.ttl} s left"


def renewed_html(renewed: KeepAliveResult, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.line(renewed_text(renewed, look)))


def kept_text(kept: KeepAlive, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """How often it is renewed, and how that is ended; or that it is over."""
    if not kept.alive:
        return f"lease {kept.lease_id:x} · not certainly alive: {kept.state}"
    return (
        f"lease {kept.lease_id:x} · TTL {kept.ttl} s, renewed every {kept.ttl / 3:.0f} s in the background\n"
        f"%etcd lease keep-alive {kept.lease_id:x} --stop ends that"
    )


def kept_html(kept: KeepAlive, look: Look) -> str:
    """The same as HTML."""
    first, *more = kept_text(kept, look).split("\n")
    return markup.box(markup.line(first), *map(markup.footer, more))


def left_text(lease: LeaseTimeToLive, look: Look) -> str:
    """What is left of it, and its keys when they were asked for."""
    if lease.ttl < 0:
        return f"lease {lease.id:x} does not exist: it expired, was revoked, or was never granted"
    more = [f"... and {len(lease.keys) - look.rows:,} more keys"] * (len(lease.keys) > look.rows)
    lines = [f"lease {lease.id:x} · {lease.ttl} s left of {lease.granted_ttl} s"]
    return "\n".join([*lines, *(f"  {show_key(key)}" for key in lease.keys[: look.rows]), *more])


def left_html(lease: LeaseTimeToLive, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.block(left_text(lease, look)))
