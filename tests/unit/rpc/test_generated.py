"""The classes generated from etcd.proto."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from yamtam_nb.rpc import etcd_pb, generate


def test_the_generated_module_is_what_the_proto_says(capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m yamtam_nb.rpc.generate --check`` finds no difference."""
    assert generate.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_a_difference_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check can fail."""
    old = tmp_path / "etcd_pb.py"
    old.write_text(generate.MODULE.read_text().replace('"0a', '"0b', 1))
    monkeypatch.setattr(generate, "MODULE", old)
    assert generate.main(["--check"]) == 1
    assert "run python -m yamtam_nb.rpc.generate" in capsys.readouterr().err


def test_every_message_of_the_proto_has_its_class() -> None:
    """Nothing is lost between the descriptor and the module."""
    names = [
        line.split()[1] for line in generate.PROTO.read_text().splitlines() if line.startswith("message ")
    ]
    assert len(names) > 90
    assert all(hasattr(etcd_pb, name) for name in names)


_OTHER_LIBRARIES = """
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

pool = descriptor_pool.Default()

def load(name, package, message, field):
    file = descriptor_pb2.FileDescriptorProto(name=name, package=package, syntax="proto3")
    declared = file.message_type.add(name=message)
    declared.field.add(name=field, number=1, type=12, label=1)
    pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.{message}"))

OURS
theirs = load("rpc.proto", "etcdserverpb", "RangeRequest", "theirs")
kv = load("kv.proto", "mvccpb", "KeyValue", "theirs")
import yamtam_nb.rpc.etcd_pb as pb
ours = pb.RangeRequest(key=b"k", limit=3)
assert theirs(theirs=b"x").SerializeToString() == b"\\n\\x01x"
assert pb.RangeRequest.FromString(ours.SerializeToString()) == ours
assert pb.KeyValue.DESCRIPTOR.full_name == "yamtam_nb.wire.KeyValue"
try:
    pool.FindMessageTypeByName("yamtam_nb.wire.KeyValue")
except KeyError:
    print("apart")
"""


@pytest.mark.parametrize("first", ["", "import yamtam_nb.rpc.etcd_pb"], ids=["they-first", "we-first"])
def test_other_etcd_libraries_can_live_in_the_same_process(first: str) -> None:
    """They register ``rpc.proto`` and ``etcdserverpb`` in protobuf's common pool; ours is a pool of its own."""
    program = _OTHER_LIBRARIES.replace("OURS", first)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "apart\n"
