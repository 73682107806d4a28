"""The magics in a real kernel: what JupyterLab sends and gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.magics.kernel import Kernel, running_kernel


@pytest.fixture(scope="module")
def kernel(etcd_endpoints: str) -> Iterator[Kernel]:
    """A kernel that is connected to the shared cluster."""
    with running_kernel(etcd_endpoints) as kernel:
        yield kernel


def test_keys_are_completed_over_the_protocol(kernel: Kernel, fresh_prefix: str) -> None:
    """Positions and types are right for a plain, an assigned and a cell magic."""
    kernel.run(f"%etcd put {fresh_prefix}a:b@x/c 1\n%config EtcdMagics.complete_timeout_ms = 3000")
    for start in ("%etcd get ", "x = %etcd get ", "%%etcd put ", "if True:\n    y = %etcd get "):
        assert kernel.complete(f"{start}{fresh_prefix}a:") == (
            [f"{start}{fresh_prefix}a:b@x/"],
            {"directory"},
        )
    assert kernel.complete(f"%etcd get {fresh_prefix}a:b@x/") == (
        [f"%etcd get {fresh_prefix}a:b@x/c"],
        {"key"},
    )
    assert kernel.complete("%etcd snap") == (["%etcd snapshot"], {"command"})
    txn = f'%%etcd_txn\nmod("{fresh_prefix}a:'
    assert kernel.complete(txn) == ([f"{txn}b@x/"], {"directory"})
    assert kernel.complete(f"{txn}b@x/") == ([f'{txn}b@x/c")'], {"key"})


def test_a_failure_is_an_error_reply_in_one_line(kernel: Kernel) -> None:
    """Run All stops, and the traceback is our sentence."""
    answer = kernel.run("%etcd get /x --prefx")
    assert answer["status"] == "error"
    assert answer["error"]["ename"] == "EtcdUsageError"
    assert len(answer["error"]["traceback"]) == 1
    assert "Did you mean --prefix?" in answer["error"]["traceback"][0]


def test_results_come_as_html_and_text(kernel: Kernel, fresh_prefix: str) -> None:
    """The same answer in both."""
    kernel.run(f"%etcd put {fresh_prefix}k v")
    data = kernel.run(f"%etcd get {fresh_prefix}k")["data"]
    assert data["text/plain"].startswith(f"{fresh_prefix}k\nv\nrevision ")
    assert f"<b>{fresh_prefix}k</b>" in data["text/html"]


def test_watch_shows_one_live_table_however_often_it_runs(kernel: Kernel, fresh_prefix: str) -> None:
    """The widget comes with a static picture; a second run shows the same table; it can be listed and stopped."""
    kernel.run(f"%etcd put {fresh_prefix}tier power")
    data = kernel.run(f"%etcd watch {fresh_prefix}")["data"]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "power" in data["text/html"]
    kernel.run(f"again = %etcd watch {fresh_prefix}")
    listed = kernel.run("rows = %etcd watches\nlen(rows), rows[0][1], rows[0][2]")["data"]["text/plain"]
    assert listed == f"(1, '{fresh_prefix}', 'live')"
    kernel.run("number = again.number")
    assert "no live tables" in kernel.run("%etcd watches --stop $number")["data"]["text/plain"]
    assert "Open" not in kernel.run(f"%etcd watch {fresh_prefix}")["stdout"]
    kernel.run("%etcd watches --stop all")


def test_a_table_is_of_a_key_a_prefix_or_a_range(kernel: Kernel, fresh_prefix: str) -> None:
    """A key means itself unless it ends in a slash; one that is not there gets a word on how a prefix is asked for."""
    kernel.run(f"import yamtam_nb as yn\nP = {fresh_prefix!r}")
    kernel.run("for name in ('a', 'ab', 'b', 'c/d'): yn.shared().put(P + name, 'x')")
    keys = "[row.cells[0].decode()[len(P):] for row in t.rows], t.title.replace(P, 'P/')"
    for words, shown in (
        ("{P}a", (["a"], "P/a")),
        ("{P}a --prefix", (["a", "ab"], "all that begin with P/a")),
        ("{P}c/", (["c/d"], "P/c/")),
        ("{P}ab {P}c", (["ab", "b"], "from P/ab to before P/c")),
        ("{P}c/ --prefix=false", ([], "P/c/ alone")),
    ):
        said = kernel.run(f"t = %etcd watch {words}\n{keys}")
        assert said["data"]["text/plain"] == repr(shown)
        assert ("--prefix" in said["stdout"]) == (not shown[0])
        same = kernel.run(f"%etcd watch {words} --python")["stdout"]
        opened = f"{same.replace('yn.config_table', 't = yn.config_table')}\nt.close()\n{keys}"
        assert kernel.run(opened)["data"]["text/plain"] == repr(shown)
    kernel.run("%etcd watches --stop all")


def test_changes_are_printed_when_asked_for(kernel: Kernel, fresh_prefix: str) -> None:
    """--events prints in a notebook too, and --count ends it."""
    revision = kernel.run(f"r = %etcd put {fresh_prefix}a 1\nr.revision")["data"]["text/plain"]
    kernel.run(f"%etcd put {fresh_prefix}a 2\n%etcd del {fresh_prefix}a")
    said = kernel.run(f"%etcd watch {fresh_prefix} --rev {revision} --prev-kv --count 3")["stdout"]
    lines = said.splitlines()
    assert [line.split("  ")[2] for line in lines[1:-1]] == ["CREATE", "PUT", "DELETE"]
    assert "(was 1)" in lines[2]
    quiet = kernel.run(f"%etcd watch {fresh_prefix} --for 100ms")
    assert quiet["status"] == "ok"
    assert len(quiet["stdout"].splitlines()) == 2


def test_unloading_closes_the_tables(kernel: Kernel, fresh_prefix: str) -> None:
    """No table, no thread of ours, no connection stays; loading again works."""
    kernel.run(f"t = %etcd watch {fresh_prefix}")
    kernel.run("%unload_ext yamtam_nb")
    ours = "[t for t in threading.enumerate() if 'yamtam' in t.name]"
    left = f"import threading\nfor t in {ours}: t.join(5)\n{ours}"
    assert kernel.run(left)["data"]["text/plain"] == "[]"
    assert kernel.run("from yamtam_nb.widgets import live\nlive.live_tables()")["data"]["text/plain"] == "[]"
    assert kernel.run("%etcd")["status"] == "error"
    kernel.run("%load_ext yamtam_nb")
    assert "Connected" in kernel.run("%etcd connect $E")["stdout"]
