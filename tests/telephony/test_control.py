"""Commands over a real socket: said once, answered, refused, cut, too late, and never a second time by themselves."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.fake_pbx import FakePbx, Talk, fake_pbx
from tests.telephony.test_ami_client import QUICK
from ticketing import db
from ticketing.actions import control, people
from ticketing.actions.control import Wish
from ticketing.actions.control.dial import Subject
from ticketing.actions.people import PersonWish
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM, Actor, Scope
from ticketing.domain.control import Act, CommandState
from ticketing.errors import Conflict
from ticketing.journal import JournalEntry
from ticketing.models.control import PbxCommand
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.telephony.ami.client import WAITED_FOR
from ticketing.telephony.ami.feed import AmiFeed
from ticketing.telephony.control import wake

EVERYTHING = (
    *("Originate", "Hangup", "CoreShowChannels", "PJSIPNotify", "BlindTransfer", "Atxfer", "CancelAtxfer"),
    *("QueuePause", "QueueAdd", "QueueRemove"),
)
OWN_LINE = ("QueueStatus", "ListCommands", "Ping", "Logoff")
Working = Callable[..., int]
Staff = dict[str, int]
Reply = Callable[["Exchange", socket.socket, dict[str, str]], None]


class Exchange:
    """A phone system that does as it is told: a channel list, rights, and an answer for each action."""

    def __init__(self, rights: tuple[str, ...] = EVERYTHING, replies: dict[str, Reply] | None = None) -> None:
        self.rights = rights
        self.replies = replies or {}
        self.channels: list[dict[str, str]] = []
        self.done: list[dict[str, str]] = []

    def talk(self, pbx: FakePbx, line: socket.socket) -> None:
        self.pbx = pbx
        line.settimeout(20.0)
        while True:
            asked = pbx.action(line)
            name = asked["Action"]
            if name not in OWN_LINE and asked["ActionID"].startswith(WAITED_FOR):
                self.done.append(asked)
            if name in self.replies:
                self.replies[name](self, line, asked)
            else:
                self.answer(line, asked)

    def answer(self, line: socket.socket, asked: dict[str, str]) -> None:
        tag = {"ActionID": asked["ActionID"]}
        name = asked["Action"]
        if name == "ListCommands":
            self.pbx.say(line, Response="Success", **tag, **dict.fromkeys(self.rights, "(Priv: call,all)"))
        elif name not in self.rights and name not in OWN_LINE:
            self.pbx.say(line, Response="Error", **tag, Message="Permission denied")
        elif name == "CoreShowChannels":
            self.pbx.say(line, Response="Success", **tag, EventList="start")
            for channel in self.channels:
                self.pbx.say(line, Event="CoreShowChannel", **tag, **channel)
            self.pbx.say(line, Event="CoreShowChannelsComplete", **tag, EventList="Complete")
        else:
            self.pbx.say(line, Response="Success", **tag, Message="done")
            if name == "Originate":
                self.pbx.say(line, Event="OriginateResponse", **tag, Response="Success", Reason="4")

    def moved(self, name: str) -> list[dict[str, str]]:
        return [asked for asked in self.done if asked["Action"] == name]


def channel(name: str, uniqueid: str = "1.1", bridge: str = "b1", state: str = "6") -> dict[str, str]:
    return {"Channel": name, "Uniqueid": uniqueid, "Linkedid": uniqueid, "BridgeId": bridge, "ChannelState": state}


@pytest.fixture
def staff(app: Flask) -> dict[str, int]:
    """An agent, a colleague and their lead, each with a phone on the desk; and a queue."""
    found = {}
    with db.begin(SYSTEM) as work:
        people.add_team(work, "one", "One")
        work.add(Queue(code="sales", name="sales", kind="inquiry"))
        for login, role, phone in (("wang", "agent", "1001"), ("li", "agent", "1002"), ("chen", "lead", "1009")):
            wish = PersonWish(login=login, name=login, roles=(role,), code=login, team="one", extension=phone)
            found[login] = people.add(work, wish, "x", must_change=False).id
    return found


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.fixture
def working(
    app: Flask, staff: Staff, source_of: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., int]]:
    """Runs the feed of a phone system until the test is over; gives its id."""
    # Its ear ends between two waits, and every test would sit through one.
    monkeypatch.setattr(wake, "WAIT_S", 0.1)
    stop, threads, contexts = threading.Event(), [], []

    def start(port: int, source_id: int | None = None, **settings: Any) -> int:
        more = {"control": "all", "queue_keys": "sales=8001", **settings}
        place = {"host": "127.0.0.1", "port": port, "username": "w", "secret": "secret"}
        found = source_id or source_of(SourceKind.AMI, **place, **more)
        contexts.append(app.app_context())
        threads.append(threading.Thread(target=_run, args=(contexts[-1], found, stop), daemon=True))
        threads[-1].start()
        return found

    yield start
    stop.set()
    for thread in threads:
        thread.join(10.0)


def _run(context: Any, source_id: int, stop: threading.Event) -> None:
    with context:
        feed = AmiFeed(source_id, QUICK)
        while not stop.is_set():
            feed.step()
        feed.close()


def actor(login: str, staff: Staff) -> Actor:
    with db.reading() as session:
        person = session.get_one(Person, staff[login])
        return Actor(person.id, person.role_set, Scope(team_id=person.team_id), login)


def asked(staff: Staff, by: str, act: Act, key: str = "k1", **wish: Any) -> int:
    return db.do(actor(by, staff), lambda work: control.ask(work, Wish(act, key, **wish)).id)


def dialled(staff: Staff, key: str = "k1", by: str = "wang") -> int:
    return asked(staff, by, Act.DIAL, key, subject=Subject(number="138 0013 8000"))


def soon(what: Callable[[], Any], patience_s: float = 15.0) -> Any:
    deadline = time.monotonic() + patience_s
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)
    return found


def command(command_id: int) -> PbxCommand:
    with db.reading() as session:
        return session.get_one(PbxCommand, command_id)


def ended(command_id: int) -> PbxCommand:
    return soon(lambda: command(command_id) if not command(command_id).is_open else None)


def ready(source_id: int) -> None:
    soon(lambda: source(source_id).link_state.value == "up")


def source(source_id: int) -> PbxSource:
    with db.reading() as session:
        return session.get_one(PbxSource, source_id)


def journal(name: str) -> list[dict[str, Any]]:
    with db.reading() as session:
        return [dict(row.payload) for row in session.scalars(sa.select(JournalEntry).filter_by(name=name))]


def outcome(row: PbxCommand) -> tuple[str, str]:
    return row.state.value, row.result


def test_a_click_rings_the_own_phone_first_and_then_the_customer(
    exchange: Exchange, working: Working, staff: Staff
) -> None:
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port, dial_context="cb-out"))
        row = ended(dialled(staff))
    assert outcome(row) == ("done", "done")
    said = exchange.moved("Originate")[0]
    assert (said["Channel"], said["Context"], said["Exten"]) == ("PJSIP/1001", "cb-out", "13800138000")
    assert said["ChannelId"] == row.channel_id
    assert said["CallerID"] == "<13800138000>"
    told = journal("CommandEnded")[0]
    assert (told["act"], told["by_id"], told["state"]) == ("dial", staff["wang"], "done")
    assert told["target"] == "138****8000"


def test_a_phone_that_nobody_lifts_is_said_so(working: Working, staff: Staff) -> None:
    def unanswered(exchange: Exchange, line: socket.socket, said: dict[str, str]) -> None:
        tag = {"ActionID": said["ActionID"]}
        # The event may overtake the response.
        exchange.pbx.say(line, Event="OriginateResponse", **tag, Response="Failure", Reason="3")
        exchange.pbx.say(line, Response="Success", **tag, Message="Originate successfully queued")

    exchange = Exchange(replies={"Originate": unanswered})
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        assert outcome(ended(dialled(staff))) == ("refused", "phone_not_answered")


@pytest.mark.parametrize(
    ("act", "action", "wanted"),
    [
        (Act.HANGUP, "Hangup", {"Channel": "PJSIP/1001-0000a2", "Cause": "16"}),
        (Act.HOLD, "PJSIPNotify", {"Channel": "PJSIP/1001-0000a2", "Variable": "Event=hold"}),
        (Act.UNHOLD, "PJSIPNotify", {"Channel": "PJSIP/1001-0000a2", "Variable": "Event=talk"}),
        (Act.CANCEL_TRANSFER, "CancelAtxfer", {"Channel": "PJSIP/1001-0000a2"}),
    ],
)
def test_the_own_call_is_found_on_the_phone_and_moved(
    exchange: Exchange,
    working: Working,
    staff: Staff,
    act: Act,
    action: str,
    wanted: dict[str, str],
) -> None:
    # One that only rings, the conversation, and the phone of somebody whose number begins alike.
    exchange.channels = [
        channel("PJSIP/1001-0000a1", bridge="", state="5"),
        channel("PJSIP/1001-0000a2"),
        channel("PJSIP/10011-0000a3"),
        channel("PJSIP/trunk-0000a4"),
    ]
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        assert outcome(ended(asked(staff, "wang", act))) == ("done", "done")
    assert exchange.moved(action)[0].items() >= wanted.items()


@pytest.mark.parametrize(("act", "action"), [(Act.BLIND_TRANSFER, "BlindTransfer"), (Act.ATTENDED_TRANSFER, "Atxfer")])
@pytest.mark.parametrize(
    ("to", "keys"),
    [({"to_agent": "li"}, "1002"), ({"to_queue": "sales"}, "8001"), ({"to_number": "051487654321"}, "9051487654321")],
)
def test_a_call_is_handed_to_a_colleague_a_queue_or_an_outside_number(
    exchange: Exchange, working: Working, staff: Staff, act: Act, action: str, to: Any, keys: str
) -> None:
    exchange.channels = [channel("PJSIP/1001-0000a2")]
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port, dial_prefix="9"))
        assert outcome(ended(asked(staff, "wang", act, **to))) == ("done", "done")
    said = exchange.moved(action)[0]
    assert (said["Channel"], said["Context"], said["Exten"]) == ("PJSIP/1001-0000a2", "from-internal", keys)


def test_who_is_on_no_call_is_told_so_and_nothing_is_moved(exchange: Exchange, working: Working, staff: Staff) -> None:
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        assert outcome(ended(asked(staff, "wang", Act.HANGUP))) == ("refused", "no_call")
    assert exchange.moved("Hangup") == []


@pytest.mark.parametrize(("act", "options"), [(Act.LISTEN, "qE"), (Act.WHISPER, "qEw"), (Act.BARGE, "qEB")])
def test_a_lead_listens_whispers_and_barges_from_their_own_phone(
    exchange: Exchange, working: Working, staff: Staff, act: Act, options: str
) -> None:
    exchange.channels = [channel("PJSIP/1001-0000a2")]
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        assert outcome(ended(asked(staff, "chen", act, agent="wang"))) == ("done", "done")
    said = exchange.moved("Originate")[0]
    assert (said["Channel"], said["Application"]) == ("PJSIP/1009", "ChanSpy")
    assert said["Data"] == f"PJSIP/1001-0000a2,{options}"


@pytest.mark.parametrize(
    ("act", "action", "wanted"),
    [
        (Act.PAUSE, "QueuePause", {"Paused": "true", "Reason": "培训/一组"}),
        (Act.UNPAUSE, "QueuePause", {"Paused": "false"}),
        (Act.QUEUE_ADD, "QueueAdd", {"Queue": "sales", "Penalty": "0"}),
        (Act.QUEUE_REMOVE, "QueueRemove", {"Queue": "sales"}),
    ],
)
def test_a_lead_forces_a_membership_and_says_why(
    exchange: Exchange,
    working: Working,
    staff: Staff,
    act: Act,
    action: str,
    wanted: dict[str, str],
) -> None:
    queue = "sales" if "queue" in act.value else ""
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        row = ended(asked(staff, "chen", act, agent="wang", queue=queue, reason="培训|一组"))
    assert outcome(row) == ("done", "done")
    assert exchange.moved(action)[0].items() >= {"Interface": "PJSIP/1001", **wanted}.items()
    told = journal("CommandAsked")[0]
    assert (told["by_id"], told["person_id"], told["reason"]) == (staff["chen"], staff["wang"], "培训|一组")


def test_what_is_so_already_has_been_done(working: Working, staff: Staff) -> None:
    def there(exchange: Exchange, line: socket.socket, said: dict[str, str]) -> None:
        words = "Unable to add interface: Already there"
        exchange.pbx.say(line, Response="Error", ActionID=said["ActionID"], Message=words)

    exchange = Exchange(replies={"QueueAdd": there})
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        row = ended(asked(staff, "chen", Act.QUEUE_ADD, agent="wang", queue="sales", reason="忙"))
    assert outcome(row) == ("done", "done")


def test_an_account_without_the_rights_shows_it_before_anybody_clicks(working: Working, staff: Staff) -> None:
    # `write = agent,reporting`, as a wallboard's account usually has it.
    exchange = Exchange(rights=("QueuePause", "QueueAdd", "QueueRemove", "CoreShowChannels"))
    with fake_pbx(exchange.talk) as pbx:
        source_id = working(pbx.port)
        ready(source_id)
        soon(lambda: source(source_id).barred)
        assert source(source_id).barred == ["dial", "hangup", "hold", "spy", "transfer"]
        with pytest.raises(Conflict) as refusal:
            dialled(staff)
        assert refusal.value.code == "control_not_authorised"
        assert outcome(ended(asked(staff, "chen", Act.PAUSE, agent="wang", reason="x"))) == ("done", "done")
    assert exchange.moved("Originate") == []


def test_a_permission_refused_in_the_act_disables_the_button_from_then_on(working: Working, staff: Staff) -> None:
    def denied(exchange: Exchange, line: socket.socket, said: dict[str, str]) -> None:
        exchange.pbx.say(line, Response="Error", ActionID=said["ActionID"], Message="Permission denied")

    exchange = Exchange(replies={"Originate": denied})
    with fake_pbx(exchange.talk) as pbx:
        source_id = working(pbx.port)
        ready(source_id)
        row = ended(dialled(staff))
        assert (row.state.value, row.result, row.message) == ("refused", "not_authorised", "Permission denied")
        soon(lambda: source(source_id).barred == ["dial"])
        with pytest.raises(Conflict):
            dialled(staff, "k2")
    assert journal("ControlChanged") == [{"source_id": source_id}]


def test_a_double_click_is_one_call(app: Flask, exchange: Exchange, working: Working, staff: Staff) -> None:
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        found: list[int] = []
        clicks = [threading.Thread(target=_click, args=(app, staff, found)) for _ in range(4)]
        for click in clicks:
            click.start()
        for click in clicks:
            click.join()
        assert len(found) == 4
        assert len(set(found)) == 1
        ended(found[0])
        # The same key days later is still the same click.
        assert dialled(staff) == found[0]
    assert len(exchange.moved("Originate")) == 1


def _click(app: Flask, staff: Staff, found: list[int]) -> None:
    with app.app_context():
        found.append(dialled(staff))


def test_a_phone_that_rings_already_is_not_rung_a_second_time(working: Working, staff: Staff) -> None:
    exchange = Exchange(replies={"Originate": ringing_on})
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        dialled(staff)
        soon(lambda: exchange.moved("Originate"))
        with pytest.raises(Conflict) as refusal:
            dialled(staff, "another click")
        assert refusal.value.code == "dialling_already"


def ringing_on(exchange: Exchange, line: socket.socket, said: dict[str, str]) -> None:
    exchange.pbx.say(line, Response="Success", ActionID=said["ActionID"], Message="Originate successfully queued")


def test_a_link_cut_in_mid_call_leaves_a_command_lost_and_dials_no_second_time(working: Working, staff: Staff) -> None:
    def cut(_: Exchange, line: socket.socket, __: dict[str, str]) -> None:
        line.shutdown(socket.SHUT_RDWR)

    exchange = Exchange(replies={"Originate": cut})
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        assert outcome(ended(dialled(staff))) == ("lost", "link_cut")
        soon(lambda: pbx.connections > 1)
        time.sleep(0.3)
    assert len(exchange.moved("Originate")) == 1


def test_a_pause_cut_off_from_its_answer_is_said_again(working: Working, staff: Staff) -> None:
    def cut_once(exchange: Exchange, line: socket.socket, said: dict[str, str]) -> None:
        if len(exchange.moved("QueuePause")) == 1:
            line.shutdown(socket.SHUT_RDWR)
        else:
            exchange.answer(line, said)

    exchange = Exchange(replies={"QueuePause": cut_once})
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        assert outcome(ended(asked(staff, "chen", Act.PAUSE, agent="wang", reason="x"))) == ("done", "done")
    assert len(exchange.moved("QueuePause")) == 2


def test_a_phone_system_that_never_answers_is_not_waited_for(
    working: Working, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticketing.telephony.control.scripts._GRACE_S", -19.5)
    exchange = Exchange(replies={"Originate": lambda *_: None})
    with fake_pbx(exchange.talk) as pbx:
        ready(working(pbx.port))
        assert outcome(ended(dialled(staff))) == ("lost", "no_answer")


def test_what_a_dead_phone_system_was_asked_is_never_done_later(
    exchange: Exchange,
    working: Working,
    staff: Staff,
    clock: FrozenClock,
    source_of: Callable[..., int],
) -> None:
    source_id = source_of(SourceKind.AMI, control="all", host="127.0.0.1", port=1, username="w", secret="secret")
    command_id = dialled_while_it_seems_up(staff)
    clock.advance(seconds=16)
    with fake_pbx(exchange.talk) as pbx:
        with db.begin(SYSTEM) as work:
            row = work.get(PbxSource, source_id)
            row.settings = {**row.settings, "port": pbx.port}
        working(pbx.port, source_id)
        assert outcome(ended(command_id)) == ("expired", "expired")
    assert exchange.moved("Originate") == []


def dialled_while_it_seems_up(staff: Staff) -> int:
    """The table has not heard yet that the link is down, so the click is taken."""
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.update(PbxSource).values(link_state="up"))
    return dialled(staff)


def test_nobody_needs_to_live_for_a_command_to_end(
    working: Working, staff: Staff, source_of: Callable[..., int], clock: FrozenClock
) -> None:
    source_of(SourceKind.AMI, control="all", host="127.0.0.1", port=1)
    command_id = dialled_while_it_seems_up(staff)
    with db.begin(SYSTEM) as work:
        control.overdue(work, work.get(PbxCommand, command_id))
    assert command(command_id).state is CommandState.ASKED
    clock.advance(seconds=15)
    with db.begin(SYSTEM) as work:
        control.overdue(work, work.get(PbxCommand, command_id))
    assert outcome(command(command_id)) == ("expired", "expired")


@pytest.mark.parametrize(
    ("act", "stands", "wanted", "times"),
    [
        # Killed after the call was placed; killed before it was; and what may be said twice.
        (Act.DIAL, True, ("done", "done"), 0),
        (Act.DIAL, False, ("lost", "link_cut"), 0),
        (Act.PAUSE, False, ("done", "done"), 1),
    ],
)
def test_a_process_killed_between_leaves_each_effect_done_once_at_most(
    exchange: Exchange, working: Working, staff: Staff, source_of: Callable[..., int],
    act: Act, stands: bool, wanted: tuple[str, str], times: int,
) -> None:  # fmt: skip
    with fake_pbx(exchange.talk) as pbx:
        place = {"host": "127.0.0.1", "port": pbx.port, "username": "w", "secret": "secret"}
        source_id = source_of(SourceKind.AMI, control="all", **place)
        with db.begin(SYSTEM) as work:
            work.session.execute(sa.update(PbxSource).values(link_state="up"))
        dials = {"subject": Subject(number="13800138000")}
        command_id = asked(staff, "wang", act, **dials) if act is Act.DIAL else _forced(staff, act)
        # A process took it up, and was killed before or after it said it.
        with db.begin(SYSTEM) as work:
            assert [order.id for order in control.claim(work, source_id)] == [command_id]
        if stands:
            exchange.channels = [channel("PJSIP/1001-000001", uniqueid=command(command_id).channel_id or "")]
        working(pbx.port, source_id)
        assert outcome(ended(command_id)) == wanted
    assert len(exchange.moved("Originate")) == 0
    assert len(exchange.moved("QueuePause")) == times


def _forced(staff: Staff, act: Act) -> int:
    return asked(staff, "chen", act, agent="wang", reason="x")


def test_a_caller_who_is_called_like_an_answer_is_heard_as_a_caller(app: Flask, source_of: Callable[..., int]) -> None:
    def talk(pbx: FakePbx, line: socket.socket) -> None:
        pbx.action(line)
        name = "ActionID: rexian-c1-1"
        pbx.say(line, Event="QueueCallerJoin", Queue="sales", Uniqueid="1.1", CallerIDNum="138", CallerIDName=name)
        while pbx.action(line):
            continue

    wanted: Talk = talk
    with fake_pbx(wanted) as pbx:
        source_id = source_of(SourceKind.AMI, host="127.0.0.1", port=pbx.port, username="w", secret="secret")
        feed = AmiFeed(source_id, QUICK)
        deadline = time.monotonic() + 10
        while not source(source_id).last_event_us or not _visits():
            assert time.monotonic() < deadline
            feed.step()
        feed.close()


def _visits() -> int:
    with db.reading() as session:
        return session.scalar(sa.text("SELECT count(*) FROM queue_visits")) or 0
