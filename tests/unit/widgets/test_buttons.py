"""Buttons of a live table."""

from __future__ import annotations

import logging

import pytest

from yamtam_nb.widgets.buttons import Button
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.live_table import LiveTable


def table(*buttons: Button) -> LiveTable:
    return LiveTable((Column("key", "Key", "key"),), title="/a/", buttons=buttons)


def test_a_button_that_is_pressed_calls_whoever_made_the_table() -> None:
    """Right where the message arrives: the caller knows best what may be done there."""
    pressed: list[str] = []
    one, two = (Button(name, name, "offline", lambda name=name: pressed.append(name)) for name in "ab")  # type: ignore[misc]
    with table(one, two) as made:
        assert made.get_state("_buttons")["_buttons"][0] == {"id": "a", "label": "a", "status": "offline"}
        made._handle_custom_msg({"t": "press", "id": "b"}, [])
        assert pressed == ["b"]


def test_a_button_that_is_not_there_cannot_be_pressed() -> None:
    """What comes from a page is not to be trusted."""
    pressed: list[int] = []
    with table(Button("a", "A", "offline", lambda: pressed.append(1))) as made:
        for name in ("b", None, 5, {"x": 1}, ["a"]):
            made._handle_custom_msg({"t": "press", "id": name}, [])
    assert pressed == []


def test_a_button_that_fails_says_so_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """There is nobody to raise to, and the table lives on."""
    with table(Button("a", "Clear", "offline", lambda: 1 / 0)) as made, caplog.at_level(logging.ERROR):
        made._handle_custom_msg({"t": "press", "id": "a"}, [])
        assert made.comm is not None
    assert "'Clear' failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text
