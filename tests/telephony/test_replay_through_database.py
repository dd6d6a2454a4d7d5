"""What the database makes of a log is what memory makes of it, to the last figure."""

import json
from pathlib import Path

import pytest
from flask import Flask

from ticketing.clock import FrozenClock
from ticketing.telephony.replay import Case, read_cases, replay
from ticketing.telephony.replay.database import replay_through_database
from workers.scratch import LONG_AFTER

CASES = read_cases(Path(__file__).parent.parent / "cases" / "telephony.json")


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_case_comes_out_of_the_database_as_out_of_memory(app: Flask, clock: FrozenClock, case: Case) -> None:
    clock.at = LONG_AFTER
    through_database = json.dumps(replay_through_database(case), ensure_ascii=False, sort_keys=True)
    assert json.loads(through_database) == json.loads(json.dumps(replay(case)))
