"""Calls over HTTP: one call whatever queues it went through, its filters, its detail, and who may see it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from ticketing import card_index
from ticketing.actions import callbacks, customers, setup, tickets
from ticketing.actions.callbacks import Promise
from ticketing.actions.customers import CustomerWish
from ticketing.actions.tickets import TicketWish
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import Window
from ticketing.domain.tickets import TicketKind
from ticketing.models.callbacks import Callback, CallbackAttempt
from ticketing.models.people import Person
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.models.whole_calls import Call
from ticketing.telephony import ingest
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.follow import LogLine
from workers.call_words import Cutter
from workers.calls import work_out_all


@pytest.fixture
def source(centre: Centre) -> int:
    with begin(SYSTEM) as work:
        setup.first_run(work)
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        return work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.HTTP)).id


def take(source: int, lines: list[str]) -> None:
    ingest.take(source, ingest.hear_texts(lines, ingest.now_us()))
    work_out_all()


@pytest.fixture
def lines(clock: FrozenClock) -> list[str]:
    at = int(clock.now().timestamp()) - 300
    return [
        f"{at}|1.1|sales|NONE|ENTERQUEUE||13800138000|1",
        f"{at + 8}|1.1|sales|agent1|CONNECT|8|1.2|4",
        f"{at + 68}|1.1|sales|agent1|BLINDTRANSFER|7002|inner|8|60|1",
        f"{at + 69}|1.1|support|NONE|ENTERQUEUE||13800138000|1",
        f"{at + 99}|1.1|support|NONE|ABANDON|1|1|30",
        f"{at + 120}|2.1|support|NONE|ENTERQUEUE||13900139000|1",
        f"{at + 125}|2.1|support|NONE|ABANDON|1|1|5",
    ]


@pytest.fixture
def taken(centre: Centre, source: int, lines: list[str]) -> Centre:
    take(source, lines)
    return centre


def items(centre: Centre, login: str, query: str = "") -> list[dict[str, Any]]:
    answer = centre.browser(login).get(f"/calls{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def test_a_call_through_two_queues_is_one_call(taken: Centre) -> None:
    second, first = items(taken, "super")
    assert [part["queue"] for part in first["visits"]] == first["queues"] == ["sales", "support"]
    assert (first["answered"], first["transfers"], first["talk_s"], first["wait_s"]) == (True, 1, 60.0, 38.0)
    assert (first["caller"], first["direction"], first["source"]) == ("138****8000", "inbound", "pbx1")
    assert (second["outcome"], second["answered"], second["hung_up_by"]) == ("abandoned", False, "caller")


def test_an_agent_sees_the_calls_of_their_queues(taken: Centre) -> None:
    assert [call["caller"] for call in items(taken, "agent1")] == ["138****8000"]
    (other,) = [call for call in items(taken, "super") if call["caller"] == "139****9000"]
    assert taken.browser("agent1").get(f"/calls/{other['id']}").status_code == 404
    assert taken.browser("super").get(f"/calls/{other['id']}").status_code == 200
    assert taken.browser("viewer").get("/calls").status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?queue=sales", 1),
        ("?queue=support", 2),
        ("?outcome=abandoned", 1),
        ("?outcome=abandoned,answered", 2),
        ("?outcome=timeout", 0),
        ("?agent=agent1", 1),
        ("?number=13800138000", 1),
        ("?number=0138", 1),
        ("?number=%2B8613900139000", 1),
        ("?direction=inbound", 2),
        ("?direction=outbound", 0),
        ("?has_recording=false", 2),
        ("?has_recording=true", 0),
        ("?has_ticket=true", 2),
        ("?queue=support&outcome=abandoned", 2),
        ("?queue=sales&outcome=abandoned", 0),
        ("?queue=support&abandoned_within=10", 1),
        ("?answered_within=8", 1),
        ("?answered_within=7", 0),
        ("?queue=sales&transferred=true", 1),
        ("?queue=support&transferred=true", 0),
        ("?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z", 2),
        ("?from=2030-01-01T00:00:00Z", 0),
        ("?pbx=pbx1", 2),
        ("?pbx=pbx2", 0),
        ("?ids=", 422),
        ("?ids=x", 422),
        ("?outcome=nonsense", 422),
        ("?sort=nonsense", 422),
    ],
)
def test_every_figure_can_be_drilled_down_by_these_filters(taken: Centre, query: str, count: int) -> None:
    answer = taken.browser("super").get(f"/calls{query}")
    if count == 422:
        assert answer.status_code == 422
        assert answer.mimetype == "application/problem+json"
    else:
        assert len(answer.json["items"]) == count


def test_ids_are_calls_by_their_own_numbers(taken: Centre) -> None:
    (one, two) = items(taken, "super")
    assert [call["id"] for call in items(taken, "super", f"?ids={two['id']}")] == [two["id"]]
    assert len(items(taken, "super", f"?ids={two['id']},{one['id']}")) == 2


@pytest.mark.parametrize(("sort", "first"), [("time", 5.0), ("talk", 38.0), ("wait", 38.0)])
def test_pages_follow_one_another_in_every_order(taken: Centre, sort: str, first: float) -> None:
    browser = taken.browser("super")
    page = browser.get(f"/calls?limit=1&sort={sort}").json
    rest = browser.get(f"/calls?limit=1&sort={sort}&after={page['next']}").json
    assert [page["items"][0]["wait_s"], rest["items"][0]["wait_s"]] == sorted([5.0, 38.0], reverse=first == 38.0)
    assert rest["next"] is None


def test_one_call_shows_its_way_its_lines_and_why_what_was_inferred_was(taken: Centre) -> None:
    (_, listed) = items(taken, "super")
    call = taken.browser("super").get(f"/calls/{listed['id']}").json
    assert [(step["kind"], step["name"]) for step in call["steps"]] == [
        ("waiting", "sales"),
        ("ring", "agent1"),
        ("talk", "agent1"),
        ("transfer", "7002@inner"),
        ("waiting", "support"),
    ]
    assert call["guesses"] == [
        {"field": "direction", "why": "by_number", "what": ""},
        {"field": "hung_up_by", "why": "by_the_log", "what": ""},
    ]
    assert [line["kind"] for line in call["events"]] == [
        "ENTERQUEUE", "CONNECT", "BLINDTRANSFER", "ENTERQUEUE", "ABANDON",
    ]  # fmt: skip
    text = str(call)
    assert "138****8000" in text
    assert "13800138000" not in text


def test_a_call_that_is_not_there_is_a_problem(taken: Centre) -> None:
    answer = taken.browser("super").get("/calls/999999")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_call_knows_its_customer_and_its_ticket(taken: Centre) -> None:
    with begin(SYSTEM) as work:
        customers.add(work, CustomerWish(name="王芳", phones=("13800138000",)))
        ticket = tickets.open_ticket(
            work, TicketWish(kind=TicketKind.INQUIRY, subject="x", queue="sales", visit_callid="1.1")
        )
        number = ticket.number
    work_out_all()
    (first,) = items(taken, "super", "?number=13800138000")
    assert (first["ticket"], first["customer"]) == (number, "王芳")
    assert len(items(taken, "super", "?has_ticket=true")) == 2


@pytest.fixture
def owed(centre: Centre, source: int) -> int:
    """A call-back that was promised to 13800138000."""
    with begin(SYSTEM) as work:
        wish = TicketWish(kind=TicketKind.INQUIRY, subject="x", queue="sales", contact_phone="13800138000")
        window = Window(work.now, work.now + timedelta(minutes=30))
        return callbacks.promise(work, tickets.open_ticket(work, wish), Promise("13800138000", window)).id


def placed(at: int, disposition: str, uniqueid: str = "9.1") -> str:
    """A record of a call from the phone 1007 to 13800138000, with the digit for an outside line."""
    local = datetime.fromtimestamp(at, ZoneInfo("Asia/Shanghai"))
    answer = local + timedelta(seconds=5) if disposition == "ANSWERED" else None
    times = [str(one.replace(tzinfo=None)) if one else "" for one in (local, answer, local + timedelta(seconds=20))]
    who = ["", "1007", "913800138000", "inner", '"""孙磊"" <1007>"', "PJSIP/1007-01", "PJSIP/trunk-02", "Dial"]
    return ",".join([*who, '"PJSIP/13800138000@trunk,15"', *times, "20", "15", disposition, "3", uniqueid, ""])


@pytest.mark.parametrize(("disposition", "outcome"), [("ANSWERED", "answered"), ("BUSY", "busy")])
def test_a_call_out_to_somebody_who_waits_for_it_begins_the_attempt(
    centre: Centre, source: int, owed: int, clock: FrozenClock, disposition: str, outcome: str
) -> None:
    with begin(SYSTEM) as work:
        records = work.add(PbxSource(pbx_id=1, name="records", kind=SourceKind.CDR)).id
        work.session.execute(sa.update(Person).where(Person.id == centre.ids["agent1"]).values(extension="1007"))
    clock.at += timedelta(minutes=5)
    with reading() as session:
        hear = hearing_of(session.get_one(PbxSource, records))
    line = LogLine(0, placed(int(clock.now().timestamp()) - 60, disposition).encode(), 200)
    for _ in range(2):
        ingest.take(records, hear([line], 1, ingest.now_us()))
        work_out_all()
    with reading() as session:
        call = session.scalars(sa.select(Call)).one()
        (row,) = session.scalars(sa.select(CallbackAttempt)).all()
        callback = session.get_one(Callback, owed)
    assert (call.direction.value, call.outcome.value, call.number_norm) == ("outbound", outcome, "+8613800138000")
    assert (call.attempt_id, call.person_ids) == (row.id, [centre.ids["agent1"]])
    assert (row.callback_id, row.callid, row.person_id, row.result) == (owed, "9.1", centre.ids["agent1"], None)
    assert (callback.promise_kept, callback.first_attempt_at) == (True, row.started_at)
    assert centre.browser("super").get(f"/calls/{call.id}").json["callback_id"] == owed


def test_an_attempt_that_the_phone_system_saw_is_completed_by_its_result(centre: Centre, owed: int) -> None:
    with begin(SYSTEM) as work:
        begun = callbacks.dialled(work, owed, callbacks.Dialled(work.now, "9.1", centre.ids["agent1"]))
    browser = centre.browser("agent1")
    assert browser.call("POST", f"/callbacks/{owed}/claim", {}).status_code in (200, 201)
    answer = browser.call("POST", f"/callbacks/{owed}/attempts", {"result": "no_answer"})
    assert answer.status_code in (200, 201), answer.text
    with reading() as session:
        (row,) = session.scalars(sa.select(CallbackAttempt)).all()
        callback = session.get_one(Callback, owed)
    assert (row.id, row.no, row.callid, row.result) == (begun, 1, "9.1", "no_answer")
    assert (callback.counted_attempts, callback.promise_kept) == (1, True)


def test_calls_are_found_by_their_words_as_far_as_the_reader_may_see(taken: Centre) -> None:
    def found(login: str, words: str) -> list[str]:
        return [one["caller"] for one in items(taken, login, f"?q={quote(words)}")]

    assert found("super", "support") == []
    Cutter().step()
    assert found("super", "8000") == found("agent1", "138 0013") == ["138****8000"]
    assert found("super", "support") == ["139****9000", "138****8000"]
    assert found("agent1", "support") == ["138****8000"]
    assert found("super", "agent1") == []
    with begin(SYSTEM) as work:
        call = work.session.scalars(sa.select(Call).where(Call.number_norm == "+8613900139000")).one()
        known = customers.add(work, CustomerWish("空调王先生", ("13900139000",)))
        wish = TicketWish(kind=TicketKind.REPAIR, subject="客户投诉空调维修延迟", customer_id=known.id, queue="support")
        ticket = tickets.open_ticket(work, wish)
        call.ticket_id, call.customer_id = ticket.id, known.id
    assert found("super", "投诉") == found("super", "王先生") == ["139****9000"]
    # Whoever may read calls and no tickets finds no call by what stands on its ticket.
    assert found("inspector", "维修延迟") == []
    with begin(SYSTEM) as work:
        card_index.stale_calls(work.session, Call.id == call.id)
    assert "139****9000" not in found("super", "support")
    Cutter().step()
    assert found("super", "9000") == ["139****9000"]
    page = taken.browser("super").client.get("/calls?q=%E6%8A%95%E8%AF%89").text
    assert "139****9000" in page
    assert "138****8000" not in page
