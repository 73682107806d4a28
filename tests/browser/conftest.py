"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.bare import BarePage
from tests.browser.lab import Lab
from yamtam_nb.widgets.config_rows import COLUMNS
from yamtam_nb.widgets.live_table import LiveTable


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium.launched() as launched:
        yield launched


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for all tests: it takes seconds to start."""
    with Lab.started(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures of the page go, for people to look at."""
    directory = Path(__file__).parents[2] / "build" / "screenshots"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@pytest.fixture
def bare(browser: Browser) -> Iterator[Callable[..., BarePage]]:
    """Opens a page with a table on it, by default a new one of keys; takes what ``Browser.new_page`` takes."""
    with ExitStack() as stack:

        def open_page(max_rows: int = 10_000, table: LiveTable | None = None, **options: Any) -> BarePage:
            table = stack.enter_context(
                table or LiveTable(COLUMNS, title="/yamtam/config/", max_rows=max_rows, noun="keys")
            )
            page = browser.new_page(**{"viewport": {"width": 1100, "height": 760}, **options})
            stack.callback(page.close)
            opened = BarePage(page, table)
            stack.callback(lambda: _no_errors(opened))
            return opened

        yield open_page


def _no_errors(opened: BarePage) -> None:
    assert not opened.errors
