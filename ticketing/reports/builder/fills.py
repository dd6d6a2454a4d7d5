"""Rows and totals of each subject, as far as the reader's own rights go; no word of a person becomes a statement."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.builder import Plan
from ticketing.domain.instants import micros
from ticketing.domain.satisfaction import Tally
from ticketing.queries import figures, satisfaction
from ticketing.queries.figures import Asked as OfQueues
from ticketing.queries.figures import Span
from ticketing.queries.sheets import complaints as complaint_sums
from ticketing.queries.sheets import counted, people
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import mean, share

Filled = tuple[list[Row], Row]
_TALLY = ("invited", "rated", "satisfied", "neutral", "dissatisfied")


def calls(session: Session, asked: Asked, plan: Plan) -> Filled:
    """Of the queues that the reader may see; a call counts where it arrived."""
    codes = figures.queues_of(session, asked.actor, plan.queue or None)
    found = figures.queue_report(session, _span(asked, plan), OfQueues(codes))
    return _cut(found, "queues", plan, {}), found.together


def agents(session: Session, asked: Asked, plan: Plan) -> Filled:
    """Of the people of whom the reader may read reports."""
    mine = figures.people_of(session, asked.actor, plan.agent or None)
    if plan.team:
        members = people.members(session, plan.team)
        mine = {person_id: code for person_id, code in mine.items() if person_id in members}
    found = figures.agent_report(session, _span(asked, plan), mine)
    named = {code: f"{name} ({code})" for code, name in figures.names_of(session).items()}
    return _cut(found, "agents", plan, named), found.together


def tickets(session: Session, asked: Asked, plan: Plan) -> Filled:
    """Filed within the days, as they stand now."""
    lo, hi = asked.period.bounds
    narrowed = counted.Narrowed(asked.actor, lo, hi, str(asked.period.zone), plan.queue, plan.team)
    rows = [
        {"part": part, "at": at, **_of_tickets(sums)}
        for part, at, sums in counted.tickets(session, narrowed, plan.by, plan.per, asked.most + 1)
    ]
    whole = counted.tickets(session, narrowed, "", "", 1)
    return rows, _of_tickets(whole[0][2]) if whole else {}


def complaints(session: Session, asked: Asked, plan: Plan) -> Filled:
    """Filed within the days; parts that nothing is known of stand under the empty word."""
    lo, hi = asked.period.bounds
    found = complaint_sums.sums_by(session, asked.actor, lo, hi, plan.by or "category")
    names = next(iter(found.values()), {}).keys()
    whole = _of_complaints({name: sum(sums[name] for sums in found.values()) for name in names})
    rows = [{"part": part, **_of_complaints(sums)} for part, sums in found.items()]
    return rows if plan.by else [whole], whole


def ratings(session: Session, asked: Asked, plan: Plan) -> Filled:
    """By the instant of asking."""
    lo, hi = asked.period.bounds
    scope = satisfaction.scope_of(asked.actor, lo, hi, str(asked.period.zone))
    whole = _of_ratings(satisfaction.whole(session, scope))
    if not (plan.by or plan.per):
        return [whole], whole
    found = satisfaction.by(session, scope, plan.by or plan.per)
    names = satisfaction.names(session, [code for code in found if code]) if plan.by == "agent" else {}
    place = "part" if plan.by else "at"
    return [{place: names.get(part, part), **_of_ratings(tally)} for part, tally in found.items()], whole


def _span(asked: Asked, plan: Plan) -> Span:
    period, now = asked.period, micros(asked.at) if asked.at else asked.period.hi_us
    return Span(period.lo_us, period.hi_us, period.zone, plan.per or "month", now)


def _cut(found: Any, parts: str, plan: Plan, names: Mapping[str, str]) -> list[Row]:
    """A report's buckets as rows: by part, by time, by both, or the whole in one."""
    if plan.by and plan.per:
        return [
            {"part": names.get(part, part), "at": bucket["name"], **values}
            for bucket in found.buckets
            for part, values in bucket[parts].items()
        ]
    if plan.by:
        return [{"part": names.get(part, part), **values} for part, values in found.total.items()]
    if plan.per:
        return [{"at": bucket["name"], **values} for bucket, values in zip(found.buckets, found.each, strict=True)]
    return [dict(found.together)]


def _of_tickets(sums: Mapping[str, Any]) -> Row:
    return {
        **sums,
        "resolved_pct": share(sums["resolved"], sums["opened"]),
        "breached_pct": share(sums["breached"], sums["opened"]),
        "to_resolve_s": mean(sums["spent_s"], sums["resolved"]),
    }


def _of_complaints(sums: Mapping[str, int]) -> Row:
    if not sums:
        return {}
    return {
        **sums,
        "amount": sums["amount_minor"] / 100,
        "closed_pct": share(sums["closed"], sums["count"]),
        "in_time_pct": share(sums["in_time"], sums["due"]),
        "satisfied_pct": share(sums["satisfied"], sums["rated"]),
    }


def _of_ratings(tally: Tally) -> Row:
    sums: Row = {key: getattr(tally, key) for key in _TALLY}
    shares = {
        "rated_pct": share(sums["rated"], sums["invited"]),
        "satisfied_pct": share(sums["satisfied"], sums["rated"]),
    }
    return sums | shares
