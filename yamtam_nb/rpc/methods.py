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
MEMBER_ADD = Method("Cluster/MemberAdd", pb.MemberAddRequest, pb.MemberAddResponse)
MEMBER_REMOVE = Method(
    "Cluster/MemberRemove", pb.MemberRemoveRequest, pb.MemberRemoveResponse, Repeat.IDEMPOTENT
)
MEMBER_UPDATE = Method("Cluster/MemberUpdate", pb.MemberUpdateRequest, pb.MemberUpdateResponse)
MEMBER_PROMOTE = Method("Cluster/MemberPromote", pb.MemberPromoteRequest, pb.MemberPromoteResponse)

STATUS = Method("Maintenance/Status", pb.StatusRequest, pb.StatusResponse, Repeat.READ)
ALARM_LIST = Method("Maintenance/Alarm", pb.AlarmRequest, pb.AlarmResponse, Repeat.READ)
ALARM_DISARM = Method("Maintenance/Alarm", pb.AlarmRequest, pb.AlarmResponse, Repeat.IDEMPOTENT)
DEFRAGMENT = Method("Maintenance/Defragment", pb.DefragmentRequest, pb.DefragmentResponse)
HASH = Method("Maintenance/Hash", pb.HashRequest, pb.HashResponse, Repeat.READ)
HASH_KV = Method("Maintenance/HashKV", pb.HashKVRequest, pb.HashKVResponse, Repeat.READ)
SNAPSHOT = Method("Maintenance/Snapshot", pb.SnapshotRequest, pb.SnapshotResponse, Repeat.READ)
MOVE_LEADER = Method("Maintenance/MoveLeader", pb.MoveLeaderRequest, pb.MoveLeaderResponse)
DOWNGRADE = Method("Maintenance/Downgrade", pb.DowngradeRequest, pb.DowngradeResponse)
DOWNGRADE_VALIDATE = Method("Maintenance/Downgrade", pb.DowngradeRequest, pb.DowngradeResponse, Repeat.READ)

AUTHENTICATE = Method("Auth/Authenticate", pb.AuthenticateRequest, pb.AuthenticateResponse, Repeat.READ)
AUTH_ENABLE = Method("Auth/AuthEnable", pb.AuthEnableRequest, pb.AuthEnableResponse)
AUTH_DISABLE = Method("Auth/AuthDisable", pb.AuthDisableRequest, pb.AuthDisableResponse)
AUTH_STATUS = Method("Auth/AuthStatus", pb.AuthStatusRequest, pb.AuthStatusResponse, Repeat.READ)
USER_ADD = Method("Auth/UserAdd", pb.AuthUserAddRequest, pb.AuthUserAddResponse)
USER_GET = Method("Auth/UserGet", pb.AuthUserGetRequest, pb.AuthUserGetResponse, Repeat.READ)
USER_LIST = Method("Auth/UserList", pb.AuthUserListRequest, pb.AuthUserListResponse, Repeat.READ)
USER_DELETE = Method("Auth/UserDelete", pb.AuthUserDeleteRequest, pb.AuthUserDeleteResponse)
USER_CHANGE_PASSWORD = Method(
    "Auth/UserChangePassword", pb.AuthUserChangePasswordRequest, pb.AuthUserChangePasswordResponse
)
USER_GRANT_ROLE = Method("Auth/UserGrantRole", pb.AuthUserGrantRoleRequest, pb.AuthUserGrantRoleResponse)
USER_REVOKE_ROLE = Method("Auth/UserRevokeRole", pb.AuthUserRevokeRoleRequest, pb.AuthUserRevokeRoleResponse)
ROLE_ADD = Method("Auth/RoleAdd", pb.AuthRoleAddRequest, pb.AuthRoleAddResponse)
ROLE_GET = Method("Auth/RoleGet", pb.AuthRoleGetRequest, pb.AuthRoleGetResponse, Repeat.READ)
ROLE_LIST = Method("Auth/RoleList", pb.AuthRoleListRequest, pb.AuthRoleListResponse, Repeat.READ)
ROLE_DELETE = Method("Auth/RoleDelete", pb.AuthRoleDeleteRequest, pb.AuthRoleDeleteResponse)
ROLE_GRANT_PERMISSION = Method(
    "Auth/RoleGrantPermission", pb.AuthRoleGrantPermissionRequest, pb.AuthRoleGrantPermissionResponse
)
ROLE_REVOKE_PERMISSION = Method(
    "Auth/RoleRevokePermission", pb.AuthRoleRevokePermissionRequest, pb.AuthRoleRevokePermissionResponse
)
