"""Which etcd the tests run on, and what it is too old for."""

from __future__ import annotations

import functools
import re
import subprocess

from yamtam_nb.sandbox.binary import find_etcd


@functools.cache
def running() -> str:
    """Version of the etcd that sandboxes start, as it says itself: ``3.5.1``."""
    said = subprocess.run(
        [find_etcd(), "--version"], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    found = re.search(r"etcd Version: (\S+)", said)
    assert found, said
    return found[1]


def lacks(since: str) -> str:
    """Why a test of something that came with version ``since`` cannot pass here; empty if it can."""
    if numbers(running()) >= numbers(since):
        return ""
    return f"this etcd is {running()}, and what is tested came with {since}"


def numbers(version: str) -> tuple[int, int]:
    """Major and minor: patches and pre-releases bring no calls.

    Example:
        >>> numbers("3.6.0-rc.1")
        (3, 6)
    """
    major, minor = version.split(".")[:2]
    return int(major), int(minor)
