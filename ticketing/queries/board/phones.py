"""What the phone systems say of agents at one instant, by the names they use."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ticketing.domain.console import PhoneSide
from ticketing.domain.instants import SECOND_US, instant
from ticketing.models.calls import AgentInterval, AgentSlice, QueueVisit
from ticketing.models.queues import Queue
from ticketing.models.telephony import AgentAlias
from ticketing.queries.board.change import Look

# A phone system's clock may run this far ahead of ours and its news still count as now.
SKEW_US = SECOND_US

# Of several slices of one person (two phone systems) the one that says most is shown.
_LIVELINESS = {"offline": 0, "ready": 1, "paused": 2, "acw": 3, "ringing": 4, "hold": 5, "talking": 6}


class RawName(NamedTuple):
    """An agent as one phone system names them."""

    pbx_id: int
    name: str


@dataclass
class Phone:
    """The slice an agent is in, and the queues they are paused in; no slice: the phone never heard of them."""

    slice: AgentSlice | None = None
    paused_in: set[str] = field(default_factory=set)

    @property
    def state(self) -> str:
        return self.slice.state if self.slice else "offline"

    @property
    def side(self) -> PhoneSide | None:
        return PhoneSide(self.slice.state, instant(self.slice.start_us), self.slice.reason) if self.slice else None

    @property
    def call(self) -> tuple[int, str] | None:
        """(pbx, callid) of the call they are on."""
        return (self.slice.pbx_id, self.slice.callid) if self.slice and self.slice.callid else None


def phones(look: Look, names: Collection[RawName]) -> dict[RawName, Phone]:
    """What is said of these names, in two queries; who was never heard of is an empty Phone."""
    found: dict[RawName, Phone] = defaultdict(Phone)
    for slice_ in slices(look, names):
        found[RawName(slice_.pbx_id, slice_.agent)].slice = slice_
    pauses = look.session.execute(
        sa.select(AgentInterval.pbx_id, AgentInterval.agent, AgentInterval.queue).where(
            _any_of(AgentInterval.pbx_id, AgentInterval.agent, names),
            AgentInterval.kind == "pause",
            AgentInterval.end_us.is_(None),
            AgentInterval.queue != "",
        )
    )
    for pbx_id, name, queue in pauses:
        found[RawName(pbx_id, name)].paused_in.add(queue)
    return found


def slices(look: Look, names: Collection[RawName] | None = None) -> list[AgentSlice]:
    """The slice that each name is in now, one index look-up per name; all current names when None.

    A slice may begin in the future, because the end of a wrap-up is known when it starts.
    """
    newest = (
        sa.select(AgentSlice)
        .where(
            AgentSlice.pbx_id == AgentAlias.pbx_id,
            AgentSlice.agent == AgentAlias.raw_name,
            AgentSlice.start_us <= look.now_us + SKEW_US,
        )
        .order_by(AgentSlice.start_us.desc())
        .limit(1)
        .lateral()
    )
    current = aliased(AgentSlice, newest)
    query = sa.select(current).select_from(AgentAlias).join(newest, sa.true()).where(AgentAlias.valid_to.is_(None))
    if names is not None:
        query = query.where(_any_of(AgentAlias.pbx_id, AgentAlias.raw_name, names))
    found = look.session.scalars(query).all()
    return [one for one in found if one.end_us is None or one.end_us > look.now_us]


def moved_since(look: Look, since_us: int) -> set[RawName]:
    """Names whose slice changed by the mere passing of time since `since_us` (a wrap-up that ran out)."""
    rows = look.session.execute(
        sa.select(AgentSlice.pbx_id, AgentSlice.agent).where(
            AgentSlice.start_us > since_us, AgentSlice.start_us <= look.now_us + SKEW_US
        )
    )
    return {RawName(*row) for row in rows}


def liveliest(found: Iterable[Phone]) -> Phone:
    return max(found, key=lambda phone: _LIVELINESS[phone.state] if phone.slice else -1, default=Phone())


def names_of(look: Look, people: Collection[int]) -> dict[int, list[RawName]]:
    """The names that mean these people now."""
    rows = look.session.execute(
        sa.select(AgentAlias.person_id, AgentAlias.pbx_id, AgentAlias.raw_name).where(
            AgentAlias.person_id.in_(people), AgentAlias.valid_to.is_(None)
        )
    )
    found: dict[int, list[RawName]] = defaultdict(list)
    for person_id, pbx_id, name in rows:
        found[person_id or 0].append(RawName(pbx_id, name))
    return found


def people_behind(look: Look, names: Collection[RawName], ever: bool = False) -> dict[RawName, set[int]]:
    """The people whom these names mean now, or ever meant; an empty set for a stranger."""
    rows = look.session.execute(
        sa.select(AgentAlias.pbx_id, AgentAlias.raw_name, AgentAlias.person_id).where(
            _any_of(AgentAlias.pbx_id, AgentAlias.raw_name, names),
            sa.true() if ever else AgentAlias.valid_to.is_(None),
        )
    )
    found: dict[RawName, set[int]] = {name: set() for name in names}
    for pbx_id, name, person_id in rows:
        if person_id is not None:
            found[RawName(pbx_id, name)].add(person_id)
    return found


def strangers(look: Look) -> list[RawName]:
    """Every name that means nobody now."""
    rows = look.session.execute(
        sa.select(AgentAlias.pbx_id, AgentAlias.raw_name).where(
            AgentAlias.person_id.is_(None), AgentAlias.valid_to.is_(None)
        )
    )
    return [RawName(*row) for row in rows]


def members(look: Look, codes: Collection[str]) -> dict[str, set[RawName]]:
    """Who is a member of each of these queues, as the phone systems have it."""
    rows = look.session.execute(
        sa.select(AgentInterval.queue, AgentInterval.pbx_id, AgentInterval.agent).where(
            AgentInterval.kind == "member", AgentInterval.end_us.is_(None), AgentInterval.queue.in_(codes)
        )
    )
    found: dict[str, set[RawName]] = defaultdict(set)
    for code, pbx_id, name in rows:
        found[code].add(RawName(pbx_id, name))
    return found


def queues_of(look: Look, names: Collection[RawName]) -> dict[RawName, dict[int, str]]:
    """The known queues (id -> code) that the phone systems have these names in."""
    rows = look.session.execute(
        sa.select(AgentInterval.pbx_id, AgentInterval.agent, Queue.id, Queue.code)
        .join(Queue, Queue.code == AgentInterval.queue)
        .where(
            _any_of(AgentInterval.pbx_id, AgentInterval.agent, names),
            AgentInterval.kind == "member",
            AgentInterval.end_us.is_(None),
        )
    )
    found: dict[RawName, dict[int, str]] = defaultdict(dict)
    for pbx_id, name, queue_id, code in rows:
        found[RawName(pbx_id, name)][queue_id] = code
    return found


def callers(look: Look, calls: Collection[tuple[int, str]]) -> dict[tuple[int, str], str | None]:
    """The numbers at the other end of these calls, by (pbx, callid)."""
    if not calls:
        return {}
    rows = look.session.execute(
        sa.select(QueueVisit.pbx_id, QueueVisit.callid, QueueVisit.caller).where(
            _any_of(QueueVisit.pbx_id, QueueVisit.callid, calls), QueueVisit.caller.is_not(None)
        )
    )
    return {(pbx_id, callid): caller for pbx_id, callid, caller in rows}


def _any_of(one: Any, other: Any, pairs: Collection[tuple[int, str]]) -> sa.ColumnElement[bool]:
    return sa.tuple_(one, other).in_([tuple(pair) for pair in pairs])
