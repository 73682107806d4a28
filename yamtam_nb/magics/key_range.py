"""The range of keys that a sub-command's words mean, and whether it is dangerously wide."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.keys import FROM_KEY, KeyRange, to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import without_defaults


def range_options(arguments: Arguments, command: str) -> dict[str, object]:
    """``range_end``, ``prefix`` and ``from_key`` as the client takes them.

    Raises:
        EtcdUsageError: more than one of them.
    """
    options = without_defaults(
        range_end=arguments.optional_key("RANGE_END"),
        prefix=arguments.on("prefix"),
        from_key=arguments.on("from-key"),
    )
    if len(options) > 1:
        raise EtcdUsageError(f"%etcd {command}: give one of --prefix, --from-key and RANGE_END, not several.")
    if not options and not arguments.key():
        raise EtcdUsageError(f"%etcd {command}: KEY is empty. Name a key, or add --prefix for all keys.")
    return options


def range_by_slash(arguments: Arguments, command: str) -> dict[str, object]:
    """The same where a KEY that ends in ``/`` is a prefix by itself, unless ``--prefix=false`` or RANGE_END deny it.

    Raises:
        EtcdUsageError: both are given, or the key is empty and no prefix.
    """
    if arguments.on("prefix") and "RANGE_END" in arguments:
        raise EtcdUsageError(f"%etcd {command}: give --prefix or RANGE_END, not both.")
    silent = "prefix" not in arguments and "RANGE_END" not in arguments
    if silent and to_bytes(arguments.key()).endswith(b"/"):
        arguments = arguments.replaced({"prefix": True})
    return range_options(arguments, command)


def covers_all(span: KeyRange) -> bool:
    """Whether the range is the whole key space."""
    return span == KeyRange(b"\0", FROM_KEY)


def refuse_unbounded(span: KeyRange, allowed: bool, command: str, instead: str) -> None:
    """Stop a read of every key there is, unless it was asked for by name.

    Raises:
        EtcdUsageError: the range is the whole key space and ``allowed`` is False.
    """
    if covers_all(span) and not allowed:
        raise EtcdUsageError(
            f"%etcd {command}: that reads every key in the cluster. {instead}, or add --all if you mean it."
        )
