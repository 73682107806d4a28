"""Help texts, made from what the sub-commands say of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yamtam_nb.magics.spec import Spec


def command_help(spec: Spec) -> str:
    """What ``%etcd NAME --help`` prints: use, words, flags and an example."""
    sections = [f"{spec.summary}\n\nUsage: {spec.usage}"]
    if spec.takes_cell:
        named = [positional.label for positional in spec.positionals if positional.kind != "value"]
        words = " ".join([spec.name, *named, "[flags]"])
        sections[0] += f"\n       %%etcd {words}   (the cell is the value)"
    if spec.positionals:
        sections.append(_columns([(positional.label, positional.help) for positional in spec.positionals]))
    flags = [(flag.label, _flag_help(flag.help, flag.choices)) for flag in spec.all_flags]
    sections.append("Flags:\n" + _columns(flags))
    if spec.notes:
        sections.append(spec.notes)
    title = "Example:" if len(spec.examples) == 1 else "Examples:"
    sections.append("\n".join([title, *(f"  {example}" for example in spec.examples)]))
    return "\n\n".join(sections)


def overview(summaries: Mapping[str, str], group: str = "") -> str:
    """What ``%etcd help``, ``%etcd?`` and ``%etcd GROUP --help`` show: every sub-command in one line."""
    title = f"%etcd {group}" if group else "etcd from this kernel, through one shared client."
    rows = [(f"%etcd {name}".rstrip(), summary) for name, summary in summaries.items()]
    footer = "%etcd SUB --help explains one of them; %%etcd put KEY stores the cell as the value."
    return f"{title}\n\n{_columns(rows)}\n\n{footer}"


def _flag_help(text: str, choices: Sequence[str]) -> str:
    return f"{text} One of: {', '.join(choices)}." if choices else text


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = min(max(len(left) for left, _ in rows), 30)
    return "\n".join(_row(left, right, width) for left, right in rows)


def _row(left: str, right: str, width: int) -> str:
    if len(left) <= width:
        return f"  {left:<{width}}  {right}"
    return f"  {left}\n  {'':<{width}}  {right}"
