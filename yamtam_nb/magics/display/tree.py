"""What ``%etcd tree`` shows."""

from __future__ import annotations

from yamtam_nb.magics.commands.tree import Tree
from yamtam_nb.magics.display.look import Look
from yamtam_nb.render import html as markup
from yamtam_nb.values import show_key

Branches = dict[str, "Branches"]


def text(tree: Tree, look: Look) -> str:
    """Plain text."""
    if not tree.keys:
        return _summary(tree, look)
    return f"{picture(tree)}\n{_summary(tree, look)}"


def html(tree: Tree, look: Look) -> str:
    """HTML."""
    if not tree.keys:
        return markup.box(markup.line(_summary(tree, look)))
    return markup.box(markup.block(picture(tree)), markup.footer(_summary(tree, look)))


def picture(tree: Tree) -> str:
    """The tree, one name on a line."""
    base = tree.prefix.rfind(b"/") + 1
    branches: Branches = {}
    for kv in tree.keys:
        _grow(branches, show_key(kv.key[base:]).split("/"))
    root = show_key(tree.prefix[:base])
    if not root and list(branches) == ["/"]:
        root, branches = "/", branches["/"]
    return "\n".join([*([root] if root else []), *_drawn(branches, "", tree.depth)])


def _grow(branches: Branches, names: list[str]) -> None:
    *directories, leaf = names
    for name in directories:
        branches = branches.setdefault(f"{name}/", {})
    # A key that ends in a slash has an empty last name, which says that the directory itself is a key.
    branches.setdefault(leaf or "(key)", {})


def _drawn(branches: Branches, indent: str, depth: int, level: int = 1) -> list[str]:
    lines = []
    for number, (name, below) in enumerate(branches.items(), start=1):
        last = number == len(branches)
        folded = bool(below) and depth and level >= depth
        note = f" ({_leaves(below):,})" if folded else ""
        lines.append(f"{indent}{'└── ' if last else '├── '}{name}{note}")
        if below and not folded:
            lines += _drawn(below, f"{indent}{'    ' if last else '│   '}", depth, level + 1)
    return lines


def _leaves(branches: Branches) -> int:
    return sum(_leaves(below) if below else 1 for below in branches.values())


def _summary(tree: Tree, look: Look) -> str:
    keys = tree.keys
    where = f"revision {keys.revision} · {look.cluster_name(keys.header.cluster_id)}"
    if not keys:
        return f"nothing below {show_key(tree.prefix) or 'the root'} at {where}"
    if keys.more:
        return f"showing the first {len(keys):,} of {keys.count:,} keys at {where} (--all draws them all)"
    return f"{len(keys):,} key{'' if len(keys) == 1 else 's'} at {where}"
