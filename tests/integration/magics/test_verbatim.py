"""The lines that everyone types first, exactly as they are written in the README."""

from __future__ import annotations

import json

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell


def test_the_first_lines_work_as_written(shell: TypingShell, etcd_endpoints: str) -> None:
    """Load, connect, put, get, snapshot: letter by letter."""
    shell.user_ns["E"] = etcd_endpoints
    shell.type("%load_ext yamtam_nb")
    shell.type("%etcd connect $E")
    shell.type("%etcd put /yamtam/config/model-tier power")
    shell.type("tier = %etcd get /yamtam/config/model-tier")
    shell.type("df = %etcd snapshot /yamtam/config/ -o df")
    assert shell.user_ns["tier"][0].text() == "power"
    frame = shell.user_ns["df"]
    assert frame.loc[frame.key == "/yamtam/config/model-tier", "value"].item() == "power"


def test_braces_expand_as_dollars_do(shell: TypingShell, etcd_endpoints: str) -> None:
    """{E} and $E are the same."""
    shell.user_ns["E"] = etcd_endpoints
    shell.type("%etcd connect {E}")
    assert len(yn.shared().endpoints) == 3


def test_a_json_value_arrives_untouched(connected: TypingShell) -> None:
    """Dollars, braces, quotes and blanks in a value mean nothing, even where they name variables."""
    value = '{"price": "$5 of $E", "name": "{E}", "quote": "it\'s", "n": {"a": [1,  2]}}'
    connected.type(f"%etcd put {{P}}json {value}")
    stored = yn.shared().get(connected.user_ns["P"] + "json")[0]
    assert stored.value.decode() == value
    assert stored.json() == json.loads(value)


def test_the_tail_arrives_untouched(connected: TypingShell) -> None:
    """What stands after -- is the value, quotes, dollars and all."""
    connected.type('%etcd put {P}tail -- it\'s $E, {P} and "more" --prefix')
    assert yn.shared().get(connected.user_ns["P"] + "tail")[0].text() == 'it\'s $E, {P} and "more" --prefix'


def test_magics_see_local_variables(connected: TypingShell) -> None:
    """Inside a function $name is the function's own variable."""
    connected.type("def write(name):\n    %etcd put {P}$name local\n")
    connected.type("write('mine')")
    assert yn.shared().get(connected.user_ns["P"] + "mine")[0].text() == "local"


def test_the_lines_about_time_travel_work_as_written(shell: TypingShell, etcd_endpoints: str) -> None:
    """History, its states and its blame; an edited frame, its plan, and the way back: letter by letter."""
    shell.user_ns["E"] = etcd_endpoints
    shell.type("%etcd connect $E")
    for tier in ("eco", "power"):
        shell.type(f"%etcd put /yamtam/config/model-tier {tier}")

    shell.type("h = %etcd history /yamtam/config/")
    shell.type('h.df.tail(); h.at(h.df.revision.iloc[-2]); h.blame("/yamtam/config/model-tier")')
    shell.type("s = %etcd snapshot /yamtam/config/")
    shell.type('edited = s.df.copy(); edited.loc[edited.key == "/yamtam/config/model-tier", "value"] = "eco"')
    shell.type("plan = s.plan(edited); plan")
    shell.type("result = plan.apply(); result.inverse.apply()")

    history = shell.user_ns["h"]
    assert history.at(history.df.revision.iloc[-2])["/yamtam/config/model-tier"].text() == "eco"
    assert [step.value for step in shell.user_ns["plan"].steps] == [b"eco"]
    assert shell.user_ns["result"].status == "applied"
    assert yn.shared().get("/yamtam/config/model-tier")[0].text() == "power"
