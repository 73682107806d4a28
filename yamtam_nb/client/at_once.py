"""The same question about many things, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

MOST = 8
"""Requests under way at the same time: keeps a cluster busy without keeping it from its other work."""

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")


def at_once(
    ask: Callable[[_Item], _Answer], about: Iterable[_Item], *, most: int = MOST, name: str = "yamtam-at-once"
) -> list[_Answer]:
    """Call ``ask`` with each item, on at most ``most`` threads. The Stop button ends the wait.

    Returns:
        The answers, in the order of the items.

    Raises:
        Exception: what the first call that failed raised.
    """
    items = list(about)
    if len(items) < 2 or most < 2:
        return [ask(item) for item in items]
    pool = ThreadPoolExecutor(max_workers=min(len(items), most), thread_name_prefix=name)
    try:
        answers = list(pool.map(ask, items))
    except BaseException:
        # The calls under way end by themselves, and nobody waits for them.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return answers
