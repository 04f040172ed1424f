"""How this house is kept: sizes, names, docstrings, and no exceptions to any of it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("moderation", "workers", "models", "tests", "benchmarks")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts)
LONGEST_FILE, LONGEST_FUNCTION, MOST_ARGUMENTS = 300, 40, 5
NOT_A_NAME = re.compile(r"(^|_)(utils?|helpers?|common|base|manager|service|handler|processor|misc)(_|$)")
EXCUSES = ("# " + "noqa", "# type: " + "ignore", "# pragma: " + "no cover")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_keeps_the_rules_of_the_house(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = [path.stem, *(node.name for node in functions + classes)]
    in_tests = "tests" in path.parts  # where a fixture's arguments are its dependencies

    assert len(text.splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(tree)
    assert [excuse for excuse in EXCUSES if excuse in text] == []
    assert [name for name in names if NOT_A_NAME.search(snake(name))] == []
    assert [node.name for node in functions if lines(node) > LONGEST_FUNCTION] == []
    assert in_tests or [node.name for node in functions if arguments(node) > MOST_ARGUMENTS] == []


def snake(name: str) -> str:
    """CamelCase as snake_case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def lines(node: Function) -> int:
    """Lines of a function from `def` to its last."""
    return (node.end_lineno or 0) - node.lineno + 1


def arguments(node: Function) -> int:
    """Arguments that a caller may give; `self`, `cls` and whatever is starred are none."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in given)


def test_every_file_of_tests_has_a_name_of_its_own() -> None:
    names = [path.name for path in FILES if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_the_desk_has_little_script_of_its_own() -> None:
    scripts = (ROOT / "moderation" / "doors" / "desk" / "static").glob("*.js")
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in scripts) <= 250
