"""`rexian clocks simulate`: the contract's example, and one sentence for whatever cannot be understood."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.domain.clock_stories import CALENDARS, P_STD, event
from workers.commands.clocks import clocks

GOOD: dict[str, Any] = {
    "calendars": CALENDARS,
    "policy": P_STD,
    "events": [event("03-02 09:00", "create", priority="high"), event("03-02 09:10", "agent_contact")],
    "ask": [
        {"clocks": "2026-03-02T09:00:00+08:00"},
        {"add": {"calendar": "day", "from": "2026-03-06T17:20:00+08:00", "seconds": 1800}},
        {"between": {"calendar": "day", "from": "2026-01-01T00:00:00+08:00", "to": "2027-01-01T00:00:00+08:00"}},
    ],
}


def simulated(folder: Path, text: str | bytes) -> Result:
    file = folder / "story.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(clocks, ["simulate", str(file)])


def test_the_answers_come_one_per_ask_in_order(tmp_path: Path) -> None:
    result = simulated(tmp_path, json.dumps(GOOD))
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    shown = answer["answers"][0][0]
    assert shown == {
        "kind": "first_response",
        "seq": 1,
        "state": "running",
        "due_at": "2026-03-02T09:30:00+08:00",
        "elapsed_s": 0,
        "overdue_s": 0,
        "breached_at": None,
        "warn_at": ["2026-03-02T09:22:30+08:00"],
        "flags": [],
    }
    assert answer["answers"][1:] == ["2026-03-09T08:50:00+08:00", 248 * 27_000]
    assert answer["refused"] == []


def changed(path: str, value: object) -> dict[str, Any]:
    """The good document with one place of it replaced, or removed when `value` is Ellipsis."""
    document: Any = deepcopy(GOOD)
    node = document
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in way:
        node = node[part]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return dict(document)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("calendars", [], "calendars must be an object"),
        ("calendars/day/tz", "Mars/Olympus", "calendars.day.tz names no time zone"),
        ("calendars/day/tz", "../../etc/passwd", "calendars.day.tz names no time zone"),
        ("calendars/day/tz", ..., "calendars.day lacks 'tz'"),
        ("calendars/day/holidays", "FR", "calendars.day.holidays must be one of CN"),
        ("calendars/day/weekly", {"moon": []}, "calendars.day.weekly.moon names no day"),
        ("calendars/day/weekly", {"a\nb\ud800": []}, "calendars.day.weekly.'a\\nb\\ud800' names no day"),
        ("calendars/day/weekly", {"mon": [["17:00", "08:30"]]}, "calendars.day.weekly.mon[0] must run forward"),
        ("calendars/day/weekly", {"mon": [["08:30", "48:01"]]}, "calendars.day.weekly.mon[0] must run forward"),
        ("calendars/day/weekly", {"mon": [["8.30", "12:00"]]}, "calendars.day.weekly.mon[0][0] must be a time"),
        ("calendars/day/weekly", {"mon": [["08:30"]]}, "calendars.day.weekly.mon[0] must be a pair"),
        ("calendars/day/weekly", {"mon": []}, "calendars.day has no open time in the next 366 days"),
        ("calendars/day/exceptions", [{"date": "2026-02-30", "type": "holiday"}], "exceptions[0].date must be a date"),
        ("calendars/day/exceptions", [{"date": "2026-03-02", "type": "party"}], "exceptions[0].type must be one of"),
        ("calendars/day/exceptions", [{"date": "2026-03-02", "type": "makeup"}], "exceptions[0] lacks 'as'"),
        ("calendars/day/exceptions", [{"date": "2026-03-02", "type": "special"}], "exceptions[0] lacks 'windows'"),
        ("policy", ..., "events[0] creates a ticket, but the document has no policy"),
        ("policy/calendar", "night", "policy.calendar names no calendar"),
        ("policy/targets", {"someday": {}}, "policy.targets.someday is no kind of clock"),
        ("policy/targets", {"resolution": {"asap": 1}}, "policy.targets.resolution.asap is no priority"),
        ("policy/targets/resolution/high", -5, "policy.targets.resolution.high must be between"),
        ("policy/targets/resolution/high", 1.5, "policy.targets.resolution.high must be a whole number"),
        ("policy/targets/resolution/high", True, "policy.targets.resolution.high must be a whole number"),
        ("policy/warn_pct", [0], "policy.warn_pct[0] must be between 1 and 100"),
        ("policy/pause_waiting_customer", ["sleep"], "policy.pause_waiting_customer[0] must be one of"),
        ("events", {}, "events must be a list"),
        ("events/0", 7, "events[0] must be an object"),
        ("events/0/do", "explode", "events[0].do must be one of"),
        ("events/0/at", "2026-03-02T09:00:00", "events[0].at must carry an offset"),
        ("events/0/at", "tomorrow", "events[0].at must be an instant"),
        ("events/0/at", "9999-12-31T23:59:59+00:00", "events[0].at must lie between"),
        ("events/0/priority", "asap", "events[0].priority must be one of"),
        ("events/0/answered", "yes", "events[0].answered must be true or false"),
        ("events/1/by", "nobody", "events[1].by must be one of"),
        ("events/1", {"at": "2026-03-02T09:10:00+08:00", "do": "priority"}, "events[1] lacks 'priority'"),
        ("events/1", {"at": "2026-03-02T09:10:00+08:00", "do": "policy"}, "events[1] lacks 'policy'"),
        ("ask/0", {}, "ask[0] must ask one thing"),
        ("ask/0", {"clocks": None}, "ask[0] must ask one thing"),
        ("ask/1/add/calendar", "night", "ask[1].add.calendar names no calendar"),
        ("ask/1/add/seconds", -1, "ask[1].add.seconds must be between"),
        ("ask/1/add/seconds", 10**30, "ask[1].add.seconds must be between"),
    ],
)
def test_a_malformed_document_is_answered_with_one_sentence_that_names_the_place(
    tmp_path: Path, path: str, value: object, said: str
) -> None:
    result = simulated(tmp_path, json.dumps(changed(path, value)))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", "the document must be an object"),
        ("null", "the document must be an object"),
        ('{"ask": NaN}', "NaN is no number"),
        ("[" * 100_000, "is nested too deeply"),
        (b"\xff\xfe{}", "is not UTF-8 text"),
        ("1" * 10_000, "is not JSON"),
    ],
)
def test_what_is_no_json_at_all_is_said_in_one_sentence(tmp_path: Path, text: str | bytes, said: str) -> None:
    result = simulated(tmp_path, text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_file_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(clocks, ["simulate", str(tmp_path / "none.json")])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "cannot be read" in result.stderr


def test_a_deadline_that_is_never_reached_is_no_endless_search(tmp_path: Path) -> None:
    rare = {"tz": "UTC", "weekly": {"mon": [["08:30", "08:31"]]}}
    ask = {"add": {"calendar": "rare", "from": "2026-03-02T00:00:00Z", "seconds": 10**9}}
    result = simulated(tmp_path, json.dumps({"calendars": {"rare": rare}, "ask": [ask]}))
    assert result.exit_code == 2
    assert "never reached" in result.stderr


def test_an_empty_document_has_nothing_to_say(tmp_path: Path) -> None:
    assert json.loads(simulated(tmp_path, "{}").stdout) == {"answers": [], "refused": []}
