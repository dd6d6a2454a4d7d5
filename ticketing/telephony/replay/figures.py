"""Folded facts become the answer of a case: visits, figures by queue, agent, day and hour, under public names."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ticketing.domain.calls import OutboundCall, Outcome, RingAttempt, Visit
from ticketing.domain.metrics import AgentTally, Bucket, QueueTally, days, hours, seconds, tally_calls, tally_repeats
from ticketing.domain.metrics.buckets import day_of
from ticketing.domain.metrics.callers import calls_of
from ticketing.domain.metrics.queues import TRANSFERS
from ticketing.domain.presence import Interval, IntervalKind, Slice
from ticketing.telephony.replay.cases import SECOND_US, Case
from ticketing.telephony.replay.plans import plan_parts
from ticketing.telephony.replay.rows import visit_row

_ATTEMPT_COUNTS = {"rna": "rna", "cancelled": "ring_canceled", "dump": "dumps"}


@dataclass(slots=True)
class Folded:
    """All that folding a case's feeds gives, wherever it was folded. Times in microseconds UTC."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    now_us: int = 0
    #: With the name of the phone system; a callid means nothing without it.
    visits: list[tuple[str, Visit]] = field(default_factory=list)
    slices: dict[str, list[Slice]] = field(default_factory=dict)
    intervals: dict[str, list[Interval]] = field(default_factory=dict)
    attempts: list[RingAttempt] = field(default_factory=list)
    outbound: list[OutboundCall] = field(default_factory=list)
    live: dict[str, Any] = field(default_factory=dict)
    snapshots: list[dict[str, Any]] = field(default_factory=list)
    #: Parts that come from feeds other than the log, as they are shown.
    extra: dict[str, Any] = field(default_factory=dict)


def report(case: Case, folded: Folded) -> dict[str, Any]:
    """Every part of a case's answer that its feeds allow; what does not exist is left out and means null."""
    window = case.window_us or _span(folded)
    whole = Bucket("", *window)
    agents, paid_us = _agents(folded, whole), window[1] - window[0]
    answer: dict[str, Any] = {
        "ingest": {"accepted": folded.accepted, "duplicates": folded.duplicates, "quarantined": folded.quarantined},
        "visits": _visits(folded),
        "visit_count": len(folded.visits),
        "queues": _queues(case, folded, whole),
        "agents": {name: tally.figures() | tally.ratios(paid_us) for name, tally in agents.items()},
        "agent_ratios": {name: tally.ratios(paid_us) for name, tally in agents.items()},
        "calls": tally_calls(_calls(folded, whole)).figures(),
        "repeat": _repeats(case, folded, whole),
        "outbound": _outbound(folded, whole),
        "per_queue_pause": _queue_pauses(folded, whole),
        "days": {day.name: _day(case, folded, day) for day in days(*window, case.zone)},
        "hours": {hour.name: _queues(case, folded, hour) for hour in hours(*window, case.zone)},
        "hour_buckets_in_day": len(hours(*day_of(window[0], case.zone)[1:], case.zone)),
        "live": _live(folded),
    }
    if folded.snapshots:
        answer["snapshots"] = folded.snapshots
    return answer | plan_parts(case, folded.slices, window, folded.now_us) | folded.extra


def _span(folded: Folded) -> tuple[int, int]:
    start = min((visit.enter_us for _, visit in folded.visits), default=folded.now_us)
    return start, max(folded.now_us, start) + SECOND_US


def _visits(folded: Folded) -> list[dict[str, Any]]:
    ordered = sorted(folded.visits, key=lambda pair: (pair[1].enter_us, pair[0], pair[1].serial))
    return [visit_row(source, visit) for source, visit in ordered]


def _within(folded: Folded, bucket: Bucket) -> list[Visit]:
    return [visit for _, visit in folded.visits if bucket.start_us <= visit.enter_us < bucket.end_us]


def _queues(case: Case, folded: Folded, bucket: Bucket) -> dict[str, Any]:
    names = {visit.queue for _, visit in folded.visits}
    tallies = {name: QueueTally() for name in sorted(names)}
    for visit in _within(folded, bucket):
        tallies[visit.queue].add(visit, case.rules(visit.queue), folded.now_us)
    return {name: tally.figures() for name, tally in tallies.items()}


def _agents(folded: Folded, bucket: Bucket) -> dict[str, AgentTally]:
    tallies = {name: AgentTally() for name in folded.slices}
    end_us = min(bucket.end_us, max(folded.now_us, bucket.start_us))
    for name, slices in folded.slices.items():
        tallies[name].add_slices(slices, bucket.start_us, end_us)
    for attempt in folded.attempts:
        count = _ATTEMPT_COUNTS.get(attempt.result)
        if count is not None and bucket.start_us <= attempt.end_us < bucket.end_us:
            tallies[attempt.agent].counts[count] += 1
    for visit in _within(folded, bucket):
        if visit.outcome is Outcome.ANSWERED and visit.agent in tallies:
            tallies[visit.agent].counts["answered"] += 1
            tallies[visit.agent].counts["transfers"] += visit.end_reason in TRANSFERS
    for call in folded.outbound:
        if call.agent in tallies and bucket.start_us <= call.at_us < bucket.end_us:
            tallies[call.agent].counts["outbound"] += 1
    return tallies


def _calls(folded: Folded, bucket: Bucket) -> list[list[Visit]]:
    """Calls that arrived in the bucket, whole; the same callid on two phone systems is two calls."""
    sources = sorted({source for source, _ in folded.visits})
    found = []
    for source in sources:
        calls = calls_of(visit for at, visit in folded.visits if at == source)
        found += [call for call in calls if bucket.start_us <= call[0].enter_us < bucket.end_us]
    return sorted(found, key=lambda call: call[0].enter_us)


def _repeats(case: Case, folded: Folded, bucket: Bucket) -> dict[str, Any]:
    window_us = int(case.config["repeat_window_s"]) * SECOND_US
    country = case.config.get("country")
    tally = tally_repeats(_calls(folded, bucket), window_us, folded.now_us, str(country) if country else None)
    return tally.figures()


def _outbound(folded: Folded, bucket: Bucket) -> dict[str, Any]:
    calls = [call for call in folded.outbound if bucket.start_us <= call.at_us < bucket.end_us]
    connected = [call for call in calls if call.connected]
    talk_us = sum(call.talk_us for call in connected)
    return {"attempts": len(calls), "connected": len(connected), "talk_s": seconds(talk_us)}


def _queue_pauses(folded: Folded, bucket: Bucket) -> dict[str, dict[str, Any]]:
    end_us = min(bucket.end_us, folded.now_us)
    paused: dict[str, Counter[str]] = {}
    for name, intervals in folded.intervals.items():
        for interval in intervals:
            if interval.kind is IntervalKind.PAUSE:
                until_us = end_us if interval.end_us is None else min(interval.end_us, end_us)
                spent_us = max(until_us - max(interval.start_us, bucket.start_us), 0)
                paused.setdefault(interval.queue, Counter())[name] += spent_us
    return {queue: {name: seconds(us) for name, us in by_agent.items()} for queue, by_agent in sorted(paused.items())}


def _day(case: Case, folded: Folded, day: Bucket) -> dict[str, Any]:
    return {
        "window": [seconds(day.start_us), seconds(day.end_us)],
        "queues": _queues(case, folded, day),
        "agents": {name: tally.figures() for name, tally in _agents(folded, day).items()},
    }


def _live(folded: Folded) -> dict[str, Any]:
    queues = {
        name: {**shown, "waiting": shown["waiting_ids"], "waiting_count": shown["waiting"]}
        for name, shown in folded.live.get("queues", {}).items()
    }
    return {
        "at": seconds(folded.now_us),
        "queues": queues,
        "agents": folded.live.get("agents", {}),
        "agent_since": folded.live.get("since", {}),
    }
