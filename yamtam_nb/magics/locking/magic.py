"""The magics themselves: ``%%etcd_lock`` and ``%%etcd_elect``, and their line forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from yamtam_nb.errors import EtcdUsageError, YamtamError
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.etcd import EtcdMagics, make_short
from yamtam_nb.magics.locking import specs
from yamtam_nb.magics.parser import parse
from yamtam_nb.magics.spec import Spec
from yamtam_nb.magics.split import Scanner
from yamtam_nb.magics.usage import command_help

if TYPE_CHECKING:
    from yamtam_nb.concurrency.entries import LockEntry
    from yamtam_nb.concurrency.held import Held
    from yamtam_nb.magics.arguments import Arguments
    from yamtam_nb.magics.rows import Rows

NAMES = ("etcd_lock", "etcd_elect")


@magics_class
class EtcdLockMagics(Magics):
    """Cells under a lock. What they have in common with ``%etcd`` they take from its magics."""

    def __init__(self, shell: InteractiveShell, etcd: EtcdMagics) -> None:
        super().__init__(shell=shell)
        self._etcd = etcd

    @no_var_expand
    @line_cell_magic("etcd_lock")  # type: ignore[arg-type]
    def etcd_lock(self, line: str, cell: str | None = None) -> Any:
        """Replaced below by the help text."""
        __tracebackhide__ = True
        return self._run(specs.LOCK, line, cell, self._lock)

    @no_var_expand
    @line_cell_magic("etcd_elect")  # type: ignore[arg-type]
    def etcd_elect(self, line: str, cell: str | None = None) -> Any:
        """Replaced below by the help text."""
        __tracebackhide__ = True
        return self._run(specs.ELECT, line, cell, self._elect)

    def _run(
        self, spec: Spec, line: str, cell: str | None, run: Callable[[Arguments, Context, str], Any]
    ) -> Any:
        __tracebackhide__ = True
        assert self.shell is not None  # noqa: S101 - given to __init__
        context = Context(self.shell, self._etcd, self._etcd.state, self.shell.user_ns)
        try:
            arguments = parse(spec, Scanner(line), context.namespace)
            if arguments.on("help"):
                return context.say(command_help(spec))
            if arguments.on("python"):
                return context.say(_python(spec, arguments))
            if cell is None:
                return self._contenders(arguments, context)
            value = run(arguments, context, cell)
        except YamtamError as error:
            make_short(error, self.shell, self._etcd.short_errors)
            raise
        return self._later(value) if hasattr(value, "__await__") else value

    async def _later(self, value: Any) -> Any:
        __tracebackhide__ = True
        assert self.shell is not None  # noqa: S101 - given to __init__
        try:
            return await value
        except YamtamError as error:
            make_short(error, self.shell, self._etcd.short_errors)
            raise

    def _lock(self, arguments: Arguments, context: Context, cell: str) -> Any:
        from yamtam_nb.concurrency.lock import Lock
        from yamtam_nb.magics.body.cell_body import CellBody
        from yamtam_nb.magics.locking.critical import Critical
        from yamtam_nb.magics.locking.queue_note import QueueNote

        __tracebackhide__ = True
        name = arguments.text("NAME", "")
        body = CellBody(context.shell, cell)
        lock = Lock(
            context.client(),
            name,
            arguments.integer("ttl", 15),
            what=arguments.text("what", ""),
            allow_short_ttl=arguments.on("allow-short-ttl"),
        )
        note = QueueNote(name, _display)

        def entered(held: Held) -> None:
            note.over()
            _bind(context, arguments, held, "held")

        wait = 0.0 if arguments.on("no-wait") else arguments.number("wait", 30)
        return Critical(body, lambda: lock.acquire(wait, on_wait=note.waiting), lock.abandon, entered).run()

    def _elect(self, arguments: Arguments, context: Context, cell: str) -> Any:
        from yamtam_nb.concurrency.election import Election
        from yamtam_nb.magics.body.cell_body import CellBody
        from yamtam_nb.magics.locking.critical import Critical

        __tracebackhide__ = True
        _proposal(arguments)
        body = CellBody(context.shell, cell)
        election = Election(
            context.client(),
            arguments.text("NAME", ""),
            arguments.integer("ttl", 15),
            allow_short_ttl=arguments.on("allow-short-ttl"),
        )
        wait = arguments.number("wait", 0) if "wait" in arguments else None
        return Critical(
            body,
            lambda: election.campaign(_proposal(arguments), wait),
            election.abandon,
            lambda led: _bind(context, arguments, led, "led"),
        ).run()

    @staticmethod
    def _contenders(arguments: Arguments, context: Context) -> Rows[LockEntry]:
        from yamtam_nb.concurrency.entries import waiters
        from yamtam_nb.magics.locking.contenders import contenders

        name = arguments.text("NAME", "")
        found = waiters(context.client(), name)
        return contenders(found, "" if found else f"{name} is free: nobody holds it, nobody waits")


def _proposal(arguments: Arguments) -> str | None:
    """What to proclaim, None for who this is."""
    if "value" in arguments and "PROPOSAL" in arguments:
        raise EtcdUsageError("%%etcd_elect: PROPOSAL and --value are the same: give one.")
    return arguments.text("PROPOSAL" if "PROPOSAL" in arguments else "value")


def _bind(context: Context, arguments: Arguments, held: Held, flag: str) -> None:
    """Put the fencing token, and the lock itself, where the cell's author wants them."""
    if "fence" in arguments:
        context.shell.user_ns[arguments.text("fence", "")] = held.fencing_token
    if flag in arguments:
        context.shell.user_ns[arguments.text(flag, "")] = held


def _display(text: str) -> Any:
    from IPython.display import display

    from yamtam_nb.magics.locking.queue_note import Line

    return display(Line(text), display_id=True)  # type: ignore[no-untyped-call]


def _python(spec: Spec, arguments: Arguments) -> str:
    options = [repr(arguments.text("NAME", ""))]
    options += [f"ttl={arguments.integer('ttl')}"] * ("ttl" in arguments)
    if spec is specs.LOCK:
        options.append(f"wait={arguments.number('wait', 30):g}")
        return f"import yamtam_nb as yn\nwith yn.Lock(yn.shared(), {', '.join(options)}) as held:\n    ..."
    proposal = _proposal(arguments)
    options += [f"value={proposal!r}"] * (proposal is not None)
    return f"import yamtam_nb as yn\nwith yn.Election(yn.shared(), {', '.join(options)}) as led:\n    ..."


EtcdLockMagics.etcd_lock.__doc__ = command_help(specs.LOCK)  # type: ignore[assignment]
EtcdLockMagics.etcd_elect.__doc__ = command_help(specs.ELECT)  # type: ignore[assignment]
