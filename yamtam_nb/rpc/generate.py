"""Turns ``etcd.proto`` into ``etcd_pb.py`` and ``etcd_pb.pyi``.

``python -m yamtam_nb.rpc.generate`` writes them; with ``--check`` it only compares and exits 1 on a
difference. Needs grpcio-tools (extra ``dev``).

What protoc writes for Python asks the runtime for its own major version of protobuf. What is written
here is the plain file descriptor, and the classes are built from it at import, so that protobuf 5, 6 and
7 all take it; and they are built in a descriptor pool of their own, so that no other etcd library in
the same process can collide with them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from textwrap import wrap

HERE = Path(__file__).parent
PROTO = HERE / "etcd.proto"
MODULE = HERE / "etcd_pb.py"
STUB = HERE / "etcd_pb.pyi"

_HEAD = '''"""etcd's messages. Generated from etcd.proto by yamtam_nb.rpc.generate: do not edit."""

from google.protobuf import descriptor_pool, message_factory

'''

_TAIL = """
_pool = descriptor_pool.DescriptorPool()
_pool.AddSerializedFile(bytes.fromhex(_DESCRIPTOR))
_file = _pool.FindFileByName("yamtam_nb/rpc/etcd.proto")

for _name in _file.message_types_by_name:
    globals()[_name] = message_factory.GetMessageClass(_file.message_types_by_name[_name])
for _enum in _file.enum_types_by_name.values():
    globals().update({_value.name: _value.number for _value in _enum.values})
"""


def generate() -> tuple[str, str]:
    """The text of the module and of its type stub.

    Raises:
        RuntimeError: protoc refuses etcd.proto.
    """
    from google.protobuf import descriptor_pb2
    from grpc_tools import protoc  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        status = protoc.main(
            [
                "protoc",
                f"--proto_path={HERE.parent.parent}",
                f"--descriptor_set_out={out / 'set'}",
                f"--pyi_out={out}",
                str(PROTO),
            ]
        )
        if status:
            raise RuntimeError(f"protoc exited with {status}")
        files = descriptor_pb2.FileDescriptorSet.FromString((out / "set").read_bytes())
        stub = (out / "yamtam_nb" / "rpc" / "etcd_pb2.pyi").read_text()
    return _module(files.file[0].SerializeToString(deterministic=True)), stub


def _module(descriptor: bytes) -> str:
    rows = "\n".join(f'    "{row}"' for row in wrap(descriptor.hex(), 100))
    return f"{_HEAD}_DESCRIPTOR = (\n{rows}\n)\n{_TAIL}"


def main(arguments: list[str]) -> int:
    """Write the two files, or with ``--check`` compare the module; returns the exit status.

    The stub is not compared: its wording differs from one release of protoc to the next.
    """
    module, stub = generate()
    if "--check" not in arguments:
        MODULE.write_text(module)
        STUB.write_text(stub)
        return 0
    if MODULE.exists() and MODULE.read_text() == module:
        return 0
    sys.stderr.write(f"{MODULE.name} differs from etcd.proto: run python -m yamtam_nb.rpc.generate\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
