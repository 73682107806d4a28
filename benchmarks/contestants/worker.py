"""Runs one contestant in a process of its own, in whatever environment that has. Standard library only.

``python worker.py CONTESTANT ENDPOINT PREFIX``. CONTESTANT is a file with ``connect(endpoint)`` and
``frame(client, prefix)``, which returns the keys under the prefix as a pandas DataFrame (or the bare answer
as bytes). Each line ``run`` on standard input is answered with one line of JSON.
"""

import gc
import json
import pathlib
import resource
import runpy
import sys
import time


def main(contestant, endpoint, prefix):
    # The directory of this file is first on the path, and a contestant may bear the name of the library it uses.
    sys.path.pop(0)
    try:
        module = runpy.run_path(contestant)
        client = module["connect"](endpoint)
        module["frame"](client, prefix + "00000000")
    except BaseException as error:  # noqa: BLE001 - a failing contestant is a result
        say(error=words(error))
        return
    say(idle=peak())
    for _ in sys.stdin:
        gc.collect()
        try:
            started = time.perf_counter()
            result = module["frame"](client, prefix)
            seconds = time.perf_counter() - started
            say(seconds=seconds, peak=peak(), rows=rows(result), columns=columns(result))
            del result
        except Exception as error:  # noqa: BLE001 - as above
            say(error=words(error))


def rows(result):
    return None if isinstance(result, bytes) else len(result)


def columns(result):
    return None if isinstance(result, bytes) else list(result.columns)


def peak():
    """The most memory that this process ever had, in bytes.

    ru_maxrss would count what the parent had before it started this program.
    """
    try:
        for line in pathlib.Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def words(error):
    text = getattr(error, "details", None)
    return f"{type(error).__name__}: {text() if callable(text) else error}"


def say(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
