"""Every worked scenario of shifts (workforce.md 1.10) is shown by a test of its number, in the file named here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent
#: Scenario to the files that show it, below tests/.
SHOWN = {
    1: {"domain/test_roster_rules.py"},
    2: {"actions/test_shifts.py", "domain/test_attendance.py"},
    3: {"actions/test_attendance.py", "domain/test_attendance.py"},
    4: {"actions/test_shift_ends.py"},
    **dict.fromkeys((5, 6, 7, 14, 16, 18), {"domain/test_attendance.py"}),
    10: {"actions/test_attendance.py", "domain/test_attendance.py"},
    **dict.fromkeys((11, 12), {"actions/test_leaves.py", "domain/test_roster_bounds.py"}),
    15: {"actions/test_attendance.py"},
    **dict.fromkeys((19, 21), {"domain/test_roster_rules.py"}),
    **dict.fromkeys((22, 23, 24), {"domain/test_roster_bounds.py"}),
    **dict.fromkeys((26, 27), {"domain/test_roster_sketch.py", "workers/test_roster_solving.py"}),
    50: {"workers/test_roster_solving.py"},
    **dict.fromkeys((28, 29, 31, 32), {"domain/test_staffing.py"}),
    34: {"api/test_leaves.py", "api/test_roster_runs.py"},
    **dict.fromkeys((35, 52), {"domain/test_shift_spans.py"}),
    38: {"actions/test_leaves.py"},
    39: {"actions/test_shifts.py"},
    40: {"actions/test_leaves.py", "actions/test_shift_ends.py"},
    **dict.fromkeys((41, 43), {"domain/test_adherence.py"}),
    45: {"actions/test_handovers.py"},
    47: {"api/test_feeds.py"},
    48: {"actions/test_attendance.py", "actions/test_leaves.py", "api/test_attendance.py", "api/test_leaves.py"},
}
_NUMBER = re.compile(r"\Atest_w(\d\d)_")


def borne() -> Iterator[tuple[int, str]]:
    """The numbers in the names of tests, and the file of each."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and (found := _NUMBER.match(node.name)):
                yield int(found.group(1)), path.relative_to(TESTS).as_posix()


def test_each_scenario_of_shifts_is_shown_where_it_is_said_to_be() -> None:
    there = set(borne())
    missing = {(number, path) for number, paths in SHOWN.items() for path in paths} - there
    assert sorted(missing) == []


def test_no_test_bears_the_number_of_a_scenario_of_shifts_that_there_is_not() -> None:
    assert sorted({number for number, _ in borne()} - set(SHOWN)) == []
