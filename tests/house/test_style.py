"""The house rules that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("ticketing", "realtime", "workers")
LONGEST_FILE = 250
LONGEST_FUNCTION = 30
FORBIDDEN_WORDS = ("TODO", "FIXME", "NotImplementedError")


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "node_modules" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {name_of(path): len(path.read_text().splitlines()) for path in sources()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    """A docstring is not counted: it may say what it must."""
    long = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for path in sources()
        for function in functions(path)
        if body_lines(function) > LONGEST_FUNCTION
    ]
    assert long == []


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or first.lineno) - first.lineno + 1


def test_no_import_hides_inside_a_function() -> None:
    # The console's builder runs before anything is installed, so it may look for what is there.
    hidden = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources()
        if not path.is_relative_to(ROOT / "realtime" / "web")
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_opens_with_a_line_that_can_be_quoted(room: str) -> None:
    silent = [
        name_of(path)
        for path in sources()
        if path.is_relative_to(ROOT / room)
        and path.read_text().strip()
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_nothing_is_left_for_later() -> None:
    left = [name_of(path) for path in sources() if any(word in path.read_text() for word in FORBIDDEN_WORDS)]
    assert left == []
