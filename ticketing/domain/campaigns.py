"""A plan of follow-ups (电话访谈计划): whom to ring from a list, when, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from ticketing.domain.callbacks import CallbackKind, CallbackOutcome, CallingHours
from ticketing.errors import Conflict


class CampaignKind(StrEnum):
    """售前回访, 售后回访, 访谈."""

    PRE_SALES = "pre_sales"
    AFTER_SALES = "after_sales"
    INTERVIEW = "interview"


class CampaignState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"


class TargetState(StrEnum):
    """`waiting`: nobody has drawn it; `calling`: a call-back of it is open; the others say how it ended."""

    WAITING = "waiting"
    CALLING = "calling"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    INVALID_NUMBER = "invalid_number"
    REFUSED = "refused"
    CANCELLED = "cancelled"


MOVES: Mapping[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.RUNNING, CampaignState.DONE}),
    CampaignState.RUNNING: frozenset({CampaignState.PAUSED, CampaignState.DONE}),
    CampaignState.PAUSED: frozenset({CampaignState.RUNNING, CampaignState.DONE}),
    CampaignState.DONE: frozenset(),
}
KIND_OF_CALL: Mapping[CampaignKind, CallbackKind] = {
    CampaignKind.PRE_SALES: CallbackKind.FOLLOW_UP,
    CampaignKind.AFTER_SALES: CallbackKind.FOLLOW_UP,
    CampaignKind.INTERVIEW: CallbackKind.SURVEY,
}
ENDED: Mapping[str, TargetState] = {
    CallbackOutcome.REACHED.value: TargetState.REACHED,
    CallbackOutcome.REACHED_INBOUND.value: TargetState.REACHED,
    CallbackOutcome.NOT_REACHED.value: TargetState.NOT_REACHED,
    CallbackOutcome.INVALID_NUMBER.value: TargetState.INVALID_NUMBER,
    CallbackOutcome.REFUSED.value: TargetState.REFUSED,
    CallbackOutcome.CANCELLED.value: TargetState.CANCELLED,
}


@dataclass(frozen=True)
class Progress:
    """Sums over a plan's list; ratios are made of them where they are shown."""

    counts: Mapping[TargetState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ended(self) -> int:
        return self.total - self.open

    @property
    def open(self) -> int:
        return self.counts.get(TargetState.WAITING, 0) + self.counts.get(TargetState.CALLING, 0)

    @property
    def reached(self) -> int:
        return self.counts.get(TargetState.REACHED, 0)


@dataclass(frozen=True)
class Plan:
    """When a plan is worked: its days, and its hours within the calling hours (minutes after midnight)."""

    first_on: date
    last_on: date
    from_min: int | None = None
    to_min: int | None = None

    def closes_at(self, now: datetime, hours: CallingHours) -> datetime:
        """Until when whoever is drawn now may be rung today. Raises `Conflict`: `plan_not_today`,
        `outside_calling_hours`."""
        local = now.astimezone(ZoneInfo(hours.tz))
        if not self.first_on <= local.date() <= self.last_on:
            raise Conflict("plan_not_today", first_on=self.first_on.isoformat(), last_on=self.last_on.isoformat())
        minute = local.hour * 60 + local.minute
        opens, closes = self.from_min or 0, self.to_min if self.to_min is not None else 1_440
        if not opens <= minute < closes or hours.next_opening(now) != now:
            raise Conflict("outside_calling_hours")
        last = max(end for _, end in hours.windows)
        end = min(last, _wall(closes)) if closes < 1_440 else last
        return datetime.combine(local.date(), end, tzinfo=local.tzinfo)


def _wall(minute: int) -> time:
    return time(minute // 60, minute % 60)
