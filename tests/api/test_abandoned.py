"""Who gave up waiting: on the list until somebody of ours has spoken with them, by their call or by ours."""

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from tests.api.test_calls import key, push
from ticketing.actions import setup
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import CallbackState
from ticketing.models.callbacks import Callback

__all__ = ["key"]

DAY = "from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z"
ANNA, BO = "13800138000", "13900139000"


def gave_up(at: int, callid: str, number: str, queue: str = "sales") -> list[str]:
    return [
        f"{at}|{callid}|{queue}|NONE|ENTERQUEUE||{number}|1",
        f"{at + 30}|{callid}|{queue}|NONE|ABANDON|1|1|30",
    ]


def answered(at: int, callid: str, number: str) -> list[str]:
    return [
        f"{at}|{callid}|sales|NONE|ENTERQUEUE||{number}|1",
        f"{at + 5}|{callid}|sales|agent1|CONNECT|5|{callid}9|4",
        f"{at + 25}|{callid}|sales|agent1|COMPLETECALLER|5|20|1",
    ]


@pytest.fixture
def at(clock: FrozenClock) -> int:
    return int(clock.now().timestamp()) - 3_000


@pytest.fixture
def taken(centre: Centre, key: str, at: int) -> Centre:
    """Anna gives up twice and Bo once; a caller without a number does so too."""
    with begin(SYSTEM) as work:
        setup.first_run(work)
    lines = [*gave_up(at, "1.1", ANNA), *gave_up(at + 60, "1.2", BO, "support"), *gave_up(at + 120, "1.3", ANNA)]
    push(centre.app.test_client(), key, [*lines, *gave_up(at + 180, "1.4", "anonymous")])
    return centre


def listed(centre: Centre, more: str = "", login: str = "super") -> Any:
    return centre.browser(login).get(f"/stats/abandoned?{DAY}{more}").json


def test_each_caller_stands_there_once_with_what_was_promised_to_them(taken: Centre) -> None:
    found = listed(taken)
    assert [(one["phone"], one["times"], one["queue"]) for one in found["items"]] == [
        ("138****8000", 2, "sales"),
        ("139****9000", 1, "support"),
    ]
    assert {name: found[name] for name in ("callers", "left", "rang_again", "rung_back", "nameless")} == {
        "callers": 2, "left": 2, "rang_again": 0, "rung_back": 0, "nameless": 1,
    }  # fmt: skip
    owed = found["items"][0]["callback"]
    assert owed["state"] in ("scheduled", "ready")
    assert owed["ticket"] == found["items"][0]["ticket"] is not None


def test_who_rang_again_and_was_answered_is_off_the_list(taken: Centre, key: str, at: int) -> None:
    push(taken.app.test_client(), key, answered(at + 300, "1.5", ANNA))
    assert [one["phone"] for one in listed(taken)["items"]] == ["139****9000"]
    back = listed(taken, "&state=rang_again")["items"]
    assert [one["phone"] for one in back] == ["138****8000"]
    assert back[0]["reached_at"] is not None
    assert listed(taken, "&state=")["left"] == 1


def test_an_answered_call_before_they_gave_up_reaches_nobody(taken: Centre, key: str, at: int) -> None:
    push(taken.app.test_client(), key, answered(at + 90, "1.5", ANNA))
    assert listed(taken)["left"] == 2


def test_who_was_reached_by_a_call_back_is_off_the_list(taken: Centre) -> None:
    with begin(SYSTEM) as work:
        row = work.session.scalars(sa.select(Callback).where(Callback.phone == f"+86{BO}")).one()
        row.state, row.reached, row.done_at = CallbackState.DONE, True, work.now
    assert listed(taken)["rung_back"] == 1
    found = listed(taken, "&state=rung_back")["items"]
    assert [(one["phone"], one["callback"]["state"]) for one in found] == [("139****9000", "done")]


def test_pages_follow_one_another_and_a_queue_narrows(taken: Centre) -> None:
    first = listed(taken, "&limit=1")
    assert [one["phone"] for one in listed(taken, f"&limit=1&after={first['next']}")["items"]] == ["139****9000"]
    assert [one["queue"] for one in listed(taken, "&queue=support")["items"]] == ["support"]
    assert [one["queue"] for one in listed(taken, "", "agent1")["items"]] == ["sales"]


def test_the_file_has_everybody_and_no_whole_number(taken: Centre) -> None:
    answer = taken.browser("super").get(f"/stats/abandoned?{DAY}&format=csv")
    text = answer.get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))) == 4
    assert ANNA not in text
    assert taken.browser("super").get(f"/stats/abandoned?{DAY}&format=xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("query", ["from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", f"{DAY}&state=nonsense"])
def test_a_stretch_too_long_or_a_state_that_is_none_is_a_problem(taken: Centre, query: str) -> None:
    assert taken.browser("super").get(f"/stats/abandoned?{query}").status_code == 422


def test_whoever_may_not_read_calls_has_no_list(taken: Centre) -> None:
    assert taken.browser("viewer").get(f"/stats/abandoned?{DAY}").status_code == 403
