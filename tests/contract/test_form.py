"""Rules of form that a machine can check."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.contract.repository import GENERATED, PACKAGE, ROOT, modules, tracked

LONGEST = 300
"""Lines; a file that is longer holds two nouns."""

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base"}

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public_definitions(tree: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """Public classes and functions, and the public methods of public classes."""
    for node in tree.body:
        if isinstance(node, Definition) and not node.name.startswith("_") and not is_overload(node):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node)


def is_overload(node: Definition) -> bool:
    return any(ast.unparse(decorator).endswith(("overload", ".setter")) for decorator in node.decorator_list)


def test_no_file_is_longer_than_300_lines() -> None:
    """A module, test or script holds one noun, and so stays short."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix in {".py", ".js"} and path not in GENERATED
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }

    assert long == {}


def test_everything_public_has_a_docstring() -> None:
    """Each module, public class, function and method of the package says what it means."""
    bare = [name for name, tree in modules(PACKAGE) if tree.body and not ast.get_docstring(tree)]
    bare += [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in modules(PACKAGE)
        for node in public_definitions(tree)
        if not ast.get_docstring(node)
    ]

    assert bare == []


def test_every_test_states_its_rule() -> None:
    """Each test has a docstring, whose first line is the rule that it keeps."""
    bare = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in modules(ROOT / "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if not ast.get_docstring(node)
    ]

    assert bare == []


def test_there_are_no_drawers() -> None:
    """No module is named after the lack of a name."""
    drawers = [str(path) for path in tracked() if path.suffix == ".py" and path.stem in DRAWERS]

    assert drawers == []
