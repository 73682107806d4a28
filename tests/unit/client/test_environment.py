"""Settings from arguments and from the variables that etcdctl reads."""

from __future__ import annotations

import pytest

from yamtam_nb.client.environment import DEFAULT_ENDPOINT, duration, settings_from, split_endpoints
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.model import Settings


def test_nothing_given_means_etcd_on_this_machine() -> None:
    """The default endpoint and five seconds."""
    assert settings_from(environ={}) == Settings((DEFAULT_ENDPOINT,), timeout=5.0)


def test_every_variable_of_etcdctl_is_read() -> None:
    """Names and meaning are etcdctl's."""
    env = {
        "ETCDCTL_ENDPOINTS": "https://a:1, https://b:2",
        "ETCDCTL_USER": "ops",
        "ETCDCTL_PASSWORD": "pw",
        "ETCDCTL_CACERT": "/ca",
        "ETCDCTL_CERT": "/cert",
        "ETCDCTL_KEY": "/key",
        "ETCDCTL_COMMAND_TIMEOUT": "1m30s",
    }
    assert settings_from(environ=env) == Settings(
        ("https://a:1", "https://b:2"), "ops", "pw", "/ca", "/cert", "/key", 90.0
    )


def test_an_argument_wins_over_its_variable() -> None:
    """All of them, one by one."""
    env = {
        "ETCDCTL_ENDPOINTS": "http://env:1",
        "ETCDCTL_USER": "env:env",
        "ETCDCTL_CACERT": "/env",
        "ETCDCTL_CERT": "/env",
        "ETCDCTL_KEY": "/env",
        "ETCDCTL_COMMAND_TIMEOUT": "9",
    }
    settings = settings_from(
        "http://arg:1", user="me", password="mine", ca_cert="/a", cert="/b", key="/c", timeout=2, environ=env
    )
    assert settings == Settings(("http://arg:1",), "me", "mine", "/a", "/b", "/c", 2)


@pytest.mark.parametrize(
    ("user", "password", "env", "expected"),
    [
        ("ops:pw", None, {}, ("ops", "pw")),
        ("ops:p:w", None, {}, ("ops", "p:w")),
        ("ops", "pw", {}, ("ops", "pw")),
        ("a:b", "pw", {}, ("a:b", "pw")),
        (None, None, {"ETCDCTL_USER": "ops:pw"}, ("ops", "pw")),
        (None, None, {"ETCDCTL_USER": "ops", "ETCDCTL_PASSWORD": "pw"}, ("ops", "pw")),
        (None, None, {"ETCDCTL_USER": "ops", "ETCD_PASSWORD": "pw"}, ("ops", "pw")),
        ("ops", None, {"ETCD_PASSWORD": "pw"}, ("ops", "pw")),
        (None, "new", {"ETCDCTL_USER": "ops:old"}, ("ops", "new")),
        (None, None, {"ETCD_PASSWORD": "pw"}, (None, None)),
        ("", None, {}, (None, None)),
    ],
)
def test_user_and_password_come_together(
    user: str | None,
    password: str | None,
    env: dict[str, str],
    expected: tuple[str | None, str | None],
) -> None:
    """From a pair with a colon, or each on its own; an old password never stays in the user's name."""
    settings = settings_from(user=user, password=password, environ=env)
    assert (settings.user, settings.password) == expected


@pytest.mark.parametrize(("user", "password"), [("ops", None), ("ops:", None), (None, "pw"), ("ops", "")])
def test_a_user_without_a_password_is_refused_and_the_reverse(user: str | None, password: str | None) -> None:
    """etcd takes no empty password; better to hear it at once."""
    with pytest.raises(InvalidArgument, match="give "):
        settings_from(user=user, password=password, environ={})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5", 5.0),
        ("0.25", 0.25),
        ("5s", 5.0),
        ("1m30s", 90.0),
        ("500ms", 0.5),
        ("1h", 3600.0),
        ("1.5s", 1.5),
        (" 2s ", 2.0),
    ],
)
def test_durations_are_read_as_go_writes_them(text: str, seconds: float) -> None:
    """And bare numbers as seconds."""
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "five", "5 s", "s", "1m 30s", "5x", "-5s", "1d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """With the ways to write one."""
    with pytest.raises(InvalidArgument, match="is not a duration"):
        duration(text)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_timeout_is_a_time_to_wait(timeout: float) -> None:
    """Zero, less and endless are not."""
    with pytest.raises(InvalidArgument, match="seconds above 0"):
        settings_from(timeout=timeout, environ={})


def test_endpoints_are_split_at_commas_and_told_once() -> None:
    """In the order given."""
    assert split_endpoints("a:1, b:2,,a:1,") == ("a:1", "b:2")
    assert split_endpoints(["a:1,b:2", "c:3", "a:1"]) == ("a:1", "b:2", "c:3")


@pytest.mark.parametrize("nothing", ["", " , ", [], [""]])
def test_no_endpoint_at_all_is_refused(nothing: str | list[str]) -> None:
    """Asked for explicitly, nothing is not the default."""
    with pytest.raises(InvalidArgument, match="No endpoint given"):
        settings_from(nothing, environ={})
