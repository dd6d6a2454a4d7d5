"""One imagined ticket lives through its events by the same rules as a real one; refusals leave no trace."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks.ledger import Ledger, Moment, lowering_needs_supervisor
from ticketing.domain.clocks.policies import Apply, Policy
from ticketing.domain.clocks.stories import By, Do, Happening
from ticketing.domain.clocks.switching import History, Switch
from ticketing.domain.clocks.waits import Waits
from ticketing.domain.tickets import Facts, Guard, Move, Priority, TicketKind, TicketState, unmet
from ticketing.errors import IllegalMove

_LIVE = frozenset({TicketState.NEW, TicketState.OPEN, TicketState.WAITING_CUSTOMER, TicketState.WAITING_INTERNAL})


class Refused(Exception):
    """The event has no effect; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ImaginedTicket:
    """A ticket that exists nowhere, with its clocks, the calendars by name and the policy in force."""

    def __init__(self, calendars: Mapping[str, WorkingTime], policy: Policy | None) -> None:
        self.calendars = dict(calendars)
        self.current = policy
        self.policy = policy
        self.state: TicketState | None = None
        self.kind = TicketKind.INQUIRY
        self.priority = Priority.NORMAL
        self.ledger = Ledger()
        self.created_at: datetime | None = None
        self.responded_at: datetime | None = None
        self.contacted_at: datetime | None = None
        self.unanswered_since: datetime | None = None
        self.reopened_at: datetime | None = None
        self.closed_at: datetime | None = None
        self.contacted_since_customer = False
        self.waits = Waits()

    @property
    def time(self) -> WorkingTime:
        """The calendar of the ticket's policy with all its edits."""
        return self.calendars[self._governing().calendar]

    def hear(self, event: Happening) -> None:
        """Lives through `event`; raises Refused, and then nothing has changed."""
        self.pass_time(event.at)
        if self.state is None and event.do not in (Do.CREATE, Do.POLICY, Do.CALENDAR):
            raise Refused(IllegalMove.code)
        _HEARD[event.do](self, event)

    def pass_time(self, at: datetime) -> None:
        """Everything that comes by itself until `at`: deadlines break, and a wait ends at its wake-up time."""
        if self.waits.wake_at and self.waits.wake_at <= at:
            self._wake(self.waits.wake_at)
        self.ledger = self.ledger.judged(at)

    def create(self, event: Happening) -> None:
        if self.state is not None:
            raise Refused(IllegalMove.code)
        self.policy = self.current
        self.kind, self.priority, self.created_at = event.kind, event.priority, event.at
        self.state = TicketState.OPEN if event.answered else TicketState.NEW
        if event.answered:
            self.responded_at = self.contacted_at = event.at
            self.contacted_since_customer = True
        self.ledger = self.ledger.created(self._now(event.at), answered=event.answered)

    def agent_contact(self, event: Happening) -> None:
        if self.state not in _LIVE:
            return
        if self.state is TicketState.NEW:
            self.state = TicketState.OPEN
        self.responded_at, self.contacted_at = self.responded_at or event.at, event.at
        self.unanswered_since, self.contacted_since_customer = None, True
        self.ledger = self.ledger.agent_contact(self._now(event.at))

    def customer_contact(self, event: Happening) -> None:
        if event.no_action:
            return
        if self.state not in _LIVE:
            self.reopen(event)
            return
        if self.state is TicketState.WAITING_CUSTOMER:
            self._wake(event.at)
        self.contacted_since_customer = False
        before = self.ledger
        self.ledger = before.customer_contact(self._now(event.at))
        if self.responded_at:
            self.unanswered_since = self.unanswered_since or event.at

    def wait_customer(self, event: Happening) -> None:
        longest = self.time.add(event.at, self._governing().longest_pause_s)
        wake_at = event.wake_at or longest
        planned = self.time.between(event.at, wake_at) if wake_at > event.at else -1
        self._require(Move.WAIT_CUSTOMER, event, planned_pause_s=planned)
        self.state = TicketState.WAITING_CUSTOMER
        self.waits.begin(event.at, wake_at)
        self.ledger = self.ledger.waiting(self._now(event.at))

    def resume(self, event: Happening) -> None:
        self._require(Move.WAKE, event)
        self._wake(event.at)

    def change_priority(self, event: Happening) -> None:
        self._require_live()
        if event.priority is self.priority:
            return
        lowered = lowering_needs_supervisor(self.ledger, self._now(event.at), event.priority)
        if lowered and event.by is not By.SUPERVISOR:
            raise Refused(Guard.NEEDS_SUPERVISOR.value)
        self.priority = event.priority
        self.ledger = self.ledger.priority_changed(self._now(event.at), answered=self.responded_at is not None)

    def transfer(self, event: Happening) -> None:
        self._require_live()
        self.ledger = self.ledger.transferred(self._now(event.at), event.team)

    def resolve(self, event: Happening) -> None:
        # Nobody has spoken to the customer of a new ticket: that, and not the state, is what is wrong.
        if self.state is TicketState.NEW:
            raise Refused(Guard.NO_OUTBOUND_CONTACT.value)
        self._require(Move.RESOLVE, event)
        self.waits.end(event.at, self.time)
        self.state, self.unanswered_since = TicketState.RESOLVED, None
        self.ledger = self.ledger.resolved(self._now(event.at))

    def close(self, event: Happening) -> None:
        self._require(Move.CLOSE, event)
        self.state, self.closed_at = TicketState.CLOSED, event.at
        self.ledger = self.ledger.closed(self._now(event.at))

    def reopen(self, event: Happening) -> None:
        self._require(Move.REOPEN, event)
        self.state, self.reopened_at, self.closed_at = TicketState.OPEN, event.at, None
        self.contacted_since_customer = False
        self.waits.count_anew()
        self.ledger = self.ledger.reopened(self._now(event.at))

    def edit_policy(self, event: Happening) -> None:
        old_policy, self.current = self.policy, event.policy
        if self.state is None or event.apply is Apply.NEW_ONLY or old_policy is None:
            return
        old_time, self.policy = self.time, event.policy
        switch = Switch(old_policy, old_time, self._now(event.at), event.apply is Apply.OPEN_RETROACTIVE)
        self.ledger = switch.apply(self.ledger, self._history())

    def edit_calendar(self, event: Happening) -> None:
        if event.calendar is None:
            return
        self.calendars[event.name] = self.calendars[event.name].edited(event.at, event.calendar)
        if self.state is not None and self._governing().calendar == event.name:
            self.ledger = self.ledger.calendar_changed(self._now(event.at))

    def _wake(self, at: datetime) -> None:
        self.waits.end(at, self.time)
        self.state = TicketState.OPEN
        self.ledger = self.ledger.woken(self._now(at))

    def _require_live(self) -> None:
        if self.state not in _LIVE:
            raise Refused(IllegalMove.code)

    def _require(self, move: Move, event: Happening, planned_pause_s: int = 0) -> None:
        try:
            missing = unmet(self._facts(event, planned_pause_s), move)
        except IllegalMove as refusal:
            raise Refused(refusal.code) from None
        if missing:
            raise Refused(missing[0].value)

    def _facts(self, event: Happening, planned_pause_s: int) -> Facts:
        """What a story does not tell (a reason, the words of a solution, a content customer) is taken as given."""
        return Facts(
            state=self.state or TicketState.NEW,
            kind=self.kind,
            supervisor=event.by is By.SUPERVISOR,
            has_reason=True,
            has_resolution=True,
            has_reply=True,
            has_root_cause=True,
            follow_up_satisfied=True,
            contacted_ever=self.responded_at is not None,
            contacted_since_customer=self.contacted_since_customer,
            pauses=self.waits.count,
            paused_s=self.waits.working_s,
            planned_pause_s=planned_pause_s,
            longest_pause_s=self._governing().longest_pause_s,
            closed_for=event.at - self.closed_at if self.closed_at else timedelta(0),
        )

    def _history(self) -> History:
        return History(
            created_at=self.created_at or self.ledger.clocks[0].started_at,
            responded_at=self.responded_at,
            contacted_at=self.contacted_at,
            unanswered_since=self.unanswered_since,
            reopened_at=self.reopened_at,
            finished=self.state not in _LIVE,
            waits=tuple(self.waits.over),
            waiting_since=self.waits.since,
        )

    def _now(self, at: datetime) -> Moment:
        waiting = self.state is TicketState.WAITING_CUSTOMER
        return Moment(at, self._governing(), self.time, self.priority, waiting)

    def _governing(self) -> Policy:
        if self.policy is None:
            raise ValueError("a ticket without a policy")
        return self.policy


_HEARD: Mapping[Do, Callable[[ImaginedTicket, Happening], None]] = {
    Do.CREATE: ImaginedTicket.create,
    Do.AGENT_CONTACT: ImaginedTicket.agent_contact,
    Do.CUSTOMER_CONTACT: ImaginedTicket.customer_contact,
    Do.WAIT_CUSTOMER: ImaginedTicket.wait_customer,
    Do.RESUME: ImaginedTicket.resume,
    Do.PRIORITY: ImaginedTicket.change_priority,
    Do.TRANSFER: ImaginedTicket.transfer,
    Do.RESOLVE: ImaginedTicket.resolve,
    Do.REOPEN: ImaginedTicket.reopen,
    Do.CLOSE: ImaginedTicket.close,
    Do.POLICY: ImaginedTicket.edit_policy,
    Do.CALENDAR: ImaginedTicket.edit_calendar,
}
