"""Planning and applying by magic."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell, completed
from yamtam_nb.errors import ConfirmationNeeded, EtcdUsageError, InvalidArgument, UnknownProfile


def value(shell: TypingShell, name: str) -> str | None:
    found = yn.shared().get(shell.user_ns["P"] + name)
    return found[0].text() if found else None


def test_editing_a_frame_planning_applying_and_undoing_as_written(connected: TypingShell) -> None:
    """The lines of the documentation, letter by letter."""
    connected.type("%etcd put /yamtam/config/model-tier power")
    connected.type("s = %etcd snapshot /yamtam/config/")
    connected.type(
        'edited = s.df.copy(); edited.loc[edited.key == "/yamtam/config/model-tier", "value"] = "eco"'
    )

    shown = connected.shown("plan = s.plan(edited); plan")
    connected.type("result = plan.apply()")
    assert yn.shared().get("/yamtam/config/model-tier")[0].text() == "eco"
    connected.type("result.inverse.apply()")

    assert "1 update, 0 creates, 0 deletes; nothing has been written yet" in shown
    assert "update  /yamtam/config/model-tier  power   eco" in shown
    assert yn.shared().get("/yamtam/config/model-tier")[0].text() == "power"


def test_without_yes_a_plan_and_with_its_hash_it_is_written(connected: TypingShell) -> None:
    """Planned again, and written only if it still is that plan; written again, nothing is left to do."""
    connected.type("%etcd put {P}a 1")
    revision = yn.shared().get("x").revision
    connected.type("%etcd put {P}a 2")

    plan = connected.type(f"plan = %etcd rollback {{P}} --rev {revision}\nplan")
    assert value(connected, "a") == "2"
    with pytest.raises(ConfirmationNeeded, match=plan.hash):
        connected.type(f"%etcd rollback {{P}} --rev {revision} --yes 0123456789ab")
    assert value(connected, "a") == "2"
    result = connected.type(f"%etcd rollback {{P}} --rev {revision} --yes {plan.hash}")
    again = connected.type(f"%etcd rollback {{P}} --rev {revision} --yes {plan.hash}")

    assert value(connected, "a") == "1"
    assert (result.status, again.status) == ("applied", "already applied")


def test_a_plan_that_has_changed_since_is_not_written(connected: TypingShell) -> None:
    """The refusal names the new hash."""
    connected.type("%etcd put {P}a 1")
    connected.type("%etcd del {P}a")
    old = connected.type("%etcd undelete {P} --prefix").hash
    connected.type("%etcd put {P}b 1")
    connected.type("%etcd del {P}b")
    new = connected.type("%etcd undelete {P} --prefix").hash

    with pytest.raises(ConfirmationNeeded, match=f"--yes {old} is not the hash of this plan, which is {new}"):
        connected.type(f"%etcd undelete {{P}} --prefix --yes {old}")

    assert value(connected, "a") is None
    connected.type(f"%etcd undelete {{P}} --prefix --yes {new}")
    assert (value(connected, "a"), value(connected, "b")) == ("1", "1")


def test_a_plan_in_a_variable_is_applied_by_its_name(connected: TypingShell) -> None:
    """As a word, as an expansion, and as a part of something; with its hash or without."""
    connected.type("%etcd put {P}from/a 1")
    connected.type("plan = %etcd copy {P}from/ {P}to/")

    connected.type("result = %etcd apply plan")
    assert value(connected, "to/a") == "1"
    connected.type("%etcd apply result.inverse")
    assert value(connected, "to/a") is None
    connected.type("back = result.inverse")
    assert connected.type("%etcd apply $back").status == "already applied"
    with pytest.raises(ConfirmationNeeded):
        connected.type("%etcd apply plan --yes 0123456789ab")
    assert connected.type("%etcd apply {plan} --yes " + connected.user_ns["plan"].hash).status == "applied"


def test_python_prints_what_the_line_does(connected: TypingShell) -> None:
    """And it runs as it is printed."""
    connected.type("%etcd put {P}from/a 1")
    prefix = connected.user_ns["P"]
    printed = connected.printed("%etcd copy {P}from/ {P}to/ --prune --python")
    connected.type(f"plan = (lambda: None)\n{printed.replace('yn.copy', 'plan = yn.copy')}")

    assert printed == (
        f"import yamtam_nb as yn\nyn.copy(yn.shared(), '{prefix}from/', '{prefix}to/', prune=True)\n"
    )
    assert connected.printed("%etcd apply plan --yes abc --python") == "plan.apply(yes='abc')\n"
    assert connected.printed("%etcd apply $plan --python") == "plan.apply()\n"
    assert connected.printed("%etcd rollback {P} --rev 7 --yes abc --python") == (
        f"import yamtam_nb as yn\nyn.rollback(yn.shared(), '{prefix}', 7).apply(yes='abc')\n"
    )
    assert connected.printed("%etcd undelete {P}a --python") == (
        f"import yamtam_nb as yn\nyn.undelete(yn.shared(), '{prefix}a')\n"
    )
    assert len(connected.user_ns["plan"]) == 1


def test_another_cluster_by_its_profile(
    connected: TypingShell, etcd_endpoints: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is planned and applied there; its protection holds; its client goes with the extension."""
    profiles = Path(os.environ["YAMTAM_PROFILES"])
    profiles.parent.mkdir(parents=True, exist_ok=True)
    endpoints = ", ".join(f'"{each}"' for each in etcd_endpoints.split(","))
    profiles.write_text(f"[prod]\nendpoints = [{endpoints}]\nprotected = true\n")
    profiles.chmod(0o600)
    connected.type("%etcd put {P}from/a 1")

    plan = connected.type("plan = %etcd copy {P}from/ {P}to/ --profile prod\nplan")
    assert plan.client is not yn.shared()
    with pytest.raises(ConfirmationNeeded, match=plan.hash):
        connected.type("%etcd apply plan")
    connected.type(f"%etcd copy {{P}}from/ {{P}}to/ --profile prod --yes {plan.hash}")

    assert value(connected, "to/a") == "1"
    with pytest.raises(UnknownProfile):
        connected.type("%etcd copy {P}from/ {P}to/ --profile nowhere")
    yn.unload_ipython_extension(connected)
    assert plan.client.closed


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("%etcd rollback {P}", EtcdUsageError, "say which revision"),
        ("%etcd rollback '' --rev 3", EtcdUsageError, "every key in the cluster.*--all"),
        ("%etcd undelete '' --prefix", EtcdUsageError, "every key in the cluster.*--all"),
        ("%etcd copy '' /x/", EtcdUsageError, "every key in the cluster.*--all"),
        ("%etcd copy {P} {P}sub/", InvalidArgument, "overlap"),
        ("%etcd undelete {P}never", InvalidArgument, "is not a deleted key"),
        ("%etcd apply", EtcdUsageError, "PLAN"),
        ("%etcd apply nothing", EtcdUsageError, "there is no Python variable 'nothing'"),
        ("%etcd apply P", EtcdUsageError, "P is a str, not a Plan"),
        ("%etcd apply P.inverse", EtcdUsageError, "P.inverse cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    connected: TypingShell, line: str, kind: type[Exception], words: str
) -> None:
    """Nothing is written."""
    revision = yn.shared().get("x").revision

    with pytest.raises(kind, match=words) as caught:
        connected.type(line)

    assert len(caught.value._render_traceback_()) == 1  # type: ignore[attr-defined]
    assert yn.shared().get("x").revision == revision


def test_variables_that_hold_plans_are_offered(connected: TypingShell) -> None:
    """And no others."""
    connected.type("my_plan = %etcd copy {P}from/ {P}to/")
    connected.type("my_number = 3")

    assert completed(connected, "%etcd apply my_") == ["%etcd apply my_plan"]
