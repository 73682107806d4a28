"""Which sub-commands there are, and where each of them lives. None is loaded before its first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from yamtam_nb.magics.spec import Spec

if TYPE_CHECKING:
    from yamtam_nb.magics.arguments import Arguments
    from yamtam_nb.magics.context import Context


class Entry(NamedTuple):
    """A sub-command's module under ``magics/commands/``, and what it does in one sentence."""

    module: str
    summary: str


class Command(Protocol):
    """What a module under ``magics/commands/`` offers."""

    SPEC: Spec

    def run(self, arguments: Arguments, context: Context) -> object:
        """Do it, and return what the user gets; None for nothing."""
        ...

    def python(self, arguments: Arguments, context: Context) -> str:
        """The same as Python source."""
        ...


COMMANDS: dict[str, Entry] = {
    "": Entry("status", "One screen: cluster, members, leader, revision, alarms, who you are."),
    "connect": Entry("connect", "Connect this kernel's shared client to a cluster."),
    "profiles": Entry("profiles", "List the named connection profiles."),
    "use": Entry("use", "Connect by the name of a profile."),
    "get": Entry("get", "Read a key, a prefix or a range."),
    "put": Entry("put", "Write a key."),
    "del": Entry("delete", "Delete a key, a prefix or a range."),
    "txn": Entry(
        "txn",
        "A transaction in etcdctl's words: comparisons, then what to do if they hold, then what if not.",
    ),
    "ls": Entry("ls", "One level of the key tree, like a directory."),
    "tree": Entry("tree", "The key tree as a picture."),
    "watch": Entry("watch", "A live table of keys; in a terminal, their changes as they come."),
    "watches": Entry("watches", "List and stop the live tables of this kernel."),
    "snapshot": Entry("snapshot", "A prefix at one revision, as a data frame."),
    "snapshot save": Entry(
        "snapshot_save", "Save the database of one member to a file, and verify it by its digest."
    ),
    "snapshot status": Entry("snapshot_status", "What a saved snapshot holds, after a check of its digest."),
    "export": Entry("export", "A prefix at one revision, into a file."),
    "import": Entry("import_file", "The plan that brings the keys of a file to a prefix."),
    "du": Entry("du", "What a prefix consists of: keys, bytes and writes per sub-prefix."),
    "history": Entry("history", "Everything that happened to a key or a prefix, as a data frame."),
    "diff": Entry("diff", "What is different between two states of a prefix, down to the path in a value."),
    "apply": Entry("apply", "Write a plan that a variable holds."),
    "rollback": Entry("rollback", "The plan that makes a prefix what it was at a revision."),
    "undelete": Entry("undelete", "The plan that brings deleted keys back as they were last."),
    "copy": Entry("copy", "The plan that copies a prefix to another one, or to another cluster."),
    "cluster": Entry(
        "cluster", "Every member: who leads, who lags, who does not answer, and how its disk is doing."
    ),
    "doctor": Entry(
        "doctor", "Look at the cluster once, from every side, and say what is wrong and what to do."
    ),
    "member list": Entry("member_list", "The members as the cluster lists them."),
    "member add": Entry(
        "member_add",
        "Announce a new member, after a forecast of what that does to the quorum.",
    ),
    "member remove": Entry(
        "member_remove",
        "Take a member out of the cluster for good, after a forecast of what that does to the quorum.",
    ),
    "member update": Entry(
        "member_update",
        "Tell the cluster a member's new peer addresses.",
    ),
    "member promote": Entry(
        "member_promote", "Give a learner its vote, after a forecast of what that does to the quorum."
    ),
    "endpoint status": Entry(
        "endpoint_status", "What each endpoint says of itself, all asked at the same time."
    ),
    "endpoint health": Entry(
        "endpoint_health", "Whether each endpoint serves linearizable reads, and the alarms of its member."
    ),
    "endpoint hashkv": Entry(
        "endpoint_hashkv", "Whether the members hold the same, by their hashes at one common revision."
    ),
    "alarm list": Entry("alarm_list", "The alarms that are raised."),
    "alarm disarm": Entry(
        "alarm_disarm",
        "Switch alarms off, once their cause is cured.",
    ),
    "defrag": Entry("defrag", "Give space that members do not use back to their disks."),
    "move-leader": Entry("move_leader", "Hand leadership over to a member; the leader is found by itself."),
    "downgrade validate": Entry(
        "downgrade_validate", "Whether the cluster could go back to an older version; nothing is changed."
    ),
    "downgrade enable": Entry(
        "downgrade_enable",
        "Let servers of an older version join.",
    ),
    "downgrade cancel": Entry("downgrade_cancel", "Call a downgrade off."),
    "lease grant": Entry("lease_grant", "Grant a lease; keys bound to it go when it expires."),
    "lease keep-alive": Entry(
        "lease_keep_alive", "Renew a lease every third of its TTL, in the background, or once."
    ),
    "lease revoke": Entry("lease_revoke", "Revoke a lease, which deletes its keys."),
    "lease timetolive": Entry("lease_timetolive", "What is left of a lease."),
    "lease list": Entry("lease_list", "The IDs of all leases."),
    "compaction": Entry("compaction", "Drop all history below a revision; the state at it stays readable."),
    "check perf": Entry(
        "check_perf",
        "Write at a given pace for a minute, and say whether the cluster keeps up, by etcdctl's rules.",
    ),
    "registry": Entry("registry", "Who is there: the agents that are registered, online, late or offline."),
    "register": Entry(
        "register", "Register this kernel's presence under a lease; it is offline when the kernel is."
    ),
    "elect": Entry("elect", "Who leads an election, and who stands for it."),
    "lock": Entry("lock", "Who holds a lock, and who waits for it."),
    "locks": Entry("locks", "Who holds which lock, and who waits for it."),
    "leases": Entry("leases", "Every lease: what is left of it, and the keys that go with it."),
    "auth status": Entry("auth_status", "Whether authentication is on, and the revision of users and roles."),
    "auth who-can": Entry(
        "auth_who_can", "Who may read or write a key, or every key of a range, and by which roles."
    ),
    "auth enable": Entry("auth_enable", "Switch authentication on: from now on everybody needs a user."),
    "auth disable": Entry("auth_disable", "Switch authentication off: anybody may do anything."),
    "user list": Entry("user_list", "The names of all users."),
    "user get": Entry("user_get", "A user and its roles."),
    "user add": Entry("user_add", "Add a user, without roles."),
    "user delete": Entry("user_delete", "Delete a user; its tokens are refused from now on."),
    "user passwd": Entry(
        "user_passwd",
        "Give a user another password.",
    ),
    "user grant-role": Entry("user_grant_role", "Give a user a role."),
    "user revoke-role": Entry("user_revoke_role", "Take a role from a user."),
    "role list": Entry("role_list", "The names of all roles."),
    "role get": Entry("role_get", "A role and what it permits."),
    "role add": Entry("role_add", "Add a role, without permissions."),
    "role delete": Entry("role_delete", "Delete a role, and take it from everybody who has it."),
    "role grant-permission": Entry("role_grant_permission", "Let a role read or write a key or a range."),
    "role revoke-permission": Entry(
        "role_revoke_permission",
        "Take a permission back: the one for exactly this range, as role get shows it.",
    ),
    "sandbox start": Entry("sandbox_start", "Start a real local etcd cluster and connect to it."),
    "sandbox status": Entry("sandbox_status", "Show the local cluster."),
    "sandbox stop": Entry("sandbox_stop", "Stop the local cluster and remove its data."),
    "version": Entry("version", "Versions of this package, Python and the servers."),
    "help": Entry("help", "This list, or the help of one sub-command."),
}
"""Sub-command -> its entry, in the order of the help text. Two words form a group (``sandbox start``).

``snapshot`` is both: ``snapshot save`` is a sub-command, and ``snapshot /a/`` is one with a word behind it.
"""


def load(name: str) -> Command:
    """The module of a sub-command."""
    return cast("Command", importlib.import_module(f"yamtam_nb.magics.commands.{COMMANDS[name].module}"))


def group(name: str) -> list[str]:
    """Second words of a group: ``sandbox`` -> start, status, stop; empty for a plain sub-command."""
    return [path.partition(" ")[2] for path in COMMANDS if path.startswith(f"{name} ")]


def summaries(group: str = "") -> dict[str, str]:
    """Each sub-command in one sentence: all, or those of a group."""
    return {
        path: entry.summary for path, entry in COMMANDS.items() if not group or path.startswith(f"{group} ")
    }


def first_words() -> list[str]:
    """What may follow ``%etcd``."""
    return list(dict.fromkeys(path.partition(" ")[0] for path in COMMANDS if path))
