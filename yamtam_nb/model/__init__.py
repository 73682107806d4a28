"""Plain values that etcd's answers turn into: immutable, and free of gRPC, IPython and pandas."""

from yamtam_nb.model.auth import Access, AuthStatus, Permission, PermissionKind, Role, User
from yamtam_nb.model.cluster import Alarm, Member, MemberChange, MemberStatus
from yamtam_nb.model.events import Events
from yamtam_nb.model.forecast import Forecast, MembershipStep
from yamtam_nb.model.header import Header
from yamtam_nb.model.key_value import KeyValue
from yamtam_nb.model.key_values import KeyValues
from yamtam_nb.model.lease import KeepAliveResult, LeaseGrantResult, LeaseRow, LeaseTimeToLive
from yamtam_nb.model.maintenance import (
    DefragmentedMember,
    DowngradeResult,
    Health,
    LeaderMove,
    MemberHash,
    SavedSnapshot,
)
from yamtam_nb.model.page import Page, TextPage
from yamtam_nb.model.results import CompactResult, DeleteResult, GetResult, PutResult
from yamtam_nb.model.settings import Settings
from yamtam_nb.model.txn import Compare, DeleteOp, GetOp, Op, PutOp, TxnOp, TxnResult
from yamtam_nb.model.watch import Event, EventType, Gap, WatchBatch, WatchFilter

__all__ = [
    "Access",
    "Alarm",
    "AuthStatus",
    "CompactResult",
    "Compare",
    "DefragmentedMember",
    "DeleteOp",
    "DeleteResult",
    "DowngradeResult",
    "Event",
    "EventType",
    "Events",
    "Forecast",
    "Gap",
    "GetOp",
    "GetResult",
    "Header",
    "Health",
    "KeepAliveResult",
    "KeyValue",
    "KeyValues",
    "LeaderMove",
    "LeaseGrantResult",
    "LeaseRow",
    "LeaseTimeToLive",
    "Member",
    "MemberChange",
    "MemberHash",
    "MemberStatus",
    "MembershipStep",
    "Op",
    "Page",
    "Permission",
    "PermissionKind",
    "PutOp",
    "PutResult",
    "Role",
    "SavedSnapshot",
    "Settings",
    "TextPage",
    "TxnOp",
    "TxnResult",
    "User",
    "WatchBatch",
    "WatchFilter",
]
