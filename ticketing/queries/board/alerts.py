"""Rows `alert:*` and `link:*`: what is wrong now, read from the rows that say so."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.escalations import Cause, EscalationState
from ticketing.domain.instants import SECOND_US, instant
from ticketing.domain.permissions import Target
from ticketing.models.callbacks import Callback
from ticketing.models.escalations import Escalation
from ticketing.models.queues import Queue
from ticketing.models.telephony import LinkState, PbxSource
from ticketing.queries.board import levels
from ticketing.queries.board.change import BOARDS, Change, Look, Row, stamp
from ticketing.queries.board.queues import Waiting, waiting

# The first level tells the agent's own people in time; from the second on the whole floor should know.
LOUD_FROM_LEVEL = 2
_WRONG = frozenset({LinkState.DOWN, LinkState.REFUSED})


def of_queues(look: Look, codes: Collection[str] | None = None) -> Iterator[Change]:
    """`alert:queue:<code>` while too many wait or somebody waits too long."""
    query = sa.select(Queue).where(Queue.active)
    queues = look.session.scalars(query if codes is None else query.where(Queue.code.in_(codes))).all()
    open_ = waiting(look, [queue.code for queue in queues])
    for queue in queues:
        level, why = _trouble(look, queue, open_[queue.code])
        params = {"queue": queue.code, "name": queue.name, "name_en": queue.name_en, "why": why}
        row = _row(_since(queue, open_[queue.code]), "queue_threshold", level, params) if why else None
        yield from _on_boards(look, f"alert:queue:{queue.code}", row, (Target(queue_id=queue.id),))


def of_escalations(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """`alert:escalation:<id>` while a loud level waits for an answer."""
    query = sa.select(Escalation).options(joinedload(Escalation.ticket))
    loud = sa.and_(Escalation.state == EscalationState.NOTIFIED, Escalation.level >= LOUD_FROM_LEVEL)
    for one in look.session.scalars(query.where(loud if ids is None else Escalation.id.in_(ids))):
        waits = one.state is EscalationState.NOTIFIED and one.level >= LOUD_FROM_LEVEL
        kind = "no_recipient" if one.cause == Cause.NO_RECIPIENT else "escalation"
        params = {"number": one.ticket.number, "level": one.level, "cause": one.cause}
        row = _row(one.notified_at or one.due_at, kind, "bad", params) if waits else None
        audience = (Target(queue_id=one.ticket.queue_id, owner_id=one.assignee_id),)
        yield from _on_boards(look, f"alert:escalation:{one.id}", row, audience)


def of_promises(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """`alert:promise:<callback id>` while a broken promise is still to be made good."""
    query = sa.select(Callback).options(joinedload(Callback.ticket))
    broken = sa.and_(Callback.promise_kept.is_(False), Callback.state.in_(OPEN_CALLBACKS))
    for one in look.session.scalars(query.where(broken if ids is None else Callback.id.in_(ids))):
        stands = one.promise_kept is False and one.state in OPEN_CALLBACKS
        params = {"number": one.ticket.number if one.ticket else None, "callback_id": one.id}
        row = _row(one.window_end, "promise_broken", "warn", params) if stands else None
        audience = (Target(queue_id=one.queue_id, owner_id=one.owner_id),)
        yield from _on_boards(look, f"alert:promise:{one.id}", row, audience)


def of_links(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """`link:<source id>`, and an alert beside it while it is down or refused."""
    query = sa.select(PbxSource).options(joinedload(PbxSource.pbx)).order_by(PbxSource.id)
    for source in look.session.scalars(query if ids is None else query.where(PbxSource.id.in_(ids))):
        link = _link(source) if source.enabled else None
        yield from _on_boards(look, f"link:{source.id}", link)
        params = {"pbx": source.pbx.code, "name": source.name, "error": source.link_error}
        wrong = source.enabled and source.link_state in _WRONG
        row = _row(source.link_since, "link_down", "bad", params) if wrong else None
        yield from _on_boards(look, f"alert:link:{source.id}", row)


def _trouble(look: Look, queue: Queue, open_: Waiting) -> tuple[str, list[Row]]:
    oldest = open_.oldest_us
    longest_s = (look.now_us - oldest) // SECOND_US if oldest is not None else None
    return levels.judge(queue.thresholds, {"waiting": len(open_.callers), "longest_s": longest_s})


def _since(queue: Queue, open_: Waiting) -> datetime | None:
    """When the newest caller that made the line too long came, or else the oldest: a stable instant."""
    limits = queue.thresholds.get("waiting") or [1]
    index = int(limits[0]) - 1
    callers = open_.callers
    return instant(callers[index][0] if 0 <= index < len(callers) else callers[0][0]) if callers else None


def _link(source: PbxSource) -> Row:
    return {
        "pbx": source.pbx.code,
        "name": source.name,
        "kind": source.kind.value,
        "state": source.link_state.value,
        "since": stamp(source.link_since),
        "error": source.link_error,
    }


def _row(at: datetime | None, kind: str, level: str, params: dict[str, Any]) -> Row:
    return {"at": stamp(at), "kind": kind, "level": level, "params": params}


def _on_boards(look: Look, id_: str, row: Row | None, audience: tuple[Target, ...] = ()) -> Iterator[Change]:
    for board in BOARDS:
        yield look.gone(board, id_) if row is None else look.row(board, id_, row, audience if board == "floor" else ())
