"""Each RPC of etcd: its path, its message classes, and what may be done when it fails."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from yamtam_nb.rpc import etcd_pb as pb


class Repeat(Enum):
    """Whether a call may be sent again after a failure that leaves its effect open.

    READ changes nothing. IDEMPOTENT has the same effect however often it arrives, by its construction
    (a lease is granted under an ID chosen here). NEVER is everything else: it is sent again only when
    it certainly had no effect.
    """

    READ = "read"
    IDEMPOTENT = "idempotent"
    NEVER = "never"


class Method(NamedTuple):
    """One RPC. ``name`` is etcd's, without the package: ``KV/Range``."""

    name: str
    request: Any
    response: Any
    repeat: Repeat = Repeat.NEVER

    @property
    def path(self) -> str:
        """The gRPC path."""
        return f"/etcdserverpb.{self.name}"


RANGE = Method("KV/Range", pb.RangeRequest, pb.RangeResponse, Repeat.READ)
PUT = Method("KV/Put", pb.PutRequest, pb.PutResponse)
DELETE_RANGE = Method("KV/DeleteRange", pb.DeleteRangeRequest, pb.DeleteRangeResponse)
TXN = Method("KV/Txn", pb.TxnRequest, pb.TxnResponse)
TXN_READ = Method("KV/Txn", pb.TxnRequest, pb.TxnResponse, Repeat.READ)
COMPACT = Method("KV/Compact", pb.CompactionRequest, pb.CompactionResponse, Repeat.IDEMPOTENT)

WATCH = Method("Watch/Watch", pb.WatchRequest, pb.WatchResponse, Repeat.READ)

LEASE_GRANT = Method("Lease/LeaseGrant", pb.LeaseGrantRequest, pb.LeaseGrantResponse, Repeat.IDEMPOTENT)
LEASE_REVOKE = Method("Lease/LeaseRevoke", pb.LeaseRevokeRequest, pb.LeaseRevokeResponse, Repeat.IDEMPOTENT)
LEASE_KEEP_ALIVE = Method(
    "Lease/LeaseKeepAlive", pb.LeaseKeepAliveRequest, pb.LeaseKeepAliveResponse, Repeat.IDEMPOTENT
)
LEASE_TIME_TO_LIVE = Method(
    "Lease/LeaseTimeToLive", pb.LeaseTimeToLiveRequest, pb.LeaseTimeToLiveResponse, Repeat.READ
)
LEASE_LEASES = Method("Lease/LeaseLeases", pb.LeaseLeasesRequest, pb.LeaseLeasesResponse, Repeat.READ)

MEMBER_LIST = Method("Cluster/MemberList", pb.MemberListRequest, pb.MemberListResponse, Repeat.READ)

STATUS = Method("Maintenance/Status", pb.StatusRequest, pb.StatusResponse, Repeat.READ)
ALARM_LIST = Method("Maintenance/Alarm", pb.AlarmRequest, pb.AlarmResponse, Repeat.READ)

AUTHENTICATE = Method("Auth/Authenticate", pb.AuthenticateRequest, pb.AuthenticateResponse, Repeat.READ)
