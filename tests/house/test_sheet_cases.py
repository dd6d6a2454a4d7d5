"""Every case of the sheets (reports.md 2.7) is shown by a test that bears its number; R16 is the draw of quality's."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent
CASES = frozenset(range(1, 21))
#: Shown where recordings are drawn (tests of quality), by the names given there.
ELSEWHERE = frozenset({16})
_NUMBER = re.compile(r"\Atest_r(\d\d)_")


def named(source: str) -> Iterator[int]:
    """The numbers in the names of tests."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and (found := _NUMBER.match(node.name)):
            yield int(found.group(1))


def shown() -> set[int]:
    return {number for path in sorted(TESTS.rglob("test_*.py")) for number in named(path.read_text())}


def test_each_case_has_a_test_of_its_number() -> None:
    assert sorted(CASES - ELSEWHERE - shown()) == []


def test_no_test_bears_the_number_of_a_case_that_there_is_not() -> None:
    assert sorted(shown() - CASES) == []
