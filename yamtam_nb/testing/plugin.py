"""The pytest plugin, loaded wherever this package is installed: so it imports next to nothing by itself."""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest

from yamtam_nb.testing.fixtures import etcd_cluster as etcd_cluster
from yamtam_nb.testing.fixtures import etcd_endpoints as etcd_endpoints


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--etcd-sanitize``."""
    group = parser.getgroup("yamtam_nb", "etcd notebooks")
    group.addoption(
        "--etcd-sanitize",
        action="store_true",
        help="compare notebook outputs without etcd's revisions, IDs, ports and times (with --nbval)",
    )


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Give nbval's notebooks our sanitize file, when asked to."""
    if _is_nbval(collector, "IPyNbFile") and collector.config.getoption("etcd_sanitize"):
        from yamtam_nb.testing import sanitize

        sanitize.add_to(collector)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let no cell pass that the kernel says has failed."""
    if not _is_nbval(item, "IPyNbCell"):
        return (yield)
    from yamtam_nb.testing import guard

    cell: Any = item
    with guard.replies(cell.parent.kernel) as seen:
        result = yield
    fault = guard.fault(cell.test_outputs, seen[-1] if seen else None)
    if fault and not cell.options["check_exception"]:
        cell.raise_cell_error(fault)
    return result


def _is_nbval(node: object, name: str) -> bool:
    """Whether ``node`` is nbval's; decided without importing nbval, which may not be installed."""
    nbval = sys.modules.get("nbval.plugin")
    return nbval is not None and isinstance(node, getattr(nbval, name))
