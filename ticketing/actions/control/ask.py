"""Ask a phone system for something: the right, the way, the words; the link takes it from the table."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit, codes, timers
from ticketing.actions.control import dial, params
from ticketing.actions.control.dial import Subject
from ticketing.actions.control.overdue import COMMAND, COMMAND_TIMER
from ticketing.domain.control import OPEN, RULES, Act, ActRule, CommandState, Feature, obstacle
from ticketing.domain.events import CommandAsked
from ticketing.domain.permissions import Target
from ticketing.errors import Conflict, Invalid
from ticketing.models.control import PbxCommand
from ticketing.models.people import Person
from ticketing.queries import control as looks
from ticketing.queries.control import Line
from ticketing.work import Work

#: Where a listening link hears that something waits; the word sent is the id of its feed.
CHANNEL = "rexian_pbx_commands"


@dataclass(frozen=True)
class Wish:
    """`key` is drawn by whoever clicks: the same key is the same click. `agent`: another's phone, by code.

    `to_agent`, `to_queue`, `to_number`: where a transfer goes; `queue`: which one is joined, left or paused in.
    """

    act: Act
    key: str
    agent: str | None = None
    subject: Subject = field(default_factory=Subject)
    to_agent: str = ""
    to_queue: str = ""
    to_number: str = ""
    queue: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """What a command will say, worked out and checked."""

    params: dict[str, Any]
    target: str = ""
    ticket_id: int | None = None
    callback_id: int | None = None


def ask(work: Work, wish: Wish) -> PbxCommand:
    """The command, waiting to be sent; a key that was used before gives the command that it made.

    Raises `Forbidden`, `NotFound`, `Conflict` (whatever stands in the way, `domain.control.Obstacle`;
    `dialling_already`, `own_call`, `number_blocked`, `outside_calling_hours`), `Invalid` for words and numbers.
    """
    rule = RULES[wish.act]
    work.require(rule.permission)
    # Locked first: the second of two clicks at once waits here and then finds the first.
    asker = work.get(Person, work.actor.id)
    known = _known(work, wish)
    if known is not None:
        return known
    person = _person(work, wish, rule, asker)
    line = looks.lines_of(work.session, [person.id])[person.id]
    phone = asker.extension if rule.feature is Feature.SPY else person.extension
    blocked = obstacle(rule.feature, line.side if line else None, phone)
    if blocked is not None or line is None:
        raise Conflict(blocked.value if blocked else "no_control", feature=rule.feature.value)
    if rule.feature is Feature.FORCE and person.id != work.actor.id and not wish.reason.strip():
        raise Invalid("reason_missing", errors={"reason": ["reason_missing"]})
    asked = _dialled(work, wish, person, line) if wish.act is Act.DIAL else _worked_out(work, wish, person, line, asker)
    row = place(work, wish, person, line, asked)
    if rule.feature is Feature.SPY:
        audit.record(work, f"call_{wish.act.value}", f"person:{person.id}", command=row.id, reason=wish.reason)
    return row


def place(work: Work, wish: Wish, person: Person, line: Line, asked: Asked) -> PbxCommand:
    """The row, its end of life as a timer, the entry in the journal, and the call to whoever listens."""
    calls = wish.act is Act.DIAL or RULES[wish.act].feature is Feature.SPY
    row = PbxCommand(
        source_id=line.source_id,
        act=wish.act,
        state=CommandState.ASKED,
        key=wish.key,
        asked_by=work.actor.id or person.id,
        person_id=person.id,
        params=asked.params,
        target=asked.target,
        reason=wish.reason.strip(),
        ticket_id=asked.ticket_id,
        callback_id=asked.callback_id,
        channel_id=dial.channel_id() if calls else None,
        asked_at=work.now,
        expires_at=work.now + RULES[wish.act].lives,
        result="",
        message="",
    )
    work.add(row)
    timers.plan(work, timers.Owed(COMMAND, row.id, COMMAND_TIMER, row.expires_at))
    work.record(CommandAsked(row.id, row.act.value, row.asked_by, person.id, row.target, row.reason))
    # Told with the commit and not before: whoever hears it finds the row.
    work.session.execute(sa.select(sa.func.pg_notify(CHANNEL, str(line.source_id))))
    return row


def _known(work: Work, wish: Wish) -> PbxCommand | None:
    row = work.session.scalar(sa.select(PbxCommand).filter_by(asked_by=work.actor.id, key=wish.key))
    if row is not None and row.act is not wish.act:
        raise Invalid("idempotency_key_reused")
    return row


def _person(work: Work, wish: Wish, rule: ActRule, asker: Person) -> Person:
    """Whose phone it is about. Nobody forces or listens to themselves through the rights of a lead."""
    person = asker if wish.agent is None else codes.by_code(work, wish.agent)
    if rule.feature is Feature.SPY and person is asker:
        raise Conflict("own_call")
    owner = person.id if rule.feature not in (Feature.SPY, Feature.FORCE) else None
    work.require(rule.permission, Target(owner_id=owner, team_id=person.team_id))
    return person


def _dialled(work: Work, wish: Wish, person: Person, line: Line) -> Asked:
    busy = sa.select(PbxCommand.id).where(
        PbxCommand.person_id == person.id, PbxCommand.act == Act.DIAL, PbxCommand.state.in_(OPEN)
    )
    if work.session.scalar(busy) is not None:
        raise Conflict("dialling_already")
    call = dial.called(work, wish.subject)
    number = dial.check(work, call, abroad=False, reason=wish.reason)
    order = dial.order(work, person, line, call, number)
    return Asked(order, dial.shown(work, number), call.ticket_id, call.callback_id)


def _worked_out(work: Work, wish: Wish, person: Person, line: Line, asker: Person) -> Asked:
    if wish.act in (Act.BLIND_TRANSFER, Act.ATTENDED_TRANSFER):
        keys, target = params.destination(work, line, wish.to_agent, wish.to_queue, wish.to_number)
        own = {"keys": keys, "context": line.settings.transfer_context}
        return Asked(params.of_phone(person, line) | own, target)
    if RULES[wish.act].feature is Feature.SPY:
        return Asked(params.of_spy(person, asker, line), person.name)
    if RULES[wish.act].feature is Feature.FORCE:
        queue = params.queue(work, wish.queue, required=wish.act in (Act.QUEUE_ADD, Act.QUEUE_REMOVE))
        return Asked(params.of_member(work, person, line, queue, wish.reason), queue or person.name)
    return Asked(params.of_phone(person, line), person.name)
