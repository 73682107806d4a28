"""Runs one contestant's lock in a process of its own. Standard library only.

``python lock_worker.py CONTESTANT ENDPOINT NAME``. CONTESTANT is a file with ``connect(endpoint)``,
``acquire(client, name)``, which waits, and ``release(client, held)``. Each line on standard input is answered with one
line of JSON: ``pairs N`` with the seconds of each, ``acquire`` and ``release`` with the time at which the lock was had,
and at which its release began.
"""

import json
import runpy
import sys
import time


def main(contestant, endpoint, name):
    # The directory of this file is first on the path, and a contestant may bear the name of the library it uses.
    sys.path.pop(0)
    try:
        module = runpy.run_path(contestant)
        client = module["connect"](endpoint)
        module["release"](client, module["acquire"](client, name))
    except BaseException as error:  # noqa: BLE001 - a failing contestant is a result
        say(error=words(error))
        return
    say(ready=True)
    held = None
    for line in sys.stdin:
        command, *arguments = line.split()
        try:
            if command == "pairs":
                say(seconds=pairs(module, client, name, int(arguments[0])))
            elif command == "acquire":
                held = module["acquire"](client, name)
                say(at=now())
            elif command == "release":
                at = now()
                module["release"](client, held)
                say(at=at)
        except Exception as error:  # noqa: BLE001 - as above
            say(error=words(error))


def pairs(module, client, name, count):
    started = now()
    for _ in range(count):
        module["release"](client, module["acquire"](client, name))
    return (now() - started) / count


def now():
    """A clock that all processes of the machine share."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def words(error):
    text = getattr(error, "details", None)
    return f"{type(error).__name__}: {text() if callable(text) else error}"


def say(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
