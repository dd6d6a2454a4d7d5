"""What the link does with commands: takes them up, writes down their answers, gives back what was never sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ticketing.actions import timers
from ticketing.actions.control.overdue import COMMAND, COMMAND_TIMER, PATIENCE, end
from ticketing.domain.control import RULES, Act, CommandState, Feature
from ticketing.domain.events import ControlChanged
from ticketing.domain.permissions import Permission, Target
from ticketing.models.control import PbxCommand
from ticketing.models.telephony import PbxSource
from ticketing.work import Work

LONGEST_MESSAGE = 200
AT_ONCE = 50


@dataclass(frozen=True)
class Order:
    """A command as plain values, in the hands of the link."""

    id: int
    act: Act
    params: dict[str, Any]
    channel_id: str | None
    expires_at: datetime

    @property
    def repeatable(self) -> bool:
        return RULES[self.act].repeatable


def claim(work: Work, source_id: int) -> list[Order]:
    """Take up what waits, oldest first. What is too old is over; what is taken counts as sent from this moment on."""
    _require(work, source_id)
    rows = work.session.scalars(_of(source_id, CommandState.ASKED).limit(AT_ONCE).with_for_update(skip_locked=True))
    taken = []
    for row in rows:
        if row.expires_at <= work.now:
            end(work, row, CommandState.EXPIRED, "expired")
            continue
        row.send(work.now)
        timers.plan(work, timers.Owed(COMMAND, row.id, COMMAND_TIMER, work.now + PATIENCE))
        taken.append(_order(row))
    return taken


def answer(work: Work, source_id: int, command_id: int, state: CommandState, result: str, message: str = "") -> None:
    """How a command ended; only the first answer counts."""
    _require(work, source_id)
    row = work.get(PbxCommand, command_id)
    if row.is_open:
        end(work, row, state, result, message[:LONGEST_MESSAGE])


def take_back(work: Work, source_id: int, command_id: int) -> None:
    """Nothing of it reached the phone system, or once more does no harm: it waits again while it lives."""
    _require(work, source_id)
    row = work.get(PbxCommand, command_id)
    if row.state is not CommandState.SENT:
        return
    if row.expires_at <= work.now:
        end(work, row, CommandState.EXPIRED, "expired")
        return
    row.take_back()
    timers.plan(work, timers.Owed(COMMAND, row.id, COMMAND_TIMER, row.expires_at))


def left_open(work: Work, source_id: int) -> list[Order]:
    """What a process that is no more had sent and nobody has heard of since."""
    _require(work, source_id)
    return [_order(row) for row in work.session.scalars(_of(source_id, CommandState.SENT))]


def learn(work: Work, source_id: int, barred: Collection[Feature]) -> None:
    """Remember what the manager account may not do; only a change is an event."""
    _require(work, source_id)
    source = work.get(PbxSource, source_id)
    words = sorted(feature.value for feature in barred)
    if source.barred != words:
        source.barred = words
        work.record(ControlChanged(source_id))


def bar(work: Work, source_id: int, feature: Feature) -> None:
    """The phone system has just refused this for want of a right: the buttons say so from now on."""
    _require(work, source_id)
    source = work.get(PbxSource, source_id)
    if feature.value not in source.barred:
        source.barred = sorted([*source.barred, feature.value])
        work.record(ControlChanged(source_id))


def _require(work: Work, source_id: int) -> None:
    work.require(Permission.TELEPHONY_INGEST, Target(source_id=source_id))


def _of(source_id: int, state: CommandState) -> sa.Select[PbxCommand]:
    return sa.select(PbxCommand).filter_by(source_id=source_id, state=state).order_by(PbxCommand.id)


def _order(row: PbxCommand) -> Order:
    return Order(row.id, row.act, dict(row.params), row.channel_id, row.expires_at)
