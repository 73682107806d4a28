"""``%load_ext``, ``%unload_ext`` and ``%config``."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from traitlets import TraitError

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell, completed
from yamtam_nb.errors import NotConnected


def footprint(shell: TypingShell) -> dict[str, int]:
    """How much of everything that an extension can add to is there."""
    formatters = shell.display_formatter.formatters.values()
    return {
        "line magics": len(shell.magics_manager.magics["line"]),
        "cell magics": len(shell.magics_manager.magics["cell"]),
        "registry": len(list(dict.keys(shell.magics_manager.registry))),
        "configurables": len(shell.configurables),
        "matchers": len(shell.Completer.custom_matchers),
        "transformers": len(shell.input_transformers_post),
        "by type": sum(len(formatter.type_printers) for formatter in formatters),
        "by name": sum(len(formatter.deferred_printers) for formatter in formatters),
        "callbacks": sum(len(callbacks) for callbacks in shell.events.callbacks.values()),
        "finders of modules": len(sys.meta_path),
        # All of ours bear the name; others may end or begin meanwhile.
        "threads": len(ours()),
    }


def ours() -> list[threading.Thread]:
    """Threads of this package."""
    return [thread for thread in threading.enumerate() if "yamtam" in thread.name]


def test_unloading_leaves_nothing(bare_shell: TypingShell, etcd_endpoints: str, fresh_prefix: str) -> None:
    """Load, use everything, unload: all lengths are as before, and so after a second round."""
    bare_shell.printed("%unload_ext yamtam_nb")  # IPython loads its own %load_ext and %unload_ext now
    for thread in ours():
        thread.join(10)  # what an earlier test has closed may still be ending
    before = footprint(bare_shell)
    for _ in range(2):
        bare_shell.type("%load_ext yamtam_nb")
        assert footprint(bare_shell) != before
        bare_shell.printed(f"%etcd connect {etcd_endpoints}")
        bare_shell.shown(f"%etcd put {fresh_prefix}a 1")
        bare_shell.shown(f"%etcd get {fresh_prefix} --prefix -w json")
        bare_shell.html(f"%etcd get {fresh_prefix} --prefix")
        bare_shell.shown("%etcd")
        assert completed(bare_shell, f"%etcd get {fresh_prefix}")
        bare_shell.type("%unload_ext yamtam_nb")
        assert footprint(bare_shell) == before
        with pytest.raises(NotConnected):
            yn.shared()


def test_loading_twice_is_loading_once(shell: TypingShell) -> None:
    """%load_ext again, and %reload_ext, add nothing."""
    once = footprint(shell)
    shell.type("%reload_ext yamtam_nb")
    assert footprint(shell) == once
    yn.load_ipython_extension(shell)
    assert footprint(shell) == once


def test_after_unloading_results_have_their_plain_repr(shell: TypingShell) -> None:
    """No renderer is left behind."""
    kv = yn.KeyValue(b"/k", b"v")
    assert shell.display_formatter.format(kv)[0]["text/plain"].startswith("/k\nv\n")
    shell.type("%unload_ext yamtam_nb")
    assert shell.display_formatter.format(kv)[0] == {"text/plain": repr(kv)}


def test_loading_is_silent_and_loads_nothing_heavy() -> None:
    """No output, no connection, none of gRPC, pandas or a widget library."""
    script = (
        "import sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell()\n"
        "shell.run_line_magic('load_ext', 'yamtam_nb')\n"
        "assert shell.find_line_magic('etcd')\n"
        "names = {'grpc', 'google.protobuf', 'pandas', 'numpy', 'anywidget', 'ipywidgets', 'tomllib'}\n"
        "heavy = names & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_magic_lists_its_sub_commands_as_its_help(shell: TypingShell) -> None:
    """%etcd? and %etcd help show every one of them."""
    shown = shell.printed("%etcd help")
    for name in ("%etcd get", "%etcd sandbox start", "%etcd snapshot"):
        assert name in shown
        assert name in str(shell.find_line_magic("etcd").__doc__)


def test_every_sub_command_prints_its_python(connected: TypingShell) -> None:
    """What --python prints runs, and gives what the magic gives."""
    connected.type("%etcd put {P}a 1")
    for line in (
        "get {P}a",
        "get $P --prefix --limit 1",
        "ls $P",
        "tree $P",
        "snapshot $P -o df",
        "watches",
        "profiles",
    ):
        source = connected.printed(f"%etcd {line} --python")
        first, _, last = source.strip().rpartition("\n")
        namespace: dict[str, object] = {}
        exec(first, namespace)
        value = eval(last, namespace)
        expected = connected.type(f"%etcd {line}")
        if line.startswith("get"):
            assert [kv.key for kv in value] == [kv.key for kv in expected]  # type: ignore[attr-defined]
        if "snapshot" in line:
            assert value.equals(expected)  # type: ignore[attr-defined]


def test_python_is_instead_of_running(connected: TypingShell) -> None:
    """Nothing is written by --python, and its output writes the same."""
    source = connected.printed('%etcd put {P}a {"x": 1} --python')
    assert connected.type("%etcd get {P}a").count == 0
    exec(source, {})
    assert connected.type("%etcd get {P}a")[0].text() == '{"x": 1}'
    connected.user_ns["thing"] = {"x": [1, 2]}
    exec(connected.printed("%etcd put {P}b --value-from thing --python"), {"thing": {"x": [1, 2]}})
    assert connected.type("%etcd get {P}b")[0].text() == '{"x": [1, 2]}'
    exec(connected.printed("%etcd del $P --prefix --yes --python"), {})
    assert connected.type("%etcd get $P --prefix").count == 0


@pytest.mark.parametrize("setting", ["display_limit = -1", "timeout = 0", "complete_timeout_ms = -5"])
def test_a_setting_that_makes_no_sense_is_refused(
    shell: TypingShell, setting: str, caplog: pytest.LogCaptureFixture
) -> None:
    """At once, not when it is used: %config says why and leaves it as it was."""
    name, _, value = setting.partition(" = ")
    magics = shell.magics_manager.registry["EtcdMagics"]
    before = getattr(magics, name)
    shell.type(f"%config EtcdMagics.{setting}")
    assert name in caplog.text
    assert getattr(magics, name) == before
    with pytest.raises(TraitError):
        setattr(magics, name, float(value) if name == "timeout" else int(value))


def test_the_timeout_setting_is_the_connections(shell: TypingShell, etcd_endpoints: str) -> None:
    """%config EtcdMagics.timeout, unless --timeout says otherwise."""
    shell.type("%config EtcdMagics.timeout = 2.5")
    shell.printed(f"%etcd connect {etcd_endpoints}")
    assert yn.shared().settings.timeout == 2.5
    shell.printed(f"%etcd connect {etcd_endpoints} --timeout 1s")
    assert yn.shared().settings.timeout == 1.0
