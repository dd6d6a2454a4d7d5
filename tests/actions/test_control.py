"""What may be asked of a phone system, by whom and when; what must never reach a dialplan."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.actions.conftest import Desk
from ticketing import db
from ticketing.actions import callbacks, control, presence
from ticketing.actions.callbacks import Promise
from ticketing.actions.control import Wish
from ticketing.actions.control.dial import Subject
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import Window
from ticketing.domain.console import ConsoleWord
from ticketing.domain.control import Act, CommandState, caller_id, device_of, dialable, extension, keys_of
from ticketing.errors import Forbidden, Invalid, NotFound, TicketingError
from ticketing.journal import JournalEntry
from ticketing.models.callbacks import CallbackAttempt
from ticketing.models.control import BlockedNumber, PbxCommand
from ticketing.models.people import Person
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.models.tickets import Ticket
from ticketing.work import Work

NUMBER = "138 0013 8000"
PHONES = {"wang": "1001", "li": "1002", "chen": "1009", "sun": "1010", "zhao": "2001"}


@pytest.fixture
def phones(desk: Desk) -> Desk:
    """A phone system that may be controlled in everything, its link up, a phone on every desk."""
    desk.at("03-02 10:00")
    with db.begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="main", name="main"))
        settings = {"control": "all", "dial_prefix": "9", "queue_keys": "sales=8001"}
        work.add(PbxSource(pbx_id=pbx.id, name="ami", kind=SourceKind.AMI, settings=settings, link_state="up"))
        for login, phone in PHONES.items():
            person = work.session.get_one(Person, desk.people[login])
            person.extension, person.code = phone, login
    return desk


def ask(desk: Desk, by: str, act: Act, key: str = "k", **wish: Any) -> PbxCommand:
    return db.do(desk.actor(by), lambda work: control.ask(work, Wish(act, key, **wish)))


def dial(desk: Desk, by: str = "wang", key: str = "k", reason: str = "", **subject: Any) -> PbxCommand:
    return ask(desk, by, Act.DIAL, key, subject=Subject(**subject), reason=reason)


def code_of(deed: Callable[[], Any]) -> str:
    with pytest.raises(TicketingError) as refusal:
        deed()
    return refusal.value.code


def change(deed: Callable[[Work], Any]) -> None:
    with db.begin(SYSTEM) as work:
        deed(work)


@pytest.mark.parametrize(
    "number",
    [
        "13800138000\r\nAction: Command",
        "13800138000\nVariable: X=1",
        "13800138000,1",
        "PJSIP/13800138000",
        "13800138000@trunk",
        "13800138000&PJSIP/2000",
        "${EVAL(${X})}",
        "138;0013;8000",
        "13800138000\x00",
        "138|0013",
        "*2213800",
        "一三八零零一三八零零零",
        "",
        "1" * 40,
    ],
)
def test_what_could_mean_something_to_a_dialplan_is_no_number(number: str) -> None:
    assert code_of(lambda: dialable(number, "CN")) == "bad_phone"


def test_numbers_are_dialled_as_a_phone_of_the_region_would() -> None:
    written = ("+86 138-0013-8000", "(0514) 8765 4321", "１３８００１３８０００")
    assert [keys_of(dialable(text, "CN"), "CN", "9") for text in written] == [
        "913800138000",
        "9051487654321",
        "913800138000",
    ]
    assert code_of(lambda: dialable("+1 650 253 0000", "CN")) == "foreign_number"
    assert keys_of(dialable("+1 650 253 0000", "CN", abroad=True), "CN") == "0016502530000"
    assert code_of(lambda: dialable("110", "CN")) == "not_dialable"


@pytest.mark.parametrize(
    "phone", ["1001,1", "PJSIP/1001&PJSIP/1002", "PJSIP/1001\r\n", "../x", "Local/1@a/n,x", "a b", "PJSIP/"]
)
def test_a_phone_at_a_desk_is_one_device_and_nothing_more(phone: str) -> None:
    assert code_of(lambda: device_of(phone, "PJSIP/{extension}")) == "bad_extension"


def test_devices_and_names_are_written_as_they_must_be() -> None:
    assert device_of("1001", "PJSIP/{extension}") == "PJSIP/1001"
    assert device_of("Local/2001@mobile/n", "PJSIP/{extension}") == "Local/2001@mobile/n"
    assert extension("*44") == "*44"
    assert caller_id('张"建\r\n国> <110', "13800138000") == '"张建  国 110" <13800138000>'


def test_a_ticket_is_dialled_by_whoever_may_read_it_and_its_story_says_so(phones: Desk) -> None:
    number = phones.open(by="wang")
    row = dial(phones, ticket=number)
    assert (row.params["keys"], row.params["device"], row.target) == ("913800138000", "PJSIP/1001", "138****8000")
    assert row.params["variables"] == {"REXIAN_TICKET": str(row.ticket_id)}
    change(lambda work: control.claim(work, row.source_id))
    change(lambda work: control.answer(work, row.source_id, row.id, CommandState.DONE, "done"))
    assert phones.events(number)[-1] == "CustomerDialled"
    assert code_of(lambda: dial(phones, "zhao", ticket=number)) == "not_found"


def test_a_call_back_is_claimed_by_ringing_it_and_has_its_attempt_when_the_phone_is_lifted(phones: Desk) -> None:
    callback = promised(phones)
    row = dial(phones, callback=callback.id)
    assert code_of(lambda: dial(phones, "li", callback=callback.id)) == "already_claimed"
    change(lambda work: control.claim(work, row.source_id))
    change(lambda work: control.answer(work, row.source_id, row.id, CommandState.DONE, "done"))
    with db.reading() as session:
        attempt = session.scalars(sa.select(CallbackAttempt)).one()
    assert (attempt.callid, attempt.person_id, attempt.result) == (row.channel_id, phones.people["wang"], None)


def promised(desk: Desk) -> Any:
    number = desk.open(by="wang")
    with db.begin(desk.actor("wang")) as work:
        from_, to = work.now, work.now.replace(hour=work.now.hour + 1)
        window = Window(from_, to)
        ticket = work.session.scalars(sa.select(Ticket).filter_by(number=number)).one()
        return callbacks.promise(work, ticket, Promise(NUMBER, window))


def test_nobody_is_rung_at_night_unless_somebody_may_and_says_why(phones: Desk) -> None:
    phones.at("03-02 21:00")
    assert code_of(lambda: dial(phones, number=NUMBER)) == "outside_calling_hours"
    assert code_of(lambda: dial(phones, number=NUMBER, reason="客户要求")) == "outside_calling_hours"
    assert code_of(lambda: dial(phones, "chen", number=NUMBER)) == "outside_calling_hours"
    assert dial(phones, "chen", number=NUMBER, reason="客户要求").reason == "客户要求"


def test_a_blocked_number_is_dialled_by_nobody(phones: Desk) -> None:
    change(lambda work: work.add(BlockedNumber(e164="+8613800138000", reason="要求不再来电", blocked_at=work.now)))
    assert code_of(lambda: dial(phones, "sun", number=NUMBER)) == "number_blocked"


def test_each_obstacle_has_its_own_word(phones: Desk) -> None:
    def source(**changes: Any) -> None:
        change(lambda work: work.session.execute(sa.update(PbxSource).values(**changes)))

    source(link_state="down")
    assert code_of(lambda: dial(phones, number=NUMBER)) == "control_link_down"
    source(link_state="up", barred=["dial"])
    assert code_of(lambda: dial(phones, number=NUMBER)) == "control_not_authorised"
    source(barred=[], settings={"control": "hangup"})
    assert code_of(lambda: dial(phones, number=NUMBER)) == "control_switched_off"
    source(settings={})
    assert code_of(lambda: dial(phones, number=NUMBER)) == "no_control"
    source(settings={"control": "all"}, kind=SourceKind.FREESWITCH)
    assert code_of(lambda: dial(phones, number=NUMBER)) == "no_control"
    source(kind=SourceKind.AMI)
    change(lambda work: work.session.execute(sa.update(Person).values(extension=None)))
    assert code_of(lambda: dial(phones, number=NUMBER)) == "no_phone"


def test_a_phone_system_that_knows_somebody_is_the_one_that_is_asked(phones: Desk) -> None:
    with db.begin(SYSTEM) as work:
        other = work.add(Pbx(code="other", name="other"))
        source = work.add(
            PbxSource(pbx_id=other.id, name="ami", kind=SourceKind.AMI, settings={"control": "all"}, link_state="up")
        )
        who = phones.people["wang"]
        work.add(
            AgentAlias(pbx_id=other.id, raw_name="王芳", person_id=who, valid_from=work.now, first_seen_at=work.now)
        )
    row = ask(phones, "chen", Act.QUEUE_ADD, agent="wang", queue="sales", reason="忙")
    assert (row.source_id, row.params["name"]) == (source.id, "王芳")


@pytest.mark.parametrize("act", [Act.PAUSE, Act.QUEUE_REMOVE, Act.LISTEN, Act.WHISPER, Act.BARGE])
def test_a_lead_moves_the_own_team_and_no_other(phones: Desk, act: Act) -> None:
    wish = {"queue": "sales", "reason": "培训"} if act in (Act.PAUSE, Act.QUEUE_REMOVE) else {}
    assert ask(phones, "chen", act, agent="wang", **wish).person_id == phones.people["wang"]
    with pytest.raises(NotFound):
        ask(phones, "chen", act, key="2", agent="zhao", **wish)
    assert ask(phones, "sun", act, key="3", agent="zhao", **wish).person_id == phones.people["zhao"]
    with pytest.raises(Forbidden):
        ask(phones, "wang", act, key="4", agent="li", **wish)


def test_a_force_says_why_and_nobody_listens_to_themselves(phones: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(phones, "chen", Act.PAUSE, agent="wang", reason=" ")
    assert refusal.value.code == "reason_missing"
    assert code_of(lambda: ask(phones, "chen", Act.LISTEN, agent="chen")) == "own_call"


def test_who_listens_is_in_the_audit(phones: Desk) -> None:
    ask(phones, "chen", Act.LISTEN, agent="wang", reason="新人")
    with db.reading() as session:
        assert session.execute(sa.text("SELECT action, object FROM audit")).all() == [
            ("call_listen", f"person:{phones.people['wang']}")
        ]


def test_a_colleagues_call_is_not_moved_by_an_agent(phones: Desk) -> None:
    assert ask(phones, "wang", Act.HANGUP).person_id == phones.people["wang"]
    with pytest.raises(NotFound):
        ask(phones, "wang", Act.HANGUP, key="2", agent="li")


def test_a_state_said_at_the_console_is_said_to_the_phone_too(phones: Desk) -> None:
    change_as(phones, "wang", lambda work: presence.say(work, ConsoleWord.BREAK, "lunch"))
    change_as(phones, "chen", lambda work: presence.force(work, "wang", ConsoleWord.READY, "来电多"))
    with db.reading() as session:
        rows = session.scalars(sa.select(PbxCommand).order_by(PbxCommand.id)).all()
        told = session.scalars(sa.select(JournalEntry).filter_by(name="CommandAsked")).all()
    assert [(row.act, row.params["reason"], row.asked_by) for row in rows] == [
        (Act.PAUSE, "lunch", phones.people["wang"]),
        (Act.UNPAUSE, "", phones.people["chen"]),
    ]
    assert told[1].payload["reason"] == "来电多"


def change_as(desk: Desk, login: str, deed: Callable[[Work], Any]) -> None:
    with db.begin(desk.actor(login)) as work:
        deed(work)


def test_a_state_at_the_console_stands_where_phones_cannot_be_moved(phones: Desk) -> None:
    change(lambda work: work.session.execute(sa.update(PbxSource).values(link_state="down")))
    change_as(phones, "wang", lambda work: presence.say(work, ConsoleWord.BUSY))
    with db.reading() as session:
        assert session.scalars(sa.select(PbxCommand)).all() == []


def test_a_transfer_goes_somewhere_that_exists(phones: Desk) -> None:
    def send(**to: str) -> str:
        return code_of(lambda: ask(phones, "wang", Act.BLIND_TRANSFER, **to))

    assert send() == "no_destination"
    assert send(to_agent="nobody") == "not_found"
    assert send(to_queue="support") == "no_queue_keys"
    assert send(to_number="110\r\nX: y") == "bad_phone"


def test_the_first_answer_counts(phones: Desk) -> None:
    row = dial(phones, number=NUMBER)
    change(lambda work: control.claim(work, row.source_id))
    for state, result in ((CommandState.REFUSED, "phone_busy"), (CommandState.DONE, "done")):
        change(lambda work, state=state, result=result: control.answer(work, row.source_id, row.id, state, result))
    with db.reading() as session:
        assert session.get_one(PbxCommand, row.id).result == "phone_busy"
        assert session.scalar(sa.text("SELECT count(*) FROM journal WHERE name = 'CommandEnded'")) == 1
