"""The demonstration: a recorded day told as now over real TCP, a plausible month behind it."""

import itertools
import re
import socket
import threading
from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.actions import categories as categories_of
from ticketing.actions import macros as macros_of
from ticketing.actions import tickets
from ticketing.actions.tickets import TicketWish
from ticketing.clock import FrozenClock, SystemClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.assignment import AssignMode
from ticketing.domain.categories import Need
from ticketing.domain.tickets import Priority, TicketKind
from ticketing.models.attendance import Punch
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.models.people import Person
from ticketing.models.shifts import Shift
from ticketing.queries import assignment, categories, macros
from ticketing.queries import shifts as roster
from workers.demo import centre, kept, time_clock
from workers.demo.history import log_lines
from workers.demo.pbx import USERNAME, ManagerServer, Player
from workers.demo.people import LINES
from workers.demo.recording import Recording

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = 1_800_000_000


@pytest.fixture(scope="module")
def recording():
    return Recording()


def lines(recording, number=0):
    return [moment.line for moment in recording.round(number, AT) if moment.line]


def test_the_recording_is_told_in_order_and_as_if_it_were_now(recording):
    moments = list(recording.round(0, AT))
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    stamps = [int(line.split("|")[0]) for line in lines(recording)]
    assert AT <= min(stamps) <= max(stamps) <= AT + recording.length_s + 1
    assert not re.search(r"\b17952\d{5}\b", " ".join(lines(recording)))


def test_every_other_telling_has_the_sales_calls_on_the_repair_line(recording):
    def entered(number):
        return Counter(line.split("|")[2] for line in lines(recording, number) if "|ENTERQUEUE|" in line)

    assert entered(0) == {"consult": 17, "complaint": 12, "sales": 13}
    assert entered(1) == {"consult": 17, "complaint": 12, "repair": 13}


def test_callers_differ_from_telling_to_telling(recording):
    def callers(number):
        entered = (line.split("|") for line in lines(recording, number) if "|ENTERQUEUE|" in line)
        return {fields[6] for fields in entered if len(fields[6]) == 11}

    assert len(callers(3)) > 20
    assert not callers(0) & callers(1)


def test_queue_status_names_the_members_of_both_lines(recording):
    members = {(e["Queue"], e["Name"]) for e in recording.status(0, AT, 100) if e["Event"] == "QueueMember"}
    assert {("sales", "赵敏"), ("repair", "赵敏"), ("consult", "王强")} <= members


@pytest.fixture
def manager(tmp_path):
    stop = threading.Event()
    player = Player(tmp_path / "queue_log", SystemClock(), stop)
    server = ManagerServer(0, "s3cret", player)
    server.start()
    with socket.create_connection(server.server_address, timeout=10) as connection:
        yield player, connection.makefile("rwb"), stop
    stop.set()
    server.shutdown()
    server.server_close()


def ask(wire, **fields):
    wire.write("".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode() + b"\r\n")
    wire.flush()
    return answer(wire)


def answer(wire):
    block = list(itertools.takewhile(lambda line: line.strip(), iter(wire.readline, b"")))
    return dict(line.decode().rstrip("\r\n").split(": ", 1) for line in block if b": " in line)


def test_a_manager_with_a_wrong_secret_is_turned_away(manager):
    _, wire, _ = manager
    assert wire.readline() == b"Asterisk Call Manager/11.0.0\r\n"
    assert ask(wire, Action="QueueStatus")["Response"] == "Error"
    assert ask(wire, Action="Login", Username=USERNAME, Secret="wrong")["Message"] == "Authentication failed"
    assert wire.readline() == b""


def test_a_manager_hears_the_day_and_may_ask_for_the_queues(manager, tmp_path):
    player, wire, stop = manager
    wire.readline()
    assert ask(wire, Action="Login", ActionID="1", Username=USERNAME, Secret="s3cret")["ActionID"] == "1"
    assert answer(wire)["Event"] == "FullyBooted"
    assert ask(wire, Action="QueueStatus", ActionID="2")["EventList"] == "start"
    events = list(itertools.takewhile(lambda e: e["Event"] != "QueueStatusComplete", iter(lambda: answer(wire), {})))
    assert {event["ActionID"] for event in events} == {"2"}
    playing = threading.Thread(target=player.run)
    playing.start()
    try:
        assert answer(wire)["Event"] == "QueueMemberStatus"
    finally:
        stop.set()
        playing.join()
    assert (tmp_path / "queue_log").parent.is_dir()


def test_the_past_is_the_same_each_time_and_ends_now():
    until = datetime(2026, 3, 2, 14, tzinfo=SHANGHAI)
    month = list(log_lines(date(2026, 2, 1), until, SHANGHAI, 1))
    assert month == list(log_lines(date(2026, 2, 1), until, SHANGHAI, 1))
    stamps = [int(line.split("|")[0]) for line in month]
    assert stamps == sorted(stamps)
    assert stamps[-1] < until.timestamp()
    words = Counter(line.split("|")[4] for line in month)
    # Every caller of a finished day came out one way; today's last ones may still be talking.
    assert 0 <= words["ENTERQUEUE"] - words["ABANDON"] - words["CONNECT"] <= 5
    assert 0.01 < words["ABANDON"] / words["ENTERQUEUE"] < 0.1


@pytest.mark.parametrize("hour", [3, 9, 21])
def test_whoever_has_the_shift_that_runs_sits_at_the_phone(hour: int) -> None:
    until = datetime(2026, 3, 4, hour, 30, tzinfo=SHANGHAI)
    here: set[str] = set()
    for line in log_lines(date(2026, 3, 1), until, SHANGHAI, 1):
        _, _, _, name, word, *_ = line.split("|")
        if word == "ADDMEMBER":
            here.add(name)
        elif word == "REMOVEMEMBER":
            here.discard(name)
    assert here == set(LINES)


def test_no_phone_of_the_past_rings_before_its_caller_has_come():
    entered: dict[str, int] = {}
    refused = 0
    for line in log_lines(date(2026, 10, 1), datetime(2026, 10, 20, 3, tzinfo=UTC), SHANGHAI, 7):
        at, callid, _, _, word, *data = line.split("|")
        if word == "ENTERQUEUE":
            entered[callid] = int(at)
        if word == "RINGNOANSWER":
            refused += 1
            assert int(at) - int(data[0]) / 1000 >= entered[callid]
    assert refused > 20


@pytest.mark.parametrize("hour", [3, 9, 21])
def test_at_any_hour_somebody_is_on_duty_with_a_leader(app, clock: FrozenClock, hour):
    clock.at = datetime(2026, 3, 4, hour, 30, tzinfo=SHANGHAI).astimezone(UTC)
    with begin(SYSTEM) as work:
        centre.found(work, "!", "/nowhere/queue_log", "s")
    with begin(SYSTEM) as work:
        centre.plan_weeks(work, date(2026, 3, 1), date(2026, 3, 10))
    with reading() as session:
        here = roster.published_at(session, clock.at)
        assert {"8001", "8010", "8101", "8201"} <= {shift.person.code for shift in here}
        assert any(shift.published_is_leader for shift in here)
        assert session.scalar(sa.select(sa.func.count(Person.id)).where(Person.roles.contains(["agent"]))) == 16
        assert session.scalar(sa.select(sa.func.count(Shift.id)).where(Shift.published_start_at.is_(None))) > 0
    with begin(SYSTEM) as work:
        time_clock.stamp(work)
        of = {
            code for (code,) in work.session.execute(sa.select(Person.code).join(Punch, Punch.person_id == Person.id))
        }
        # Whom the phones hear needs no time clock.
        assert "8011" in of
        assert "8001" not in of
        begun = sa.select(sa.func.count()).where(Shift.published_start_at <= clock.at).join(Person)
        came = sa.select(sa.func.count()).where(Punch.way == "in")
        unheard = begun.select_from(Shift).where(Person.code.in_(of))
        assert work.session.scalar(came) == work.session.scalar(unheard)


@pytest.fixture
def founded(app: Flask) -> None:
    """The centre, and what its supervisors keep ready."""
    with begin(SYSTEM) as work:
        centre.found(work, "no login", "/nowhere", "secret")
        kept.keep(work)


@pytest.mark.usefixtures("founded")
def test_a_new_user_finds_a_tree_texts_a_macro_a_rule_and_a_plan_with_its_script():
    with reading() as session:
        branches = categories.tree(session)
        assert sum("/" in one.path for one in branches) >= 2
        asked = {field.need for one in branches for field in categories.fields_of(session, one.path)}
        assert asked == set(Need)
        texts = macros.everyone(session)
        assert sorted(bool(one.changes) for one in texts) == [False, False, True]
        assert [one.mode for one in assignment.rules(session)] == [AssignMode.LEAST_LOADED]
        plan = session.scalars(sa.select(Campaign)).one()
        assert "{customer}" in plan.script.text
        assert session.scalar(sa.select(sa.func.count()).select_from(CampaignTarget)) == len(kept.LIST)


@pytest.mark.usefixtures("founded")
def test_a_matter_can_be_filed_settled_and_answered_with_what_is_kept():
    fault = TicketWish(kind=TicketKind.REPAIR, subject="柜机不制冷", category="产品质量/空调", queue="repair")
    with begin(SYSTEM) as work:
        ticket = tickets.open_ticket(work, fault)
        macros_of.run(work, ticket.number, None, "urgent_visit")
        assert (ticket.priority, ticket.tags) == (Priority.HIGH, ["加急上门"])
        assert categories_of.missing(work, ticket) == ("fault_code",)
