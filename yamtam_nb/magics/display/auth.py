"""What users, roles and permissions show."""

from __future__ import annotations

from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import Access, AuthStatus, Permission, Role, User
from yamtam_nb.model.auth import ROOT
from yamtam_nb.model.ranges import in_words
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain

_PERMISSIONS = ["permission", "keys"]
_ACCESS = ["user", "by role"]


def status_text(status: AuthStatus, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """Plain text."""
    return f"authentication is {'on' if status.enabled else 'OFF'} · revision {status.revision}"


def status_html(status: AuthStatus, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.line(status_text(status, look)))


def user_text(user: User, look: Look) -> str:  # noqa: ARG001
    """Plain text."""
    return f"user {user.name} · {'roles ' + ', '.join(user.roles) if user.roles else 'no role'}"


def user_html(user: User, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.line(user_text(user, look)))


def role_text(role: Role, look: Look) -> str:
    """Its permissions, one on a line."""
    if not role.permissions or role.name == ROOT:
        return _headline(role)
    return f"{_headline(role)}\n{plain.table(_PERMISSIONS, _rows(role, look), look.width)}"


def role_html(role: Role, look: Look) -> str:
    """The same as HTML."""
    headline = markup.line(_headline(role))
    if not role.permissions or role.name == ROOT:
        return markup.box(headline)
    return markup.box(headline, markup.table(_PERMISSIONS, _rows(role, look)))


def permission_text(permission: Permission, look: Look) -> str:  # noqa: ARG001
    """One permission."""
    return f"{permission.kind} {in_words(permission.range)}"


def permission_html(permission: Permission, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.line(permission_text(permission, look)))


def access_text(access: Access, look: Look) -> str:
    """Who, and by which roles."""
    lines = [_question(access)]
    if access.users:
        lines.append(plain.table(_ACCESS, _who(access)[: look.rows], look.width))
    return "\n".join([*lines, *_notes(access)])


def access_html(access: Access, look: Look) -> str:
    """The same as HTML."""
    table = [markup.table(_ACCESS, _who(access)[: look.rows])] if access.users else []
    notes = [markup.line(note, bold=not access.enabled) for note in _notes(access)]
    return markup.box(markup.line(_question(access)), *table, *notes)


def _headline(role: Role) -> str:
    if role.name == ROOT:
        return "role root · permits everything"
    return f"role {role.name}" + ("" if role.permissions else " · permits nothing yet")


def _rows(role: Role, look: Look) -> list[list[str]]:
    return [[each.kind, in_words(each.range)] for each in role.permissions[: look.rows]]


def _question(access: Access) -> str:
    return f"may {access.action} {in_words(access.range)}:" + ("" if access.users else " nobody")


def _who(access: Access) -> list[list[str]]:
    return [[user, ", ".join(roles)] for user, roles in sorted(access.users.items())]


def _notes(access: Access) -> list[str]:
    return [] if access.enabled else ["Authentication is OFF: at the moment anybody may."]
