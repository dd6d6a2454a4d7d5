"""The call list and one call's page: filters, columns, the picture with its table, masked lines, states."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.api.cast import Centre
from ticketing.clock import FrozenClock
from ticketing.db import begin, centre, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.models.whole_calls import Call
from ticketing.telephony import ingest
from workers.calls import work_out_all

Look = Callable[[str, str], Any]


@pytest.fixture
def look(centre: Centre, clock: FrozenClock) -> Look:
    """Ask for a page as somebody, in English; one call went through two queues before."""
    at = int(clock.now().timestamp()) - 300
    lines = [
        f"{at}|1.1|sales|NONE|ENTERQUEUE||13800138000|1",
        f"{at + 8}|1.1|sales|agent1|CONNECT|8|1.2|4",
        f"{at + 68}|1.1|sales|agent1|BLINDTRANSFER|7002|inner|8|60|1",
        f"{at + 69}|1.1|support|NONE|ENTERQUEUE||13800138000|1",
        f"{at + 99}|1.1|support|NONE|ABANDON|1|1|30",
    ]
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        source_id = work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.HTTP)).id
    ingest.take(source_id, ingest.hear_texts(lines, ingest.now_us()))
    work_out_all()

    def ask(login: str, path: str) -> Any:
        joint = "&" if "?" in path else "?"
        return centre.browser(login).client.get(f"{path}{joint}lang=en")

    return ask


def call_id() -> int:
    with reading() as session:
        return session.scalars(sa.select(Call.id)).one()


def test_the_list_shows_a_call_once_with_its_way(look: Look) -> None:
    text = look("super", "/calls").text
    assert text.count("138****8000") == 1
    assert "sales → support" in text
    assert f'href="/calls/{call_id()}"' in text


def test_before_the_day_begins_the_list_shows_the_day_that_still_runs(
    look: Look, app: Flask, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = clock.now().astimezone(centre().zone).hour
    monkeypatch.setitem(app.config, "REXIAN", replace(app.config["REXIAN"], day_start_hour=hour + 1))
    assert look("super", "/calls").text.count("138****8000") == 1


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("direction=inbound", True),
        ("direction=nonsense&has_ticket=x&sort=x&after=x&ids=", False),
        ("direction=nonsense&has_ticket=x&sort=x&after=x", True),
        ("outcome=answered", True),
        ("outcome=timeout", False),
        ("number=0138", True),
        ("q=0139", False),
        ("queue=support", True),
        ("agent=agent1", True),
        ("on=2020-01-01", False),
        ("from=2026-03-02T08:00&to=2026-03-02T10:00", True),
        ("from=2026-03-02T00:00:00Z&to=2026-03-02T00:10:00Z", False),
        ("has_recording=1", False),
    ],
)
def test_filters_narrow_and_nonsense_narrows_nothing(look: Look, query: str, is_there: bool) -> None:
    answer = look("super", f"/calls?{query}")
    assert answer.status_code == 200
    assert ("138****8000" in answer.text) is is_there


def test_columns_are_chosen_by_whoever_looks(look: Look) -> None:
    chosen = look("super", "/calls?col=number&col=pbx").text
    assert "<td>pbx1</td>" in chosen
    assert "sales → support" not in chosen


def test_one_call_s_picture_says_the_same_as_its_table(look: Look) -> None:
    text = look("super", f"/calls/{call_id()}").text
    for word in ("waiting", "ring", "talk", "transfer"):
        assert f'class="bar {word}' in text
    assert text.count("<rect") == 5
    assert "7002@inner" in text
    assert "only the queue log tells of this call" in text
    assert "13800138000" not in text
    assert "style=" not in text


def test_who_may_not_see_a_call_does_not_learn_that_it_is_there(look: Look) -> None:
    assert look("agent1", f"/calls/{call_id()}").status_code == 200
    assert look("viewer", f"/calls/{call_id()}").status_code == 403
    assert look("super", "/calls/999999").status_code == 404
