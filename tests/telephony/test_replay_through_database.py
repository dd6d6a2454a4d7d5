"""What the database makes of a log is what memory makes of it, to the last figure."""

import json
from pathlib import Path

import pytest
from flask import Flask

from ticketing.clock import FrozenClock
from ticketing.telephony.replay import Case, read_cases, replay
from ticketing.telephony.replay.cases import case_of
from ticketing.telephony.replay.database import replay_through_database
from workers.scratch import LONG_AFTER

CASES = read_cases(Path(__file__).parent.parent / "cases" / "telephony.json")


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_case_comes_out_of_the_database_as_out_of_memory(app: Flask, clock: FrozenClock, case: Case) -> None:
    clock.at = LONG_AFTER
    through_database = json.dumps(replay_through_database(case), ensure_ascii=False, sort_keys=True)
    assert json.loads(through_database) == json.loads(json.dumps(replay(case)))


def test_who_is_a_member_before_the_log_begins_is_on_line_though_no_line_names_them(
    app: Flask, clock: FrozenClock
) -> None:
    clock.at = LONG_AFTER
    lines = ["1741568500|c.1|support|NONE|ENTERQUEUE||138|1", "1741568510|c.1|support|NONE|ABANDON|1|1|10"]
    feed = {"format": "queue_log", "source": "pbx1", "lines": lines}
    config = {"static_members": {"support": ["PJSIP/8001"]}}
    raw = {"config": config, "input": {"feeds": [feed]}, "window": [1741568400, 1741568800], "now": 1741568800}
    shown = replay_through_database(case_of(raw))["agents"]["PJSIP/8001"]
    assert (shown["login_s"], shown["ready_s"]) == (400, 400)
