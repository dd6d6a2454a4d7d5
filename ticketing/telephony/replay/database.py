"""Feeds folded through the database: the real way in, one case in tables of its own."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Heard, Tally
from ticketing.domain.actors import SYSTEM
from ticketing.domain.calls import Fold, OutboundCall, RingAttempt
from ticketing.domain.presence import Interval, IntervalKind, Slice, slices_between
from ticketing.domain.tickets import TicketKind
from ticketing.models import calls as rows
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.queries.folded import slice_of, visit_of
from ticketing.telephony import ingest
from ticketing.telephony.decode import decode
from ticketing.telephony.replay.books import Books
from ticketing.telephony.replay.cases import Case
from ticketing.telephony.replay.feeds import READERS
from ticketing.telephony.replay.figures import Folded, report
from ticketing.telephony.replay.live import look
from ticketing.telephony.replay.memory import now_of
from ticketing.telephony.replay.texts import stored_text

_KINDS = {
    "queue_log": SourceKind.HTTP,
    "queue_log_realtime": SourceKind.HTTP,
    "ami": SourceKind.AMI,
    "asterisk_ami": SourceKind.AMI,
    "freeswitch_callcenter": SourceKind.FREESWITCH,
}
Sources = Mapping[tuple[str, str], int]


def replay_through_database(case: Case) -> dict[str, Any]:
    """The same answer as `replay`, folded by the real ingest; the application's database must be empty."""
    return report(case, fold_in_database(case))


def fold_in_database(case: Case) -> Folded:
    """Ingest every feed as a batch (the first AMI feed event by event, to look at the board in between)."""
    feeds = [(feed, heard_of(feed)) for feed in case.feeds if feed.get("format") in READERS]
    sources = _make_tables(case)
    queues = sorted({line.signal.queue for _, heard in feeds for line in heard if line.signal and line.signal.queue})
    tally, pictures, watched = Tally(), [], False
    for feed, heard in feeds:
        source_id = sources[feed.get("source", ""), feed["format"]]
        if not watched and "ami" in feed["format"]:
            watched = True
            for index, line in enumerate(heard):
                tally += ingest.take(source_id, [line])
                pictures.append(_picture(index, feed, line, queues))
        elif heard:
            tally += ingest.take(source_id, heard)
    folded = _collect(case)
    # No table keeps single legs: they go the same way as in memory.
    books = Books(case.feeds)
    accepted, duplicates, quarantined = books.counts()
    folded.accepted = tally.accepted + accepted
    folded.duplicates = tally.duplicates + duplicates
    folded.quarantined = tally.quarantined + quarantined
    folded.snapshots, folded.extra = pictures, books.parts(has_visits=bool(feeds))
    return folded


def heard_of(feed: Mapping[str, Any]) -> list[Heard]:
    """A feed's lines as a door would hand them in; a feed that gives its offset has places."""
    seen: dict[str, int] = {}
    heard = []
    for index, line in enumerate(READERS[feed["format"]](feed)):
        seen[line.text] = seen.get(line.text, 0) + 1
        place: tuple[Any, ...] = (None, None, calls.text_hash(line.text), seen[line.text])
        if line.position is not None and feed["format"] == "queue_log":
            place = (1, line.position, None, None)
        reason = "malformed" if line.is_quarantined else None
        heard.append(Heard(stored_text(feed, index, line), line.signal, reason, *place))
    return heard


def _make_tables(case: Case) -> Sources:
    """The phone systems, feeds and queues that the case's settings describe."""
    found: dict[tuple[str, str], int] = {}
    order = {"order": "position"} if case.has_positions else {}
    with db.begin(SYSTEM) as work:
        systems: dict[str, Pbx] = {}
        for feed in case.feeds:
            name, form = feed.get("source", ""), feed.get("format", "")
            if form not in READERS or (name, form) in found:
                continue
            pbx = systems.get(name) or work.add(_pbx(case, name))
            systems[name] = pbx
            source = PbxSource(pbx_id=pbx.id, name=form, kind=_KINDS[form], settings=order)
            found[name, form] = work.add(source).id
        for code in {queue for name in systems for queue in case.fold_config(name).queues}:
            rules = case.rules(code)
            settings = {name: getattr(rules, name) for name in ("sl_threshold_s", "short_abandon_s", "wrapup_s")}
            work.add(Queue(code=code, name=code, kind=TicketKind.INQUIRY, **settings))
    return found


def _pbx(case: Case, name: str) -> Pbx:
    config = case.fold_config(name)
    return Pbx(
        code=name,
        name=name,
        restart_policy=config.restart_policy.value,
        one_call_per_agent=config.one_call_per_agent,
        settings={
            "rules": asdict(config.rules),
            "tolerance_s": config.tolerance_s,
            "aliases": dict(config.aliases),
            "static_members": {queue: list(names) for queue, names in config.static_members.items()},
            "acw_reasons": sorted(config.acw_reasons),
            "history_s": config.history_s,
        },
    )


def _folds() -> dict[str, Fold]:
    with db.begin(SYSTEM) as work:
        systems = work.session.execute(sa.select(Pbx.code, Pbx.id).order_by(Pbx.code)).all()
        return {code: calls.state_now(work, pbx_id, decode) for code, pbx_id in systems}


def _picture(index: int, feed: Mapping[str, Any], line: Heard, queues: list[str]) -> dict[str, Any]:
    fold = _folds()[feed.get("source", "")]
    at_us = line.signal.at_us if line.signal is not None else fold.state.last_us
    view = look([fold], at_us, queues)
    return {"after": index, **view["queues"], "agents": view["agents"], "agent_since": view["since"]}


def _collect(case: Case) -> Folded:
    """Everything as the tables have it at the case's own now."""
    folded = Folded(now_us=now_of(case, _folds()))
    with db.begin(SYSTEM) as work:
        for pbx_id in work.session.scalars(sa.select(Pbx.id)).all():
            calls.pass_time(work, pbx_id, decode, folded.now_us)
    folded.live = look(list(_folds().values()), folded.now_us)
    with db.reading() as session:
        codes = {row.id: row.code for row in session.scalars(sa.select(Pbx))}
        visits = session.scalars(sa.select(rows.QueueVisit).order_by(rows.QueueVisit.serial))
        folded.visits = [(codes[row.pbx_id], visit_of(row)) for row in visits]
        attempts = session.scalars(sa.select(rows.RingAttempt).order_by(rows.RingAttempt.fold_version))
        folded.attempts = [_attempt(row) for row in attempts]
        calls_out = session.scalars(sa.select(rows.OutboundCall).order_by(rows.OutboundCall.fold_version))
        folded.outbound = [_outbound(row) for row in calls_out]
        folded.intervals = _intervals(list(session.scalars(sa.select(rows.AgentInterval).order_by(*_BY_SERIAL))))
        pieces = list(session.scalars(sa.select(rows.AgentSlice).order_by(rows.AgentSlice.start_us)))
    for fold in _folds().values():
        for name in fold.state.agents:
            folded.intervals.setdefault(name, [])
    folded.slices = _slices(case, folded, pieces)
    return folded


_BY_SERIAL = (rows.AgentInterval.pbx_id, rows.AgentInterval.serial)


def _slices(case: Case, folded: Folded, pieces: list[rows.AgentSlice]) -> dict[str, list[Slice]]:
    """Each agent's timeline; who works on two phone systems has one made of the facts of both."""
    found: dict[str, list[Slice]] = {name: [] for name in folded.intervals}
    systems: dict[str, set[int]] = {}
    for row in pieces:
        found.setdefault(row.agent, []).append(slice_of(row))
        systems.setdefault(row.agent, set()).add(row.pbx_id)
    reasons = frozenset(case.config.get("acw_pause_reasons", ()))
    for name, where in systems.items():
        if len(where) > 1:
            found[name] = slices_between(folded.intervals[name], 0, reasons)
    return found


def _intervals(stored: list[rows.AgentInterval]) -> dict[str, list[Interval]]:
    found: dict[str, list[Interval]] = {}
    for row in stored:
        known = found.setdefault(row.agent, [])
        fact = Interval(len(known) + 1, IntervalKind(row.kind), row.start_us, row.queue, row.reason)
        fact.end_us, fact.inferred = row.end_us, row.inferred
        known.append(fact)
    return found


def _attempt(row: rows.RingAttempt) -> RingAttempt:
    end_us = row.end_us if row.end_us is not None else row.start_us
    where = (row.agent, row.queue, row.start_us, row.seq, end_us, row.result or "")
    return RingAttempt(*where, None, row.callid, row.fold_version)


def _outbound(row: rows.OutboundCall) -> OutboundCall:
    return OutboundCall(row.at_us, row.agent, row.queue, row.callid, row.connected, row.talk_us, row.fold_version)
