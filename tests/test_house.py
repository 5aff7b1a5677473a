"""The house keeps its own law: small files, small functions, and only the commands print."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = sorted((ROOT / "ivraudit").rglob("*.py"))
MOST_LINES = 300
MOST_IN_A_FUNCTION = 40

ARGUED = {
    "model.py": "the nouns stand together, so that one page shows what a tree and an audit are made of",
    "policy.py": "one file reads the policy from top to bottom; half of it is the wording of mistakes",
}
"""Files that may be longer, and why."""

OPENING = {
    "gather.py", "files.py", "revision.py", "cache.py", "commands/delivering.py", "commands/baselined.py",
    "programs.py",
}  # fmt: skip
"""The files that may touch the disk: paths in, deliveries out, programs."""


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def short(path: Path) -> str:
    """A file's name within the package."""
    return path.relative_to(ROOT / "ivraudit").as_posix()


def code_lines(path: Path) -> int:
    """The lines of a file without its module docstring."""
    text = path.read_text(encoding="utf-8")
    body = ast.parse(text).body
    manual = body[0].end_lineno if body and isinstance(body[0], ast.Expr) else 0
    return text.count("\n") - (manual or 0)


def test_files_are_small() -> None:
    long = {short(path) for path in PACKAGE if code_lines(path) > MOST_LINES}
    assert long == set(ARGUED)


def test_functions_are_small() -> None:
    long = [
        f"{short(path)}:{function.lineno} {function.name}"
        for path in PACKAGE
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > MOST_IN_A_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_lives_there() -> None:
    silent = [short(path) for path in PACKAGE if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_only_commands_print_and_exit() -> None:
    loud = []
    for path in PACKAGE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = node.func if isinstance(node, ast.Call) else None
            if isinstance(named, ast.Name) and named.id in ("print", "exit", "input"):
                loud.append(f"{short(path)}:{named.lineno}")
    assert loud == []


def test_nothing_is_left_unfinished() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "Not" + "ImplementedError")
    files = [*PACKAGE, *(ROOT / "tests").glob("*.py")]
    assert [path.name for path in files for word in words if word in path.read_text(encoding="utf-8")] == []
