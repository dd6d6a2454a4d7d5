"""Rows of the escalation desk and of the roster's weeks."""

from ticketing.api.live_schemas.parts import RowSchema, flag, instant, many, params, part, text, whole, word
from ticketing.domain.tickets import Priority, TicketKind


class AssigneeSchema(RowSchema):
    code = text()
    name = text()


class EscalationRowSchema(RowSchema):
    """`esc:<id>`."""

    id = whole()
    version = whole()
    ticket_number = text()
    subject = text()
    ticket_kind = word(TicketKind)
    priority = word(Priority)
    customer = text(maybe=True)
    level = whole()
    state = text()
    cause = text()
    rule = text()
    role = text()
    due_at = instant(maybe=True)
    notified_at = instant(maybe=True)
    ack_due_at = instant(maybe=True)
    acknowledged_at = instant(maybe=True)
    acknowledged_by = text(maybe=True)
    assignee = part(AssigneeSchema, maybe=True)
    hold_until = instant(maybe=True)
    clock_kind = text(maybe=True)
    team = text(maybe=True)


class CellRowSchema(RowSchema):
    """`cell:<person code>:<date>`."""

    person = text()
    name = text()
    team = text()
    on_day = text()
    template = text(maybe=True)
    start_at = instant(maybe=True)
    end_at = instant(maybe=True)
    is_leader = flag()
    locked = flag()
    source = text()
    published_template = text(maybe=True)
    changed = flag()
    version = whole()


class CureSchema(RowSchema):
    code = text()
    params = params()


class FindingSchema(RowSchema):
    person = text(maybe=True)
    on_day = text()
    rule = text()
    code = text()
    params = params()
    weight = text()
    cures = many(CureSchema)


class RosterRowSchema(RowSchema):
    """`roster:<team code>`."""

    team = text()
    week_on = text()
    version = whole()
    published_version = whole()
    published_at = instant(maybe=True)
    closed_at = instant(maybe=True)
    conflicts = many(FindingSchema)


DESK = {"esc": EscalationRowSchema}
WEEK = {"cell": CellRowSchema, "roster": RosterRowSchema}
