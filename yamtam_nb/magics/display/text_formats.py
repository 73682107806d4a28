"""The formats of ``etcdctl --write-out``: what scripts and fingers expect from it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any

from yamtam_nb.magics.display.cells import hexed
from yamtam_nb.magics.display.styled import Style
from yamtam_nb.model import GetResult, KeyValue

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def render(result: GetResult, style: Style, rows: int) -> str:
    """The result in the style's format; all of it as JSON, else the first ``rows`` keys and a word about the others."""
    if style.write_out == "json":
        return json.dumps(as_json(result, style))
    lines = _fields(result, style, rows) if style.write_out == "fields" else _simple(result, style, rows)
    left = len(result) - rows
    if left > 0:
        lines.append(
            f"... and {left:,} more keys (%config EtcdMagics.display_limit = {len(result)} shows them)"
        )
    return "\n".join(lines)


def as_json(result: GetResult, style: Style) -> dict[str, Any]:
    """etcdctl's JSON: keys and values in base64 (hexadecimal with ``--hex``), fields at their default left out."""
    header = {name: number for name, number in result.header._asdict().items() if number}
    answer: dict[str, Any] = {"header": header}
    if result.kvs:
        answer["kvs"] = [_kv_json(kv, style) for kv in result.kvs]
    if result.more:
        answer["more"] = True
    if result.count:
        answer["count"] = result.count
    return answer


def _kv_json(kv: KeyValue, style: Style) -> dict[str, Any]:
    encode = bytes.hex if style.hexadecimal else _base64
    fields: dict[str, Any] = {
        "key": encode(kv.key),
        "create_revision": kv.create_revision,
        "mod_revision": kv.mod_revision,
        "version": kv.version,
        "value": encode(kv.value) if kv.value else "",
        "lease": kv.lease,
    }
    return {name: content for name, content in fields.items() if content}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _simple(result: GetResult, style: Style, rows: int) -> list[str]:
    if style.count_only:
        return [str(result.count)]
    write = _writer(style)
    if style.values_only:
        return [write(kv.value) for kv in result[:rows]]
    return [part for kv in result[:rows] for part in (write(kv.key), write(kv.value))]


def _fields(result: GetResult, style: Style, rows: int) -> list[str]:
    header = result.header
    lines = [
        f'"ClusterID" : {header.cluster_id}',
        f'"MemberID" : {header.member_id}',
        f'"Revision" : {header.revision}',
        f'"RaftTerm" : {header.raft_term}',
    ]
    for kv in result[:rows]:
        lines += _kv_fields(kv, style)
    return [*lines, f'"More" : {str(result.more).lower()}', f'"Count" : {result.count}']


def _kv_fields(kv: KeyValue, style: Style) -> list[str]:
    write = _writer(style)
    return [
        f'"Key" : {json.dumps(write(kv.key), ensure_ascii=False)}',
        f'"CreateRevision" : {kv.create_revision}',
        f'"ModRevision" : {kv.mod_revision}',
        f'"Version" : {kv.version}',
        f'"Value" : {json.dumps(write(kv.value), ensure_ascii=False)}',
        f'"Lease" : {kv.lease}',
    ]


def _writer(style: Style) -> Callable[[bytes], str]:
    if style.hexadecimal:
        return hexed
    return _written


def _written(data: bytes) -> str:
    """As text; what is none, and what would drive a terminal, as escapes."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", data.decode(errors="backslashreplace"))
