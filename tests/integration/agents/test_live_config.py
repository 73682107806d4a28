"""Configuration that a program lives off, on a real cluster."""

from __future__ import annotations

import _thread
import threading
import time
from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from yamtam_nb.agents.live_config import ABSENT
from yamtam_nb.client.client import Client
from yamtam_nb.errors import ClientClosed, WaitTimeout
from yamtam_nb.model import PutOp


@pytest.fixture
def config(client: Client, fresh_prefix: str) -> Iterator[yn.LiveConfig]:
    client.put(fresh_prefix + "model-tier", "power")
    client.put(fresh_prefix + "limits", '{"tokens": 1000}')
    with yn.LiveConfig(client, fresh_prefix) as live:
        yield live


def wait_for(condition: object, timeout: float = 5.0) -> None:
    until = time.monotonic() + timeout
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.005)


def test_values_are_decoded_and_names_are_relative(config: yn.LiveConfig) -> None:
    """JSON where it is JSON, else text; an access gives data of one's own."""
    assert dict(config) == {"limits": {"tokens": 1000}, "model-tier": "power"}
    assert config.get("nothing", "default") == "default"
    config["limits"]["tokens"] = 0
    assert config["limits"] == {"tokens": 1000}
    with pytest.raises(KeyError, match="nothing"):
        config["nothing"]
    assert 5 not in config
    assert len(config) == 2


def test_one_write_and_every_agent_reloads(
    config: yn.LiveConfig, etcd_cluster: yn.sandbox.Cluster, client: Client, fresh_prefix: str
) -> None:
    """Each hears of it with the old and the new value."""
    told: list[tuple[int, str, object, object]] = []
    with yn.connect(etcd_cluster.endpoints) as other, yn.LiveConfig(other, fresh_prefix) as second:
        for number, agent in enumerate((config, second)):
            agent.on_change(lambda name, old, new, number=number: told.append((number, name, old, new)))
        client.put(fresh_prefix + "model-tier", "eco")
        wait_for(lambda: len(told) == 2)
        assert config["model-tier"] == second["model-tier"] == "eco"
    assert sorted(told) == [(0, "model-tier", "power", "eco"), (1, "model-tier", "power", "eco")]


def test_new_and_deleted_names_are_told_with_absent(
    config: yn.LiveConfig, client: Client, fresh_prefix: str
) -> None:
    """Not with None, which is what null decodes to; and a put of the same bytes is no change."""
    told: list[tuple[str, object, object]] = []
    config.on_change(lambda *change: told.append(change))
    client.put(fresh_prefix + "new", "null")
    client.put(fresh_prefix + "new", "null")
    client.put(fresh_prefix + "new", "1")
    client.delete(fresh_prefix + "new")
    wait_for(lambda: len(told) == 3)
    assert told == [("new", ABSENT, None), ("new", None, 1), ("new", 1, ABSENT)]
    assert not ABSENT
    assert repr(yn.LiveConfig.ABSENT) == "ABSENT"


def test_values_of_one_transaction_are_all_there_at_the_first_call(
    config: yn.LiveConfig, client: Client, fresh_prefix: str
) -> None:
    """A callback never sees half of a change."""
    seen: list[dict[str, object]] = []
    config.on_change(lambda *_: seen.append({name: config[name] for name in ("x", "y")}))
    client.txn(success=[PutOp(f"{fresh_prefix}{name}".encode(), b"1") for name in ("x", "y")])
    wait_for(lambda: len(seen) == 2)
    assert seen == [{"x": 1, "y": 1}] * 2


def test_waiting_for_a_value_ends_when_it_is_there(
    config: yn.LiveConfig, client: Client, fresh_prefix: str
) -> None:
    """At once if it is there already; else when it comes, and the predicate is content."""
    assert config.wait_for("model-tier") == "power"
    for number in (1, 2, 3):
        threading.Timer(0.05 * number, client.put, (fresh_prefix + "replicas", str(number))).start()
    assert config.wait_for("replicas", timeout=5) in (1, 2, 3)
    assert config.wait_for("replicas", lambda replicas: replicas >= 3, timeout=5) == 3


def test_waiting_ends_with_the_time_the_predicate_or_the_stop_button(config: yn.LiveConfig) -> None:
    """Each in its own way."""
    with pytest.raises(WaitTimeout, match="nothing"):
        config.wait_for("nothing", timeout=0.1)
    with pytest.raises(ZeroDivisionError):
        config.wait_for("model-tier", lambda _: 1 / 0)
    timer = threading.Timer(0.2, _thread.interrupt_main)
    started = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        config.wait_for("nothing")
    assert time.monotonic() - started < 0.7
    timer.join()


def test_a_closed_configuration_keeps_its_values_and_ends_the_waits(config: yn.LiveConfig) -> None:
    """It says in its status that it moves no more."""
    config.close()
    assert config["model-tier"] == "power"
    assert config.status.state == "closed"
    with pytest.raises(ClientClosed):
        config.wait_for("nothing")
    assert "closed" in repr(config)


def test_a_callback_that_raises_is_counted(config: yn.LiveConfig, client: Client, fresh_prefix: str) -> None:
    """And the configuration goes on."""
    config.on_change(lambda *_: 1 / 0)
    client.put(fresh_prefix + "model-tier", "eco")
    config.sync()
    wait_for(lambda: config.callback_failures == 1)
    assert config["model-tier"] == "eco"


def test_keys_and_values_that_are_not_text_are_carried(client: Client, fresh_prefix: str) -> None:
    """The name gives the bytes back; the value is bytes."""
    client.put(fresh_prefix.encode() + b"odd-\xff", b"\xfe\xff")
    with yn.LiveConfig(client, fresh_prefix) as config:
        (name,) = config
        assert name.encode("utf-8", "surrogateescape") == b"odd-\xff"
        assert config[name] == b"\xfe\xff"
