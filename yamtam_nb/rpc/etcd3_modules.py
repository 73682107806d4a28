"""Our message classes in the place of the ``etcd3`` package's generated modules.

Releases of ``etcd3`` up to 0.12 ship modules written by a protoc so old that a current protobuf refuses
them, and ``import etcd3`` fails with "Descriptors cannot be created directly". The finder here answers for
just those modules and leaves the rest of the package as it was installed. ``etcd3_finder`` asks it, and loads it
when somebody imports ``etcd3``.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any

from yamtam_nb.rpc.etcd3_locks import LOCKS, LocksLoader

MESSAGES = "etcd3.etcdrpc.rpc_pb2"
STUBS = "etcd3.etcdrpc.rpc_pb2_grpc"
_REPLACED = (MESSAGES, STUBS, "etcd3.etcdrpc.kv_pb2", "etcd3.etcdrpc.auth_pb2")
_MENDED = (0, 13)
"""A release from here on, should there be one, is taken to bring modules of today."""


class StandIns(MetaPathFinder, Loader):
    """Finds the outdated modules of ``etcd3`` before Python does, and fills them."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, *_: object) -> ModuleSpec | None:
        """A spec for one of the replaced modules, None for every other name."""
        if fullname not in (*_REPLACED, LOCKS) or not is_outdated(installed()):
            return None
        if fullname == LOCKS:
            return _adapted(PathFinder.find_spec(fullname, path))
        return ModuleSpec(fullname, self, origin=__name__)

    def exec_module(self, module: ModuleType) -> None:
        """Put the message classes, or the stubs, into the module."""
        vars(module).update(_stubs() if module.__name__ == STUBS else _messages())

    def __repr__(self) -> str:
        return "<StandIns for the etcd3 package's generated modules>"


STAND_INS = StandIns()


def installed() -> str | None:
    """Version of the ``etcd3`` package, None when it is not installed."""
    try:
        return version("etcd3")
    except PackageNotFoundError:
        return None


def is_outdated(release: str | None) -> bool:
    """Whether this release of ``etcd3`` ships generated modules that a current protobuf refuses."""
    numbers = (release or "").split(".")[:2]
    return all(part.isdigit() for part in numbers) and tuple(map(int, numbers)) < _MENDED


def _adapted(spec: ModuleSpec | None) -> ModuleSpec | None:
    if spec is not None:
        spec.loader = LocksLoader(spec.loader)
    return spec


def _messages() -> dict[str, Any]:
    """All messages of etcd's under their own names, and the alarms' enum with its values beside them."""
    from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

    from yamtam_nb.rpc import etcd_pb as pb

    ours = {name: value for name, value in vars(pb).items() if not name.startswith("_")}
    named = {name: value for name, value in ours.items() if _is_etcds(name, value)}
    alarms: Any = pb.AlarmMember.DESCRIPTOR.fields_by_name["alarm"].enum_type
    return {
        **named,
        **{each.name: each.number for each in alarms.values},
        "AlarmType": EnumTypeWrapper(alarms),
    }


def _is_etcds(name: str, value: Any) -> bool:
    """Messages, without those that only we have: other readings of the same bytes."""
    return isinstance(value, type) and not name.endswith(("Columns", "Slices"))


def _stubs() -> dict[str, Any]:
    """One stub class for each service: ``KVStub(channel).Range(request, timeout)``."""
    return {f"{service}Stub": _stub(service, rpcs) for service, rpcs in _services().items()}


def _services() -> dict[str, dict[str, Any]]:
    from yamtam_nb.rpc import methods

    found: dict[str, dict[str, Any]] = {}
    for method in vars(methods).values():
        if isinstance(method, methods.Method):
            service, _, rpc = method.name.partition("/")
            found.setdefault(service, {})[rpc] = method
    return found


def _stub(service: str, rpcs: dict[str, Any]) -> type:
    def __init__(self: Any, channel: Any) -> None:  # noqa: N807 - becomes the class's own
        for rpc, method in rpcs.items():
            made = getattr(channel, _KINDS.get(rpc, "unary_unary"))(
                method.path,
                request_serializer=method.request.SerializeToString,
                response_deserializer=method.response.FromString,
            )
            setattr(self, rpc, made)

    return type(
        f"{service}Stub", (), {"__init__": __init__, "__doc__": f"etcd's {service} service on a channel."}
    )


_KINDS = {"Watch": "stream_stream", "LeaseKeepAlive": "stream_stream", "Snapshot": "unary_stream"}
