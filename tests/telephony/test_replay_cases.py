"""The worked cases: every `expect` of a format that is read, met key by key."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ticketing.errors import Invalid
from ticketing.telephony.replay import Case, read_cases, replay
from ticketing.telephony.replay.cases import case_of
from workers.commands.telephony import telephony

FILE = Path(__file__).parent.parent / "cases" / "telephony.json"
CASES = read_cases(FILE)


def differences(path: str, want: Any, got: Any) -> list[str]:
    """Where `got` does not meet `want`; what `want` does not name is free."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return [f"{path}: {got!r} is no object"]
        return [line for key, value in want.items() for line in differences(f"{path}.{key}", value, got.get(key))]
    if path.endswith(".flags"):
        return [] if set(want) == set(got) else [f"{path}: {want} but {got}"]
    if isinstance(want, int | float) and not isinstance(want, bool) and isinstance(got, int | float):
        return [] if abs(want - got) <= 0.01 else [f"{path}: {want} but {got}"]
    return [] if want == got else [f"{path}: {want!r} but {got!r}"]


def visits_missing(want: list[dict[str, Any]], got: list[dict[str, Any]]) -> list[str]:
    """Listed visits that do not exist, then visits that exist and are not listed."""
    rest, missing = list(got), []
    for number, visit in enumerate(want):
        match = next((row for row in rest if not differences("visit", visit, row)), None)
        if match is None:
            missing.append(f"visit {number}: {visit} not among {rest}")
        else:
            rest.remove(match)
    return missing + [f"not expected: {row}" for row in rest]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_every_worked_case_comes_out_as_worked(case: Case) -> None:
    answer = replay(case)
    wrong = []
    for part, want in case.expect.items():
        if part == "visits":
            wrong += visits_missing(want, answer["visits"])
        elif isinstance(want, list) and want and isinstance(want[0], dict):
            for expected, row in zip(want, answer[part], strict=True):
                wrong += differences(part, expected, row)
        else:
            wrong += differences(part, want, answer.get(part))
    assert wrong == []


def test_the_command_prints_every_part_even_when_nothing_is_expected(tmp_path: Path) -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    raw = next(case for case in document["cases"] if case["id"] == "T13")
    (tmp_path / "one.json").write_text(json.dumps({"cases": [{**raw, "expect": {}}]}), encoding="utf-8")
    result = CliRunner().invoke(telephony, ["replay", str(tmp_path / "one.json")])
    assert result.exit_code == 0
    parts = set(json.loads(result.output)["T13"])
    assert parts >= {"ingest", "visits", "queues", "agents", "agent_ratios", "calls", "days", "hours", "live", "repeat"}


def test_one_case_of_a_file_can_be_asked_for() -> None:
    result = CliRunner().invoke(telephony, ["replay", str(FILE), "--case", "T01"])
    assert list(json.loads(result.output)) == ["T01"]


def test_a_file_that_is_no_case_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[1, 2", encoding="utf-8")
    result = CliRunner().invoke(telephony, ["replay", str(tmp_path / "bad.json")])
    assert result.exit_code != 0
    assert "not a case file" in result.output
    with pytest.raises(Invalid):
        read_cases(FILE, "no such case")


def test_a_case_may_leave_out_window_now_and_config() -> None:
    lines = ["100|c.1|q|NONE|ENTERQUEUE||1|1", "107|c.1|q|NONE|ABANDON|1|1|7"]
    answer = replay(case_of({"input": {"feeds": [{"format": "queue_log", "source": "p", "lines": lines}]}}))
    assert answer["queues"]["q"]["abandoned"] == 1
    assert answer["visits"][0]["wait_s"] == 7


def test_members_may_be_listed_by_queue_or_queues_by_member() -> None:
    lines = ["100|NONE|q|Li|PAUSE|lunch", "150|NONE|q|Li|UNPAUSE|"]
    feeds = [{"format": "queue_log", "source": "p", "lines": lines}]
    for members in ({"q": ["Li"]}, {"Li": ["q"]}):
        raw = {"config": {"static_members": members}, "input": {"feeds": feeds}, "window": [0, 200], "now": 200}
        assert replay(case_of(raw))["agents"]["Li"]["pause_s"] == {"lunch": 50}
        assert replay(case_of(raw))["agents"]["Li"]["login_s"] == 200


def test_a_file_and_a_table_of_one_phone_system_tell_one_story() -> None:
    lines = ["1741568400|c.1|q|NONE|ENTERQUEUE||1|1", "1741568409|c.1|q|NONE|ABANDON|1|1|9"]
    rows = [
        {"id": 1, "time": "2025-03-10 09:00:00.4", "callid": "c.1", "queuename": "q", "agent": "NONE"},
        {"id": 2, "time": "2025-03-10 09:00:09.4", "callid": "c.1", "queuename": "q", "agent": "NONE"},
    ]
    rows[0] |= {"event": "ENTERQUEUE", "data1": "", "data2": "1", "data3": "1", "data4": "", "data5": ""}
    rows[1] |= {"event": "ABANDON", "data1": "1", "data2": "1", "data3": "9", "data4": "", "data5": ""}
    table = {"format": "queue_log_realtime", "source": "p", "row_timezone": "Asia/Shanghai", "rows": rows}
    answer = replay(case_of({"input": {"feeds": [{"format": "queue_log", "source": "p", "lines": lines}, table]}}))
    assert [(visit["outcome"], visit["flags"]) for visit in answer["visits"]] == [("abandoned", [])]


def test_rows_of_the_hour_that_comes_twice_keep_their_order() -> None:
    times = ["2025-11-02 01:30:00", "2025-11-02 01:10:00"]
    rows = [
        {"id": number, "time": time, "callid": f"c.{number}", "queuename": "q", "agent": "NONE", "event": "ENTERQUEUE"}
        for number, time in enumerate(times)
    ]
    table = {"format": "queue_log_realtime", "source": "p", "row_timezone": "America/New_York", "rows": rows}
    visits = replay(case_of({"input": {"feeds": [table]}}))["visits"]
    assert visits[1]["enter_ts"] - visits[0]["enter_ts"] == 2400


def test_half_a_character_does_not_stop_the_answer(tmp_path: Path) -> None:
    line = "100|c.1|q|NONE|ENTERQUEUE||1\\udce4|1"
    feeds = '[{"format": "queue_log", "source": "p", "lines": ["' + line + '"]}]'
    (tmp_path / "torn.json").write_text('{"id": "X", "input": {"feeds": ' + feeds + "}}", encoding="utf-8")
    result = CliRunner().invoke(telephony, ["replay", str(tmp_path / "torn.json")])
    assert json.loads(result.output)["X"]["visits"][0]["caller"] == "1?"
