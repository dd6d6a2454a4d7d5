"""An edit goes through the open tickets in batches, each a transaction of its own that remembers how far it came."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from ticketing.actions import clocks, timers
from ticketing.actions.clocks import Held
from ticketing.actions.policies.switch import side, switch
from ticketing.actions.timers import Owed
from ticketing.domain.clocks import Apply, History, Ledger
from ticketing.domain.events import ClocksMoved, DeadlinesSpread, DeadlinesSpreading
from ticketing.models.calendars import Calendar, DeadlineEdit, SlaPolicy
from ticketing.models.tickets import Ticket
from ticketing.queries import lives, policies
from ticketing.work import Work

DEACTIVATE, REDATE = "deactivate", "redate"
BATCH = 500
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
LONGEST_ERROR = 500

Clocks = Mapping[int, Held]


def owe(
    work: Work,
    apply: str,
    *,
    policy: SlaPolicy | None = None,
    calendar: Calendar | None = None,
    first_change_at: datetime | None = None,
) -> DeadlineEdit:
    """Let an edit spread: at once while it reaches one batch at most, else a worker takes it up after this work."""
    edited = policy or calendar
    edit = DeadlineEdit(
        policy_id=policy.id if policy else None,
        calendar_id=calendar.id if calendar else None,
        to_version=edited.version if edited else 0,
        apply=apply,
        first_change_at=first_change_at,
        state="owed",
        lease_until=work.now + LEASE,
        asked_by=work.actor.id,
        asked_at=work.now,
    )
    work.add(edit)
    edit.total = work.session.scalars(sa.select(sa.func.count()).select_from(policies.reached(edit).subquery())).one()
    if edit.total > BATCH:
        work.record(DeadlinesSpreading(edit.id))
        return edit
    with work.as_system():
        while _one_batch(work, edit):
            pass
    return edit


def step(work: Work, edit_id: int) -> bool:
    """Take an edit through one more batch; whether there is more to do. A repeat does no harm."""
    edit = work.get(DeadlineEdit, edit_id)
    if edit.state not in {"owed", "running"}:
        return False
    return _one_batch(work, edit)


def hand_out(work: Work) -> list[int]:
    """Announce again the edits whose worker is gone."""
    waiting = work.session.scalars(
        sa.select(DeadlineEdit)
        .where(DeadlineEdit.state.in_(["owed", "running"]))
        .where(DeadlineEdit.lease_until <= work.now)
        .order_by(DeadlineEdit.id)
        .with_for_update(skip_locked=True)
    ).all()
    for edit in waiting:
        edit.lease_until = work.now + LEASE
        work.record(DeadlinesSpreading(edit.id))
    return [edit.id for edit in waiting]


def fail(work: Work, edit_id: int, error: str) -> None:
    """Note why a batch failed; it is tried again until its attempts are used up."""
    edit = work.get(DeadlineEdit, edit_id)
    edit.attempts += 1
    edit.error = error[:LONGEST_ERROR]
    edit.lease_until = work.now
    if edit.attempts >= MOST_ATTEMPTS:
        edit.state, edit.finished_at = "failed", work.now


def _one_batch(work: Work, edit: DeadlineEdit) -> bool:
    reached = policies.reached(edit).subquery()
    ids = work.session.scalars(sa.select(reached.c[0]).order_by(reached.c[0]).limit(BATCH)).all()
    batch = work.session.scalars(
        sa.select(Ticket)
        .where(Ticket.id.in_(ids))
        .order_by(Ticket.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if batch:
        _go_through(work, edit, batch)
    if len(batch) < BATCH:
        edit.state, edit.lease_until, edit.finished_at = "done", None, work.now
        work.record(DeadlinesSpread(edit.id, edit.done, edit.breached))
        return False
    edit.state, edit.lease_until = "running", work.now + LEASE
    return True


def _go_through(work: Work, edit: DeadlineEdit, batch: Sequence[Ticket]) -> None:
    known = clocks.held_many(work, batch)
    broken = sum(ticket.breached for ticket in batch)
    timers.plan(work, *_APPLIED[edit.apply](work, edit, batch, known))
    edit.breached += sum(ticket.breached for ticket in batch) - broken
    edit.done += len(batch)
    edit.last_ticket_id = batch[-1].id
    work.session.flush()


def _switched(work: Work, edit: DeadlineEdit, batch: Sequence[Ticket], known: Clocks) -> list[Owed]:
    to = side(work, work.session.get_one(SlaPolicy, edit.policy_id))
    histories = _Histories(work, batch)
    retroactive = edit.apply == Apply.OPEN_RETROACTIVE.value
    owed: list[Owed] = []
    for ticket in batch:
        owed += switch(work, ticket, known[ticket.id], to, histories.of(ticket), retroactive=retroactive)
    return owed


def _cancelled(work: Work, edit: DeadlineEdit, batch: Sequence[Ticket], known: Clocks) -> list[Owed]:
    """The policy is switched off: nothing is promised any more, and nobody is told (R5)."""
    owed: list[Owed] = []
    for ticket in batch:
        owed += clocks.live_through(work, ticket, known[ticket.id], lambda ledger, now: ledger.cancelled(now, "policy"))
        work.record(ClocksMoved(ticket.id, sorted({row.kind.value for row in known[ticket.id].rows})))
    return owed


def _redated(work: Work, edit: DeadlineEdit, batch: Sequence[Ticket], known: Clocks) -> list[Owed]:
    """R6: what falls due after the first changed instant is dated anew; what is past is not rewritten."""
    owed: list[Owed] = []
    for ticket in batch:
        held = known[ticket.id]
        before = {row.id: row.due_at for row in held.rows}
        owed += clocks.live_through(work, ticket, held, Ledger.calendar_changed)
        moved = sorted({row.kind.value for row in held.rows if row.due_at != before[row.id]})
        if moved:
            work.record(ClocksMoved(ticket.id, moved))
    return owed


class _Histories:
    """What the tickets of a batch have lived through, read once and only when one of them must know."""

    def __init__(self, work: Work, batch: Sequence[Ticket]) -> None:
        self._work, self._batch = work, batch
        self._read: Mapping[int, History] | None = None

    def of(self, ticket: Ticket) -> Callable[[], History]:
        return lambda: self._all()[ticket.id]

    def _all(self) -> Mapping[int, History]:
        if self._read is None:
            self._read = lives.histories(self._work.session, self._batch)
        return self._read


_APPLIED: Mapping[str, Callable[[Work, DeadlineEdit, Sequence[Ticket], Clocks], list[Owed]]] = {
    Apply.OPEN_FROM_NOW.value: _switched,
    Apply.OPEN_RETROACTIVE.value: _switched,
    DEACTIVATE: _cancelled,
    REDATE: _redated,
}
