"""Plain values that etcd's answers turn into: immutable, and free of gRPC, IPython and pandas."""

from yamtam_nb.model.cluster import Alarm, Member, MemberStatus
from yamtam_nb.model.events import Events
from yamtam_nb.model.header import Header
from yamtam_nb.model.key_value import KeyValue
from yamtam_nb.model.key_values import KeyValues
from yamtam_nb.model.lease import KeepAliveResult, LeaseGrantResult, LeaseRow, LeaseTimeToLive
from yamtam_nb.model.page import Page, TextPage
from yamtam_nb.model.results import CompactResult, DeleteResult, GetResult, PutResult
from yamtam_nb.model.settings import Settings
from yamtam_nb.model.txn import Compare, DeleteOp, GetOp, Op, PutOp, TxnOp, TxnResult
from yamtam_nb.model.watch import Event, EventType, Gap, WatchBatch, WatchFilter

__all__ = [
    "Alarm",
    "CompactResult",
    "Compare",
    "DeleteOp",
    "DeleteResult",
    "Event",
    "EventType",
    "Events",
    "Gap",
    "GetOp",
    "GetResult",
    "Header",
    "KeepAliveResult",
    "KeyValue",
    "KeyValues",
    "LeaseGrantResult",
    "LeaseRow",
    "LeaseTimeToLive",
    "Member",
    "MemberStatus",
    "Op",
    "Page",
    "PutOp",
    "PutResult",
    "Settings",
    "TextPage",
    "TxnOp",
    "TxnResult",
    "WatchBatch",
    "WatchFilter",
]
