"""``%etcd snapshot save``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import SavedSnapshot

SPEC = Spec(
    "snapshot save",
    "Save the database of one member to a file, and verify it by its digest.",
    (Positional("FILE", "where to", completion="file"),),
    (
        Flag("endpoint", "The member; otherwise one that answers.", "URL"),
        Flag("overwrite", "Replace a file that is there."),
        TIMEOUT,
    ),
    ("%etcd snapshot save etcd.db", "saved = %etcd snapshot save backup/etcd.db --overwrite"),
    "The file is what etcdctl snapshot save writes, and etcdutl snapshot restore takes it. It gets its name only when\n"
    "it is whole. It holds every key and every value: keep it like a secret.",
)


def call(arguments: Arguments) -> Call:
    """The download."""
    options = without_defaults(endpoint=arguments.text("endpoint"), overwrite=arguments.on("overwrite"))
    return Call("maintenance.snapshot", (arguments.text("FILE", ""),), {**options, **timeout_of(arguments)})


def run(arguments: Arguments, context: Context) -> SavedSnapshot:
    """Save it, with a bar while it takes long."""
    from yamtam_nb.frames.progress import ReadProgress

    save = call(arguments)
    told = ReadProgress("bytes", done="saved")
    saved: SavedSnapshot = Call(save.method, save.arguments, {**save.options, "on_progress": told}).make(
        context.client()
    )
    return saved


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
