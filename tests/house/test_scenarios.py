"""Every worked scenario of tickets (tickets.md, section 5) is shown by a test that bears its number."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent
SCENARIOS = (
    *(1, 2, 3, 4, 6, 8, 9, 10, 12),  # clocks and calendar
    *(13, 14, 15),  # what begins on the telephone
    *(16, 18, 20),  # pause and next response
    *(22, 24, 27, 29),  # priority, transfer, reopening
    *(31, 32, 36, 38),  # escalation
    *(40, 41, 42, 43, 44, 45, 48),  # call-backs
    *(50, 52, 53),  # complaints
    *(56, 58, 59),  # consistency and safety
)
_NUMBER = re.compile(r"\A(?:test_)?scenario_(\d+)_")


def named(source: str) -> Iterator[int]:
    """The numbers in the names of tests, and in the ids of their examples."""
    for node in ast.walk(ast.parse(source)):
        said = node.name if isinstance(node, ast.FunctionDef) else node.value if isinstance(node, ast.Constant) else ""
        if isinstance(said, str) and (found := _NUMBER.match(said)):
            yield int(found.group(1))


def test_each_scenario_has_a_test_of_its_number() -> None:
    shown = {number for path in sorted(TESTS.rglob("test_*.py")) for number in named(path.read_text())}
    assert sorted(set(SCENARIOS) - shown) == []


def test_no_test_bears_the_number_of_a_scenario_that_there_is_not() -> None:
    shown = {number for path in sorted(TESTS.rglob("test_*.py")) for number in named(path.read_text())}
    assert sorted(shown - set(SCENARIOS)) == []
