"""A kernel for cells under a lock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.magics.kernel import Kernel, running_kernel


@pytest.fixture(scope="module")
def kernel(etcd_endpoints: str) -> Iterator[Kernel]:
    """A kernel that is connected to the shared cluster."""
    with running_kernel(etcd_endpoints) as kernel:
        kernel.run("import yamtam_nb as yn, time, threading, asyncio")
        yield kernel


@pytest.fixture
def lock_name(fresh_prefix: str) -> str:
    """A lock of the test's own."""
    return f"{fresh_prefix}lock"
