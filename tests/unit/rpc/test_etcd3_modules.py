"""Which modules of the ``etcd3`` package ours stand in for."""

from __future__ import annotations

import sys

import pytest

from yamtam_nb.rpc import etcd3_finder, etcd3_modules
from yamtam_nb.rpc.etcd3_modules import MESSAGES, STAND_INS, is_outdated


@pytest.mark.parametrize(
    ("release", "outdated"),
    [("0.12.0", True), ("0.7", True), ("0.13.0", False), ("1.0", False), ("dev", False), (None, False)],
)
def test_only_releases_that_a_current_protobuf_refuses_are_mended(
    release: str | None, outdated: bool
) -> None:
    """A newer one brings modules of its own."""
    assert is_outdated(release) is outdated


def test_only_the_generated_modules_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package itself, and everybody else's modules, are found as ever."""
    monkeypatch.setattr(etcd3_modules, "installed", lambda: "0.12.0")

    assert STAND_INS.find_spec(MESSAGES) is not None
    for name in ("etcd3", "etcd3.client", "etcd3.etcdrpc", "grpc", "rpc_pb2"):
        assert STAND_INS.find_spec(name) is None


def test_without_the_package_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a package would be worse than none."""
    monkeypatch.setattr(etcd3_modules, "installed", lambda: None)

    assert STAND_INS.find_spec(MESSAGES) is None


def test_it_is_installed_once_and_can_be_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the magics twice leaves one finder."""
    monkeypatch.setattr(sys, "meta_path", [])

    etcd3_finder.install()
    etcd3_finder.install()
    assert sys.meta_path == [etcd3_finder.FINDER]
    etcd3_finder.uninstall()
    etcd3_finder.uninstall()
    assert sys.meta_path == []


def test_the_messages_are_etcds_and_nothing_else() -> None:
    """Our other readings of the same bytes are no messages of etcd's."""
    names = etcd3_modules._messages()

    assert {"RangeRequest", "WatchResponse", "HashRequest", "KeyValue", "AlarmType", "NOSPACE"} <= set(names)
    assert not {"RangeColumns", "WatchSlices", "descriptor_pool", "message_factory"} & set(names)
