"""The centre in full swing, and for every event there is a deed that would be followed by it.

What moves on the floor is always told as FloorMoved, too, as the telephony door does.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from tests import arranged
from tests.board.swing_callbacks import CallbackDeeds
from tests.board.swing_complaints import ComplaintDeeds
from tests.board.swing_deadlines import DeadlineDeeds
from tests.desk import Desk
from ticketing.db import begin, reading
from ticketing.domain import events as e
from ticketing.domain.actors import SYSTEM
from ticketing.domain.alerts import Level
from ticketing.domain.control import Act, CommandState
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.tickets import Priority, TicketState
from ticketing.journal import JournalEntry
from ticketing.models.alerts import Alert, AlertRule
from ticketing.models.callbacks import Callback
from ticketing.models.calls import AgentInterval, AgentSlice, QueueVisit
from ticketing.models.control import PbxCommand
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.escalations import Escalation, Notice
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState
from ticketing.models.queues import Queue
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource
from ticketing.models.tickets import Note, Ticket
from ticketing.work import Work

CALLER = "+8613800138000"
MONDAY = date(2026, 3, 2)
AGENTS = ("wang", "li", "zhao")


@dataclass
class Swing(ComplaintDeeds, CallbackDeeds, DeadlineDeeds):
    """Every method named like an event makes the change that it stands for, and records it."""

    desk: Desk
    dice: random.Random
    pbx_id: int = 0
    serial: int = 0

    @classmethod
    def begun(cls, desk: Desk) -> "Swing":
        swing = cls(desk, random.Random(7))
        swing.dice, swing.pbx_id, swing.serial = arranged.once("a centre in full swing", swing._begin)
        return swing

    def topics(self) -> list[str]:
        with reading() as session:
            numbers = session.scalars(sa.select(Ticket.number)).all()
        people = [f"me:{self.desk.people[login]}" for login in (*AGENTS, "chen", "sun")]
        days = [f"shift:{MONDAY}", f"shift:{MONDAY + timedelta(days=1)}"]
        return ["wallboard", "floor", "desk", "work", *people, *days, *(f"ticket:{number}" for number in numbers)]

    def do(self, name: str) -> None:
        """The deed of the event of this name, in a work of its own."""
        with begin(SYSTEM) as work:
            deed: Callable[[Work], e.Event] = getattr(self, f"deed_{name}")
            work.record(deed(work))

    # -- how it begins ------------------------------------------------------------------

    def _begin(self) -> tuple[random.Random, int, int]:
        for _ in range(2):
            self.desk.open(by="wang", contact_phone=CALLER)
        self.desk.open(by=None)
        with begin(SYSTEM) as work:
            self._floor(work)
            self._matters(work)
            self._roster(work)
            work.session.flush()
            work.session.execute(sa.update(JournalEntry).values(delivered_at=work.now))
        return self.dice, self.pbx_id, self.serial

    def _floor(self, work: Work) -> None:
        self.pbx_id = work.add(Pbx(code="main", name="Main")).id
        work.add(PbxSource(pbx_id=self.pbx_id, name="log", kind="queue_log"))
        work.add(PbxSource(pbx_id=self.pbx_id, name="ami", kind="ami", settings={"control": "all"}))
        work.session.get_one(Person, self.desk.people["wang"]).extension = "1001"
        for login in (*AGENTS, "stranger"):
            person = self.desk.people.get(login)
            seen = work.now - timedelta(days=1)
            work.add(
                AgentAlias(
                    pbx_id=self.pbx_id, raw_name=f"SIP/{login}", person_id=person, valid_from=seen, first_seen_at=seen
                )
            )
            self._slice(work, login, "ready")
            self._interval(work, login, "member", "sales" if login != "zhao" else "support")
        customer = work.add(Customer(name="张建国", created_at=work.now))
        work.add(CustomerPhone(customer_id=customer.id, e164=CALLER, raw=CALLER))
        self._visit(work, "sales", "waiting")
        self._visit(work, "sales", "ended", outcome="answered", wait_us=8 * SECOND_US)
        talking = self._visit(work, "sales", "talking", outcome="answered", wait_us=3 * SECOND_US)
        self._slice(work, "wang", "talking", queue="sales", callid=talking.callid)
        work.session.query(Queue).update({"thresholds": {"waiting": [1, 3], "longest_s": [30, 60]}})

    def _matters(self, work: Work) -> None:
        ticket = work.session.scalars(sa.select(Ticket).order_by(Ticket.id)).first()
        assert ticket is not None
        work.add(self._promise(work, ticket))
        escalation = work.add(self._level(work, ticket, 2))
        work.add(
            Notice(
                person_id=self.desk.people["sun"],
                kind="escalation",
                cause_key="begin",
                escalation_id=escalation.id,
                params={},
                at=work.now,
            )
        )

    def _roster(self, work: Work) -> None:
        work.add(ShiftTemplate(code="白", name="白班", start_min=510, end_min=1050))
        work.add(ShiftTemplate(code="晚", name="晚班", start_min=1050, end_min=1440))
        person = work.session.get_one(Person, self.desk.people["wang"])
        work.add(Roster(team_id=person.team_id, week_on=MONDAY))

    # -- the floor ----------------------------------------------------------------------

    def deed_FloorMoved(self, work: Work) -> e.FloorMoved:
        login = self.dice.choice((*AGENTS, "stranger"))
        state = self.dice.choice(("ready", "ringing", "talking", "paused", "acw", "offline"))
        queue = self.dice.choice(("sales", "support"))
        visit = self._visit(work, queue, self.dice.choice(("waiting", "connecting", "talking")))
        busy = state in ("ringing", "talking", "acw")
        self._slice(work, login, state, queue=queue if busy else "", callid=visit.callid if busy else None)
        if state == "paused":
            self._interval(work, login, "pause", queue)
        return e.FloorMoved(self.pbx_id, [queue], [f"SIP/{login}"])

    def deed_CallRang(self, work: Work) -> e.CallRang:
        visit = self._visit(work, "sales", "waiting")
        self._slice(work, "li", "ringing", queue="sales", callid=visit.callid)
        work.record(e.FloorMoved(self.pbx_id, ["sales"], ["SIP/li"]))
        return e.CallRang(self.desk.people["li"], visit.callid, "sales", visit.caller)

    def deed_CallAnswered(self, work: Work) -> e.CallAnswered:
        visit = self._any_visit(work, "waiting")
        visit.stage, visit.outcome, visit.wait_us = "talking", "answered", SECOND_US
        visit.agent, visit.person_id = "SIP/li", self.desk.people["li"]
        self._slice(work, "li", "talking", queue=visit.queue, callid=visit.callid)
        work.record(e.FloorMoved(self.pbx_id, [visit.queue], ["SIP/li"]))
        return e.CallAnswered(self.desk.people["li"], visit.callid, visit.queue, visit.caller)

    def deed_CallEnded(self, work: Work) -> e.CallEnded:
        visit = self._any_visit(work, "talking")
        visit.stage, visit.end_us = "ended", micros(work.now)
        self._slice(work, "wang", "ready")
        work.record(e.FloorMoved(self.pbx_id, [visit.queue], ["SIP/wang"]))
        return e.CallEnded(self.desk.people["wang"], visit.callid, visit.queue)

    def deed_CallMissed(self, work: Work) -> e.CallMissed:
        visit = self._any_visit(work, "waiting")
        visit.stage, visit.outcome, visit.wait_us, visit.end_us = "ended", "abandoned", 9, micros(work.now)
        return e.CallMissed(visit.callid, visit.queue, visit.caller, "abandoned")

    def deed_ConsoleStateChanged(self, work: Work) -> e.ConsoleStateChanged:
        login = self.dice.choice((*AGENTS, "chen"))
        row = self._console(work, login)
        row.state, row.reason, row.since = self.dice.choice(("busy", "break", "ready")), "会议", work.now
        row.forced_by, row.forced_reason = self.desk.people["chen"], "培训"
        return e.ConsoleStateChanged(self.desk.people[login], row.state, row.reason, row.forced_by)

    def deed_NextStateBooked(self, work: Work) -> e.NextStateBooked:
        row = self._console(work, "wang")
        row.book(self.dice.choice(("break", "busy", None)), "lunch")
        return e.NextStateBooked(self.desk.people["wang"], row.next_state)

    def deed_AgentMapped(self, work: Work) -> e.AgentMapped:
        raw = self.dice.choice(("SIP/stranger", "SIP/li", "SIP/zhao"))
        person = self.dice.choice((None, self.desk.people["li"], self.desk.people["zhao"]))
        alias = work.session.query(AgentAlias).filter_by(raw_name=raw, valid_to=None).one()
        since = alias.valid_from + timedelta(seconds=1)
        alias.valid_to = since
        work.add(
            AgentAlias(
                pbx_id=self.pbx_id, raw_name=raw, person_id=person, valid_from=since, first_seen_at=alias.first_seen_at
            )
        )
        return e.AgentMapped(self.pbx_id, raw, person)

    def deed_LinkChanged(self, work: Work) -> e.LinkChanged:
        source = work.session.query(PbxSource).filter_by(name=self.dice.choice(("log", "ami"))).one()
        source.link_state, source.link_since = self.dice.choice(("up", "down", "refused")), work.now
        return e.LinkChanged(source.id, source.link_state)

    def deed_StateCompared(self, work: Work) -> e.StateCompared:
        pbx = work.session.get_one(Pbx, self.pbx_id)
        pbx.differs_since = self.dice.choice((None, work.now))
        return e.StateCompared(pbx.id, pbx.differs_since is None)

    def deed_LinesReleased(self, work: Work) -> e.LinesReleased:
        return e.LinesReleased(
            self.pbx_id, work.session.query(PbxSource).filter_by(name="log").one().id, [self._next()]
        )

    def deed_LinesDropped(self, work: Work) -> e.LinesDropped:
        return e.LinesDropped(self._log(work), [self._next()])

    def _log(self, work: Work) -> int:
        return work.session.query(PbxSource).filter_by(name="log").one().id

    # -- alerts -------------------------------------------------------------------------

    def deed_AlertRaised(self, work: Work) -> e.AlertRaised:
        queue_id = self.dice.choice((self.desk.queues["sales"], None))
        one = work.add(
            Alert(
                metric="waiting" if queue_id else "pause_s",
                subject=f"test:{self._next()}",
                queue_id=queue_id,
                person_id=None if queue_id else self.desk.people["wang"],
                level=1,
                worst=1,
                value=4,
                limit=3,
                since_at=work.now,
                raised_at=work.now,
                level_at=work.now,
            )
        )
        return e.AlertRaised(one.id, one.metric, 1)

    def deed_AlertMoved(self, work: Work) -> e.AlertMoved:
        one = self._alert(work)
        one.move(Level.CRITICAL, work.now)
        return e.AlertMoved(one.id, one.level)

    def deed_AlertAcknowledged(self, work: Work) -> e.AlertAcknowledged:
        one = self._alert(work)
        one.acknowledge(self.desk.people["chen"], work.now)
        return e.AlertAcknowledged(one.id, self.desk.people["chen"])

    def deed_AlertCleared(self, work: Work) -> e.AlertCleared:
        one = self._alert(work)
        one.cleared_at = work.now
        return e.AlertCleared(one.id)

    def deed_AlertRulesChanged(self, work: Work) -> e.AlertRulesChanged:
        rule = work.session.scalars(sa.select(AlertRule).order_by(AlertRule.id)).first()
        assert rule is not None
        rule.hold_s = self._next()
        return e.AlertRulesChanged(rule.id)

    # -- control ------------------------------------------------------------------------

    def _command(self, work: Work) -> PbxCommand:
        source = work.session.query(PbxSource).filter_by(kind="ami").one()
        by = self.desk.people["chen"]
        about = {"act": Act.LISTEN, "state": CommandState.ASKED, "asked_by": by, "person_id": self.desk.people["wang"]}
        times = {"asked_at": work.now, "expires_at": work.now + timedelta(seconds=10)}
        words = {"result": "", "message": "", "target": "", "reason": "", "params": {}}
        return work.add(PbxCommand(source_id=source.id, key=f"key{self._next()}", **about, **times, **words))

    def deed_ControlChanged(self, work: Work) -> e.ControlChanged:
        source = work.session.query(PbxSource).filter_by(kind="ami").one()
        source.barred = self.dice.choice(([], ["dial"], ["dial", "spy"]))
        return e.ControlChanged(source.id)

    def deed_RecordingHeard(self, work: Work) -> e.RecordingHeard:
        return e.RecordingHeard(1, 0, self.desk.people["chen"], "played")

    def deed_CommandAsked(self, work: Work) -> e.CommandAsked:
        one = self._command(work)
        return e.CommandAsked(one.id, one.act.value, one.asked_by, one.person_id)

    def deed_CommandEnded(self, work: Work) -> e.CommandEnded:
        one = self._command(work)
        one.end(CommandState.REFUSED, "no_call", "No such channel", work.now)
        return e.CommandEnded(one.id, one.act.value, one.asked_by, one.person_id, "refused", "no_call")

    # -- tickets ------------------------------------------------------------------------

    def deed_TicketOpened(self, work: Work) -> e.TicketOpened:
        ticket = self._ticket(work)
        ticket.subject = "新的一件"
        return e.TicketOpened(ticket.id, "call_in", "inquiry")

    def deed_TicketEdited(self, work: Work) -> e.TicketEdited:
        ticket = self._ticket(work)
        ticket.subject, ticket.version = f"改过 {self._next()}", ticket.version + 1
        return e.TicketEdited(ticket.id, ["subject"])

    def deed_TicketMoved(self, work: Work) -> e.TicketMoved:
        ticket = self._ticket(work)
        before, ticket.state = ticket.state, self.dice.choice((TicketState.OPEN, TicketState.RESOLVED))
        return e.TicketMoved(ticket.id, before, ticket.state, "T4")

    def deed_TicketAssigned(self, work: Work) -> e.TicketAssigned:
        ticket = self._ticket(work)
        ticket.owner_id = self.dice.choice((None, *(self.desk.people[login] for login in AGENTS)))
        return e.TicketAssigned(ticket.id, ticket.owner_id, None)

    def deed_PriorityChanged(self, work: Work) -> e.PriorityChanged:
        ticket = self._ticket(work)
        before, ticket.priority = ticket.priority, self.dice.choice(list(Priority))
        return e.PriorityChanged(ticket.id, before, ticket.priority)

    def deed_NoteWritten(self, work: Work) -> e.NoteWritten:
        ticket = self._ticket(work)
        note = work.add(Note(ticket_id=ticket.id, text="客户已回电", written_at=work.now))
        return e.NoteWritten(ticket.id, note.id)

    def deed_TicketLinked(self, work: Work) -> e.TicketLinked:
        return e.TicketLinked(self._ticket(work).id, "20260302-00001", "related")

    def deed_TicketSplit(self, work: Work) -> e.TicketSplit:
        return e.TicketSplit(self._ticket(work).id, "20260302-00001", [])

    def deed_NoteMoved(self, work: Work) -> e.NoteMoved:
        ticket = self._ticket(work)
        note = work.add(Note(ticket_id=ticket.id, text="另一件事", written_at=work.now))
        return e.NoteMoved(ticket.id, note.id, "20260302-00001")

    def deed_FileAttached(self, work: Work) -> e.FileAttached:
        return e.FileAttached(self._ticket(work).id, 1, "发票.pdf")

    def deed_WatchingChanged(self, work: Work) -> e.WatchingChanged:
        return e.WatchingChanged(self._ticket(work).id, self.desk.people["li"], True)

    def deed_TicketTaken(self, work: Work) -> e.TicketTaken:
        ticket, one = self._ticket(work), self._callback(work)
        source, one.ticket_id = one.ticket_id, ticket.id
        return e.TicketTaken(ticket.id, source, "20260302-00001", [one.id])

    def deed_TicketGivenBack(self, work: Work) -> e.TicketGivenBack:
        ticket, one = self._ticket(work), self._callback(work)
        taker, one.ticket_id = one.ticket_id, ticket.id
        return e.TicketGivenBack(taker, ticket.id, "20260302-00001", [one.id])

    def deed_CustomerDialled(self, work: Work) -> e.CustomerDialled:
        return e.CustomerDialled(self._ticket(work).id, 1, self.desk.people["wang"], "done")

    def deed_ContactMade(self, work: Work) -> e.ContactMade:
        ticket = self._ticket(work)
        ticket.first_response_at = work.now
        return e.ContactMade(ticket.id, "out", True)

    def deed_ClockBreached(self, work: Work) -> e.ClockBreached:
        ticket = self._ticket(work)
        ticket.breached = True
        return e.ClockBreached(ticket.id, 1, "resolution", work.now.isoformat())

    def deed_ClockWarned(self, work: Work) -> e.ClockWarned:
        return e.ClockWarned(self._ticket(work).id, 1, "resolution", 75)

    def deed_ClocksMoved(self, work: Work) -> e.ClocksMoved:
        ticket = self._ticket(work)
        ticket.next_due_at = work.now + timedelta(minutes=self._next())
        return e.ClocksMoved(ticket.id, ["resolution"])

    # -- call-backs ---------------------------------------------------------------------

    def deed_CallbackPromised(self, work: Work) -> e.CallbackPromised:
        ticket = self._ticket(work)
        one = work.add(self._promise(work, ticket))
        return e.CallbackPromised(ticket.id, one.id, one.kind, "", "")

    def deed_CallbackRepeated(self, work: Work) -> e.CallbackRepeated:
        one = self._callback(work)
        one.call_count, one.priority = one.call_count + 1, Priority.HIGH
        return e.CallbackRepeated(one.ticket_id, one.id, one.call_count)

    def deed_CallbackReady(self, work: Work) -> e.CallbackReady:
        one = self._callback(work)
        one.state = "ready"
        return e.CallbackReady(one.ticket_id, one.id)

    def deed_CallbackClaimed(self, work: Work) -> e.CallbackClaimed:
        one = self._callback(work)
        one.claimed_by, one.state = self.desk.people["li"], "in_progress"
        return e.CallbackClaimed(one.ticket_id, one.id, one.claimed_by)

    def deed_CallbackReleased(self, work: Work) -> e.CallbackReleased:
        one = self._callback(work)
        one.claimed_by, one.owner_id, one.state = None, None, "ready"
        return e.CallbackReleased(one.ticket_id, one.id)

    def deed_CallbackAttempted(self, work: Work) -> e.CallbackAttempted:
        one = self._callback(work)
        one.counted_attempts += 1
        return e.CallbackAttempted(one.ticket_id, one.id, one.counted_attempts, "no_answer")

    def deed_CallbackRescheduled(self, work: Work) -> e.CallbackRescheduled:
        one = self._callback(work)
        one.window_start, one.window_end = work.now + timedelta(hours=1), work.now + timedelta(hours=2)
        return e.CallbackRescheduled(one.ticket_id, one.id, "", "")

    def deed_CallbackFinished(self, work: Work) -> e.CallbackFinished:
        one = self._callback(work)
        one.state, one.outcome, one.promise_kept = "done", "reached", True
        return e.CallbackFinished(one.ticket_id, one.id, "done")

    def deed_PromiseBroken(self, work: Work) -> e.PromiseBroken:
        one = self._callback(work)
        one.promise_kept, one.window_end = False, work.now - timedelta(minutes=1)
        return e.PromiseBroken(one.ticket_id, one.id)

    # -- escalations --------------------------------------------------------------------

    def deed_Escalated(self, work: Work) -> e.Escalated:
        ticket = self._ticket(work)
        one = work.add(self._level(work, ticket, self.dice.choice((1, 2, 3))))
        return e.Escalated(ticket.id, one.id, one.level, one.cause, [])

    def deed_EscalationAcknowledged(self, work: Work) -> e.EscalationAcknowledged:
        one = self._escalation(work)
        one.state, one.acknowledged_at, one.acknowledged_by = "acknowledged", work.now, self.desk.people["sun"]
        return e.EscalationAcknowledged(one.ticket_id, one.id, self.desk.people["sun"])

    def deed_EscalationAssigned(self, work: Work) -> e.EscalationAssigned:
        one = self._escalation(work)
        one.assignee_id = self.desk.people[self.dice.choice(AGENTS)]
        return e.EscalationAssigned(one.ticket_id, one.id, one.assignee_id, None)

    def deed_EscalationResolved(self, work: Work) -> e.EscalationResolved:
        one = self._escalation(work)
        one.state, one.resolved_at = "resolved", work.now
        return e.EscalationResolved(one.ticket_id, one.id, "done")

    # -- people, shifts, reports --------------------------------------------------------

    def deed_NoticeGiven(self, work: Work) -> e.NoticeGiven:
        person = self.desk.people["wang"]
        notice = work.add(
            Notice(person_id=person, kind="callback_due", cause_key=f"n{self._next()}", params={}, at=work.now)
        )
        return e.NoticeGiven(person, notice.id)

    def deed_NoticeRead(self, work: Work) -> e.NoticeRead:
        notice = work.session.scalars(sa.select(Notice).order_by(Notice.id.desc())).first()
        assert notice is not None
        notice.read_at = work.now
        return e.NoticeRead(notice.person_id, notice.id)

    def deed_AccessRevoked(self, work: Work) -> e.AccessRevoked:
        return e.AccessRevoked(self.desk.people["wang"], 2)

    def deed_PersonChanged(self, work: Work) -> e.PersonChanged:
        person = work.session.get_one(Person, self.desk.people[self.dice.choice(AGENTS)])
        person.name = f"新名{self._next()}"
        person.active = self.dice.random() > 0.3
        return e.PersonChanged(person.id)

    def deed_QueueChanged(self, work: Work) -> e.QueueChanged:
        queue = work.session.get_one(Queue, self.desk.queues["support"])
        queue.name, queue.active = f"队列{self._next()}", self.dice.random() > 0.5
        queue.thresholds = {"waiting": [2, 4]}
        return e.QueueChanged(queue.id)

    def deed_ShiftChanged(self, work: Work) -> e.ShiftChanged:
        cell = self._cell(work)
        return e.ShiftChanged(cell.person_id, cell.on_day.isoformat())

    def deed_RosterPublished(self, work: Work) -> e.RosterPublished:
        cell = self._cell(work)
        roster = work.session.get_one(Roster, cell.roster_id)
        cell.publish(work.now)
        roster.published_version, roster.published_at = roster.published_version + 1, work.now
        days = [cell.on_day.isoformat()]
        return e.RosterPublished(roster.id, roster.published_version, days, [cell.person_id])

    def deed_HandoverFiled(self, work: Work) -> e.HandoverFiled:
        return e.HandoverFiled(1, self.desk.people["wang"])

    def deed_HandoverAccepted(self, work: Work) -> e.HandoverAccepted:
        return e.HandoverAccepted(1, self.desk.people["wang"])

    def deed_LeaveMoved(self, work: Work) -> e.LeaveMoved:
        return e.LeaveMoved(1, self.desk.people["wang"], "asked")

    def deed_SwapMoved(self, work: Work) -> e.SwapMoved:
        return e.SwapMoved(1, 1, 2, "offered")

    def deed_CoverMoved(self, work: Work) -> e.CoverMoved:
        return e.CoverMoved(1, "open")

    def deed_RosterRunOwed(self, work: Work) -> e.RosterRunOwed:
        return e.RosterRunOwed(1)

    def deed_ReportOwed(self, work: Work) -> e.ReportOwed:
        return e.ReportOwed(1, "agent_day", "2026-03-01")

    def deed_ReportMailOwed(self, work: Work) -> e.ReportMailOwed:
        return e.ReportMailOwed(1)

    def deed_ReportMade(self, work: Work) -> e.ReportMade:
        return e.ReportMade(1, "agent_day", "2026-03-01", 1)

    def deed_EquipmentChanged(self, work: Work) -> e.EquipmentChanged:
        return e.EquipmentChanged(1, "edited")

    def deed_CustomerChanged(self, work: Work) -> e.CustomerChanged:
        return e.CustomerChanged(1, "edited")

    def deed_CheckBegun(self, work: Work) -> e.CheckBegun:
        return e.CheckBegun(1, "2026-03-02", "白")

    def deed_CheckDone(self, work: Work) -> e.CheckDone:
        return e.CheckDone(1, 0)

    def deed_CheckSentBack(self, work: Work) -> e.CheckSentBack:
        return e.CheckSentBack(1, "once more")

    def deed_CheckReviewed(self, work: Work) -> e.CheckReviewed:
        return e.CheckReviewed(1)

    def deed_CheckMissed(self, work: Work) -> e.CheckMissed:
        return e.CheckMissed(1, "2026-03-02", "白")

    def deed_QualityDrawn(self, work: Work) -> e.QualityDrawn:
        return e.QualityDrawn(1, 1, 0)

    def deed_QualityMoved(self, work: Work) -> e.QualityMoved:
        return e.QualityMoved(1, self.desk.people["wang"], "scored", 92)

    def deed_ScoreSheetChanged(self, work: Work) -> e.ScoreSheetChanged:
        return e.ScoreSheetChanged(1, 2)

    def deed_CoachingMoved(self, work: Work) -> e.CoachingMoved:
        return e.CoachingMoved(1, self.desk.people["wang"], "written")

    # -- things -------------------------------------------------------------------------

    def _next(self) -> int:
        self.serial += 1
        return self.serial

    def _slice(self, work: Work, login: str, state: str, queue: str = "", callid: str | None = None) -> None:
        now_us = micros(work.now) - 500 * SECOND_US + self._next() * 1000
        agent = f"SIP/{login}"
        for one in work.session.query(AgentSlice).filter_by(agent=agent, end_us=None):
            one.end_us = now_us
        more: dict[str, Any] = {"queue": queue, "callid": callid}
        work.add(AgentSlice(pbx_id=self.pbx_id, agent=agent, start_us=now_us, state=state, fold_us=0, **more))

    def _interval(self, work: Work, login: str, kind: str, queue: str) -> None:
        work.add(
            AgentInterval(
                pbx_id=self.pbx_id,
                agent=f"SIP/{login}",
                serial=self._next(),
                kind=kind,
                queue=queue,
                start_us=micros(work.now),
                fold_us=0,
            )
        )

    def _visit(self, work: Work, queue: str, stage: str, outcome: str = "waiting", **facts: Any) -> QueueVisit:
        serial = self._next()
        return work.add(
            QueueVisit(
                pbx_id=self.pbx_id,
                callid=f"call-{serial}",
                queue=queue,
                enter_us=micros(work.now) - 900 * SECOND_US + serial * SECOND_US,
                seq=0,
                stage=stage,
                outcome=outcome if stage in ("ended", "waiting") or outcome != "waiting" else "waiting",
                caller=CALLER,
                caller_norm=CALLER,
                fold_us=0,
                fold_version=0,
                **facts,
            )
        )

    def _any_visit(self, work: Work, stage: str) -> QueueVisit:
        found = work.session.scalars(sa.select(QueueVisit).filter_by(stage=stage).order_by(QueueVisit.id)).first()
        return found or self._visit(work, "sales", stage)

    def _alert(self, work: Work) -> Alert:
        found = work.session.scalars(sa.select(Alert).where(Alert.cleared_at.is_(None)).order_by(Alert.id)).first()
        return found or work.session.get_one(Alert, self.deed_AlertRaised(work).alert_id)

    def _console(self, work: Work, login: str) -> ConsoleState:
        found = work.session.query(ConsoleState).filter_by(person_id=self.desk.people[login]).one_or_none()
        return found or work.add(ConsoleState(person_id=self.desk.people[login], state="ready", since=work.now))

    def _ticket(self, work: Work) -> Ticket:
        return self.dice.choice(work.session.scalars(sa.select(Ticket).order_by(Ticket.id)).all())

    def _promise(self, work: Work, ticket: Ticket) -> Callback:
        return Callback(
            kind="promise",
            state="scheduled",
            ticket_id=ticket.id,
            queue_id=self.desk.queues["sales"],
            phone=CALLER,
            owner_id=self.dice.choice((None, self.desk.people["wang"])),
            window_start=work.now + timedelta(minutes=10),
            window_end=work.now + timedelta(minutes=40),
            promised_at=work.now,
            note="回电",
        )

    def _callback(self, work: Work) -> Callback:
        return self.dice.choice(work.session.scalars(sa.select(Callback).order_by(Callback.id)).all())

    def _level(self, work: Work, ticket: Ticket, level: int) -> Escalation:
        return Escalation(
            ticket_id=ticket.id,
            subject="ticket_clock",
            subject_id=self._next(),
            level=level,
            state="notified",
            cause="trigger",
            role="supervisor",
            created_at=work.now,
            notified_at=work.now,
            due_at=work.now,
        )

    def _escalation(self, work: Work) -> Escalation:
        return self.dice.choice(work.session.scalars(sa.select(Escalation).order_by(Escalation.id)).all())

    def _cell(self, work: Work) -> Shift:
        """A cell of next days' roster, filled anew."""
        person = work.session.get_one(Person, self.desk.people[self.dice.choice(("wang", "li"))])
        day = MONDAY + timedelta(days=self.dice.randrange(1, 4))
        roster = work.session.query(Roster).filter_by(team_id=person.team_id, week_on=MONDAY).one()
        template = self.dice.choice(work.session.scalars(sa.select(ShiftTemplate)).all())
        cell = work.session.query(Shift).filter_by(person_id=person.id, on_day=day).one_or_none()
        cell = cell or work.add(Shift(person_id=person.id, on_day=day, roster_id=roster.id))
        # Everybody is on shift until May, and nobody is published in two places at once.
        start = work.now + timedelta(days=100 + (day - MONDAY).days)
        cell.template_id, cell.start_at, cell.end_at = template.id, start, start + timedelta(hours=8)
        cell.version = (cell.version or 0) + 1
        return cell
