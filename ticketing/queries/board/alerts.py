"""Rows `alert:*` and `link:*`: what is wrong now, read from the rows that say so."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ticketing.domain.alerts import AlertMetric, Level
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.escalations import Cause, EscalationState
from ticketing.domain.permissions import Target
from ticketing.models.alerts import Alert
from ticketing.models.callbacks import Callback
from ticketing.models.escalations import Escalation
from ticketing.models.telephony import Pbx, PbxSource
from ticketing.queries.board.change import BOARDS, Change, Look, Row, stamp

# The first level tells the agent's own people in time; from the second on the whole floor should know.
LOUD_FROM_LEVEL = 2
# The boards know three of a queue's figures by one kind.
_KINDS = {metric: metric.value for metric in AlertMetric} | {
    AlertMetric.WAITING: "queue_threshold",
    AlertMetric.LONGEST_S: "queue_threshold",
    AlertMetric.SL_PCT: "queue_threshold",
    AlertMetric.LINK_DOWN_S: "link_down",
}
_SOURCE = joinedload(Alert.source).joinedload(PbxSource.pbx)


def of_rules(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """`alert:rule:<alert id>` while the figure is past its limit (domain/alerts)."""
    named = (joinedload(Alert.queue), joinedload(Alert.person), joinedload(Alert.acknowledger), _SOURCE)
    query = sa.select(Alert).options(*named)
    for one in look.session.scalars(query.where(Alert.cleared_at.is_(None) if ids is None else Alert.id.in_(ids))):
        row = _of_rule(one) if one.is_open else None
        yield from _on_boards(look, f"alert:rule:{one.id}", row, (one.target,))


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
    """`link:<source id>`: how each feed stands; a board over a dead one is dated by its `since`."""
    query = sa.select(PbxSource).options(joinedload(PbxSource.pbx)).order_by(PbxSource.id)
    for source in look.session.scalars(query if ids is None else query.where(PbxSource.id.in_(ids))):
        link = _link(source) if source.enabled else None
        yield from _on_boards(look, f"link:{source.id}", link)


def of_states(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """`alert:state:<pbx id>` from the moment a live state differed from its replay until it agrees again."""
    query = sa.select(Pbx)
    for pbx in look.session.scalars(query.where(Pbx.differs_since.is_not(None) if ids is None else Pbx.id.in_(ids))):
        params = {"pbx": pbx.code, "name": pbx.name}
        row = _row(pbx.differs_since, "state_differs", "bad", params) if pbx.differs_since is not None else None
        yield from _on_boards(look, f"alert:state:{pbx.id}", row)


def _of_rule(one: Alert) -> Row:
    """A queue's limits speak as before; what is watched of agents and links has kinds of its own."""
    limit = {"metric": one.metric.value, "value": one.value, "limit": one.limit}
    params: dict[str, Any] = {"alert_id": one.id, "name": one.name, "reason": one.reason, **limit}
    if one.queue is not None:
        queue = one.queue
        params |= {"queue": queue.code, "name": queue.name, "name_en": queue.name_en, "why": [limit]}
    if one.person is not None:
        params |= {"name": one.person.name, "code": one.person.code}
    if one.source is not None:
        params |= {"name": one.source.name, "pbx": one.source.pbx.code}
    level = "bad" if one.level == Level.CRITICAL else "warn"
    seen_by = one.acknowledger.name if one.acknowledger else None
    return _row(one.since_at, _KINDS[one.metric], level, params) | {"acknowledged_by": seen_by}


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
