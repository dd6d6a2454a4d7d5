"""Rows `queue:<code>`: who waits, who could answer, how the day has gone. A few queries for any number of queues."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from ticketing.domain.instants import SECOND_US
from ticketing.domain.permissions import Target
from ticketing.domain.phones import masked
from ticketing.models.calls import QueueVisit
from ticketing.models.queues import Queue
from ticketing.queries.board import levels
from ticketing.queries.board.change import BOARDS, Change, Look, Row, stamp_us
from ticketing.queries.board.figures import Day, days_of
from ticketing.queries.board.phones import RawName, every_queue, members, slices

LONGEST_LIST = 20


@dataclass
class Waiting:
    """What stands open in one queue: the waiting callers in order of arrival, and how many are past waiting."""

    callers: list[tuple[int, str, str | None]] = field(default_factory=list)
    connecting: int = 0
    talking: int = 0

    @property
    def oldest_us(self) -> int | None:
        return self.callers[0][0] if self.callers else None


def rows(look: Look, codes: Collection[str] | None = None) -> Iterator[Change]:
    """The named queues, or every active one, for wallboard and floor; an inactive queue is gone."""
    found = [queue for queue in every_queue(look) if codes is None or queue.code in codes]
    active = [queue for queue in found if queue.active]
    names = [queue.code for queue in active]
    open_, staff, days = waiting(look), staff_of(look, names), days_of(look)
    for queue in active:
        row = _row(look, queue, open_[queue.code], staff[queue.code], days[queue.code])
        yield look.row("wallboard", f"queue:{queue.code}", row)
        listed = {**row, "waiting_list": _listed(open_[queue.code])}
        yield look.row("floor", f"queue:{queue.code}", listed, (Target(queue_id=queue.id),))
    for queue in found:
        if not queue.active:
            yield from (look.gone(board, f"queue:{queue.code}") for board in BOARDS)


def waiting(look: Look) -> dict[str, Waiting]:
    """What stands open in every queue; nothing in one that is not named."""
    return look.once("waiting", _waiting)


def _waiting(look: Look) -> dict[str, Waiting]:
    found: dict[str, Waiting] = defaultdict(Waiting)
    query = (
        sa.select(QueueVisit.queue, QueueVisit.stage, QueueVisit.enter_us, QueueVisit.callid, QueueVisit.caller)
        .where(QueueVisit.stage != "ended")
        .order_by(QueueVisit.enter_us, QueueVisit.id)
    )
    for code, stage, enter_us, callid, caller in look.session.execute(query):
        queue = found[code]
        if stage == "waiting":
            queue.callers.append((enter_us, callid, caller))
        elif stage == "connecting":
            queue.connecting += 1
        else:
            queue.talking += 1
    return found


def staff_of(look: Look, codes: Collection[str]) -> dict[str, Counter[str]]:
    """Per queue how many of its members are in which state."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    belongs = members(look, codes)
    everybody = {name for names in belongs.values() for name in names}
    states = {RawName(one.pbx_id, one.agent): one.state for one in slices(look, everybody)}
    for code, names in belongs.items():
        found[code].update(states.get(name, "offline") for name in names)
    return found


def _row(look: Look, queue: Queue, open_: Waiting, staff: Counter[str], day: Day) -> Row:
    oldest = open_.oldest_us
    longest_s = (look.now_us - oldest) // SECOND_US if oldest is not None else 0
    patience_us = queue.sl_threshold_s * SECOND_US
    undecided = sum(1 for enter_us, _, _ in open_.callers if look.now_us - enter_us <= patience_us)
    sl_pct = day.service_level(queue.sl_formula, undecided)
    measured = {"waiting": len(open_.callers), "longest_s": longest_s, "sl_pct": sl_pct}
    level, why = levels.judge(queue.thresholds, measured)
    return _sign(queue) | {
        "waiting": len(open_.callers),
        "connecting": open_.connecting,
        "talking": open_.talking,
        "longest_since": stamp_us(oldest),
        "offered": day.offered,
        "answered": day.answered,
        "abandoned": day.abandoned,
        "short": day.short,
        "other": day.other,
        "sl_pct": sl_pct,
        "lost_pct": day.lost_pct,
        "ready": staff["ready"],
        "ringing": staff["ringing"],
        "acw": staff["acw"],
        "paused": staff["paused"],
        "staffed": sum(count for state, count in staff.items() if state != "offline"),
        "level": level,
        "why": why,
    }


def _sign(queue: Queue) -> Row:
    """What is written over the line, and the promise it is measured by."""
    return {
        "code": queue.code,
        "name": queue.name,
        "name_en": queue.name_en,
        "kind": queue.kind.value,
        "position": queue.position,
        "sl_name": queue.sl_formula,
        "sl_threshold_s": queue.sl_threshold_s,
        "sl_target_pct": queue.sl_target_pct,
    }


def _listed(open_: Waiting) -> list[Row]:
    """The first of the waiting line, with numbers as those see them who may not read them whole."""
    return [
        {"callid": callid, "since": stamp_us(enter_us), "caller": masked(caller)}
        for enter_us, callid, caller in open_.callers[:LONGEST_LIST]
    ]
