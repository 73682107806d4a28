"""A transaction as Python that runs as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, Op, TxnOp


def source(transaction: TxnOp) -> str:
    """The call of ``client.txn``."""
    parts = [
        _part("compare", map(_compare, transaction.compare)),
        _part("success", map(_operation, transaction.success)),
        _part("failure", map(_operation, transaction.failure)),
    ]
    body = "".join(parts)
    used = [
        name for name in ("Compare", "DeleteOp", "GetOp", "PutOp") if f"{name}(" in body or f"{name}." in body
    ]
    lines = ["import yamtam_nb as yn"]
    lines += ["from yamtam_nb.keys import KeyRange"] * ("KeyRange(" in body)
    lines += [f"from yamtam_nb.model import {', '.join(used)}"] * bool(used)
    return "\n".join(lines) + f"\nyn.shared().txn(\n{body})"


def _part(name: str, entries: Iterable[str]) -> str:
    written = "".join(f"        {entry},\n" for entry in entries)
    return f"    {name}=[\n{written}    ],\n" if written else ""


def _compare(condition: Compare) -> str:
    return (
        f"Compare.{condition.target}({condition.range.key!r}, {condition.relation!r}, {condition.operand!r})"
    )


def _operation(op: Op) -> str:
    given = []
    for field in fields(op):
        value = getattr(op, field.name)
        if field.name in ("range", "key"):
            given.append(_range(value) if isinstance(value, KeyRange) else repr(value))
        elif value != field.default:
            given.append(f"{field.name}={value!r}")
    return f"{type(op).__name__}({', '.join(given)})"


def _range(span: KeyRange) -> str:
    return f"KeyRange({span.key!r})" if span.single else f"KeyRange({span.key!r}, {span.range_end!r})"
