"""What the two magics take."""

from __future__ import annotations

from yamtam_nb.magics.spec import Flag, Positional, Spec

_TTL = Flag("ttl", "Seconds for which it outlives a dead kernel. Default 15.", "SECONDS", "integer")
_SHORT = Flag("allow-short-ttl", "Allow a TTL below 5 s: a busy kernel may lose the lease.")
_WHAT = Flag("what", "What it is for, shown to those who wait.", "TEXT")

LOCK = Spec(
    "",
    "Run the cell while holding a lock; nobody else's cell, etcdctl lock or Go program runs meanwhile.",
    (Positional("NAME", "the lock's name"),),
    (
        _TTL,
        Flag("wait", "Longest time to wait for it. Default 30.", "SECONDS", "seconds"),
        Flag("no-wait", "Do not wait: LockTimeout at once when it is not free."),
        Flag("fence", "Put the fencing token into this variable.", "VAR", "name"),
        Flag("held", "Put the held lock into this variable: guard(), still_held(), txn().", "VAR", "name"),
        _WHAT,
        _SHORT,
    ),
    ("%%etcd_lock schema-migration --ttl 15 --wait 30 --fence token",),
    "The lock is released when the cell ends, however it ends. If it is lost while the cell runs, the cell is\n"
    "interrupted with LockLost. As a line, %etcd_lock NAME lists the holder and who waits.",
    magic="%%etcd_lock",
)

ELECT = Spec(
    "",
    "Campaign, and run the cell as the leader.",
    (
        Positional("NAME", "the election's name"),
        Positional("PROPOSAL", "what to proclaim; else who this is, as JSON", required=False),
    ),
    (
        Flag("value", "The same as PROPOSAL.", "TEXT"),
        _TTL,
        Flag("wait", "Longest time to campaign. Default: as long as it takes.", "SECONDS", "seconds"),
        Flag("fence", "Put the fencing token into this variable.", "VAR", "name"),
        Flag(
            "led", "Put the leadership into this variable: proclaim(), guard(), still_held().", "VAR", "name"
        ),
        _SHORT,
    ),
    ("%%etcd_elect coordinator agent-1 --wait 30", "%%etcd_elect coordinator --led led"),
    "The leadership is resigned when the cell ends, however it ends. If it is lost while the cell runs, the cell is\n"
    "interrupted with LockLost. As a line, %etcd_elect NAME shows the leader and the other candidates.",
    magic="%%etcd_elect",
)
