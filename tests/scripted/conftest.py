"""Scripted members and clients of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.scripted.scripted_member import ScriptedMember
from yamtam_nb.client.client import Client
from yamtam_nb.model import Settings


@pytest.fixture
def members() -> Iterator[Callable[[int], list[ScriptedMember]]]:
    """Starts so many scripted members, and ends them after the test."""
    with ExitStack() as stack:

        def start(count: int) -> list[ScriptedMember]:
            return [stack.enter_context(ScriptedMember()) for _ in range(count)]

        yield start


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """Makes clients of scripted members; nothing is sent before the test does. Closes them after the test."""
    with ExitStack() as stack:

        def make(*members: ScriptedMember | str, **settings: Any) -> Client:
            urls = tuple(member if isinstance(member, str) else member.url for member in members)
            return stack.enter_context(Client(Settings(urls, **{"timeout": 2.0, **settings})))

        yield make
