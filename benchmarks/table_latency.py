"""From a put in one process to the screen of another: how old is what a live table shows?

A real three-member cluster, a real JupyterLab, a table of 10,000 keys, and a writer in a process of its own
that makes 1,000 changes a second. Each value carries the time of its put; a sampler on the page notes, frame
by frame, how old a value is when it first stands in a cell that can be seen (same machine, same clock).
Meanwhile a cell sleeps. Then the page scrolls through the whole table, under the same load, and the gaps
between frames are measured.

    python benchmarks/table_latency.py [--keys 10000] [--rate 1000] [--seconds 20] [--per-txn 1]

Where each change is a put, a thousand of them make three etcd members agree a thousand times a second, and take
most of a machine of two cores for themselves; in transactions of ten the same changes leave the table more of it.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import yamtam_nb as yn
from yamtam_nb.model import PutOp
from yamtam_nb.sandbox import Cluster

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser import chromium
from tests.browser.lab import Lab, Notebook

PREFIX = "/yamtam/config/"
LIMIT_MS = 200.0
WATCHED = 12
"""Keys at the top of the table, which are always on the screen; one write in ten goes to them."""

_SAMPLER = """() => {
  window.ages = [];
  const note = (cells) => { for (const put of cells) window.ages.push(Date.now() - put); };
  window.sampler = new MutationObserver((changes) => {
    const put = ({ target }) => target.matches?.(".yn-value") ? Number(target.textContent.split(" ")[0]) : 0;
    const puts = changes.map(put);
    // What is in the page now is drawn with the next frame; it is on the screen when that frame is done.
    requestAnimationFrame(() => setTimeout(note, 0, puts.filter(Boolean)));
  });
  window.sampler.observe(document.querySelector(".yn-scroll"), { childList: true, subtree: true });
}"""

_SCROLL = """(seconds) => new Promise((done) => {
  const box = document.querySelector(".yn-scroll"), gaps = [], blank = [], start = performance.now();
  let last = start, down = 1;
  const step = (now) => {
    gaps.push(now - last); last = now;
    box.scrollTop += down * 40;
    if (box.scrollTop <= 0 || box.scrollTop >= box.scrollHeight - box.clientHeight - 1) down = -down;
    if (now - start < seconds * 1000) requestAnimationFrame(step); else done(gaps.slice(1));
  };
  requestAnimationFrame(step);
})"""

_CELL = """import time
import yamtam_nb as yn
client = yn.connect({endpoints!r})
table = yn.config_table(client, {prefix!r})
table"""


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def key(number: int) -> str:
    """Name of a key; they sort by number."""
    return f"{PREFIX}service-{number // 100:03d}/setting-{number:05d}"


def fill(client: yn.Client, keys: int) -> None:
    """Write every key once."""
    for first in range(0, keys, 100):
        numbers = range(first, min(keys, first + 100))
        client.txn(success=[PutOp(key(number).encode(), b"0 " + b"x" * 90) for number in numbers])


def write(endpoints: list[str], keys: int, rate: int, per_txn: int, threads: int = 4) -> None:
    """Change keys at ``rate`` a second until standard input ends; then tell how many that were."""
    stop = threading.Event()
    counts = [0] * threads

    def choose(dice: random.Random) -> int:
        return dice.randrange(WATCHED) if dice.random() < 0.1 else dice.randrange(keys)

    def work(index: int, client: yn.Client) -> None:
        dice = random.Random(index)
        start = time.monotonic()
        while not stop.is_set():
            names = {key(choose(dice)) for _ in range(per_txn)}  # etcd takes a key once per transaction
            put = f"{int(time.time() * 1000)} {'x' * 90}".encode()
            if per_txn == 1:
                client.put(names.pop(), put)
                counts[index] += 1
            else:
                client.txn(success=[PutOp(name.encode(), put) for name in names])
                counts[index] += len(names)
            ahead = start + counts[index] * threads / rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)

    with yn.connect(endpoints) as client:
        workers = [threading.Thread(target=work, args=(index, client)) for index in range(threads)]
        start = time.monotonic()
        for worker in workers:
            worker.start()
        sys.stdin.read()
        stop.set()
        for worker in workers:
            worker.join()
        print(json.dumps({"rate": sum(counts) / (time.monotonic() - start)}))


def measure(notebook: Notebook, seconds: float) -> dict[str, Any]:
    """Ages of what is seen, then frame gaps while scrolling, under the load that is running."""
    page = notebook.page
    page.wait_for_timeout(3000)
    page.evaluate(_SAMPLER)
    page.wait_for_timeout(seconds * 1000)
    page.evaluate("window.sampler.disconnect()")
    ages = [float(age) for age in page.evaluate("window.ages")]
    gaps = [float(gap) for gap in page.evaluate(_SCROLL, seconds / 2)]
    return {
        "samples": len(ages),
        "put_to_screen_p50_ms": percentile(ages, 0.5),
        "put_to_screen_p95_ms": percentile(ages, 0.95),
        "put_to_screen_max_ms": max(ages),
        "frames_while_scrolling": len(gaps),
        "frame_gap_p50_ms": percentile(gaps, 0.5),
        "frame_gap_p95_ms": percentile(gaps, 0.95),
        "frame_gap_max_ms": max(gaps),
        "console_errors": notebook.errors,
        "cell_still_running": notebook.prompts()[1] == "[*]:",
        "status_line": page.inner_text(".yn-foot").replace("\n", " · "),
    }


def run(keys: int, rate: int, seconds: float, per_txn: int) -> dict[str, Any]:
    """The whole measurement."""
    with (
        tempfile.TemporaryDirectory() as directory,
        Cluster.start(3, fsync=False) as cluster,
        Lab.started(Path(directory)) as lab,
        chromium.launched() as browser,
    ):
        with yn.connect(cluster.endpoints) as client:
            fill(client, keys)
        cell = _CELL.format(endpoints=cluster.endpoints, prefix=PREFIX)
        lab.write("latency.ipynb", [cell, f"time.sleep({seconds * 2 + 30})"])
        with lab.opened(browser, "latency.ipynb") as notebook:
            notebook.run_all()
            notebook.page.wait_for_selector("td.yn-key", timeout=60_000)
            load = [f"--keys={keys}", f"--rate={rate}", f"--per-txn={per_txn}"]
            with subprocess.Popen(
                [sys.executable, __file__, "--write", ",".join(cluster.endpoints), *load],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ) as writer:
                result = measure(notebook, seconds)
                told, _ = writer.communicate()
        reached = round(json.loads(told)["rate"])
        return {"keys": keys, "per_transaction": per_txn, "changes_per_second": reached, **result}


def main() -> int:
    """Measure, print the result as JSON, and fail when what is seen is too old."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=1_000, help="changes a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--per-txn", type=int, default=1, help="changes that are written together")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write(options.write.split(","), options.keys, options.rate, options.per_txn)
        return 0
    result = run(options.keys, options.rate, options.seconds, options.per_txn)
    print(json.dumps(result, indent=2))
    return 0 if result["put_to_screen_p95_ms"] <= LIMIT_MS and not result["console_errors"] else 1


if __name__ == "__main__":
    sys.exit(main())
