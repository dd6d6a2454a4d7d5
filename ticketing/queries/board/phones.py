"""What the phone systems say of agents at one instant, by the names they use."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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
    """What is said of these names; who was never heard of is an empty Phone."""
    found: dict[RawName, Phone] = defaultdict(Phone)
    for slice_ in slices(look, names):
        found[RawName(slice_.pbx_id, slice_.agent)].slice = slice_
    for name in names:
        if paused_in := look.once("standing", _standing).pauses.get(name):
            found[name].paused_in.update(paused_in)
    return found


def slices(look: Look, names: Collection[RawName] | None = None) -> list[AgentSlice]:
    """The slice that each of these names is in now; all current names when None."""
    current = look.once("slices", _slices)
    return list(current.values()) if names is None else [current[name] for name in set(names) if name in current]


def _slices(look: Look) -> dict[RawName, AgentSlice]:
    """One index look-up per name. A slice may begin in the future, because a wrap-up's end is known when it starts."""
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
    found = look.session.scalars(query).all()
    return {RawName(one.pbx_id, one.agent): one for one in found if one.end_us is None or one.end_us > look.now_us}


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
    found: dict[int, list[RawName]] = defaultdict(list)
    for name, person_id in look.once("aliases", _aliases).items():
        if person_id is not None and person_id in people:
            found[person_id].append(name)
    return found


def people_behind(look: Look, names: Collection[RawName]) -> dict[RawName, set[int]]:
    """The people whom these names mean now; an empty set for a stranger."""
    aliases = look.once("aliases", _aliases)
    return {name: {person} if (person := aliases.get(name)) is not None else set() for name in names}


def people_ever_behind(look: Look, names: Collection[RawName]) -> dict[RawName, set[int]]:
    """The people whom these names mean or have meant."""
    rows = look.session.execute(
        sa.select(AgentAlias.pbx_id, AgentAlias.raw_name, AgentAlias.person_id).where(
            _any_of(AgentAlias.pbx_id, AgentAlias.raw_name, names)
        )
    )
    found: dict[RawName, set[int]] = {name: set() for name in names}
    for pbx_id, name, person_id in rows:
        if person_id is not None:
            found[RawName(pbx_id, name)].add(person_id)
    return found


def strangers(look: Look) -> list[RawName]:
    """Every name that means nobody now."""
    return [name for name, person_id in look.once("aliases", _aliases).items() if person_id is None]


def members(look: Look, codes: Collection[str]) -> dict[str, set[RawName]]:
    """Who is a member of each of these queues, as the phone systems have it."""
    found: dict[str, set[RawName]] = defaultdict(set)
    for name, queues in look.once("standing", _standing).members.items():
        for code in queues & set(codes):
            found[code].add(name)
    return found


def queues_of(look: Look, names: Collection[RawName]) -> dict[RawName, dict[int, str]]:
    """The known queues (id -> code) that the phone systems have these names in."""
    known = {queue.code: queue.id for queue in every_queue(look)}
    belongs = look.once("standing", _standing).members
    found: dict[RawName, dict[int, str]] = defaultdict(dict)
    for name in names:
        found[name] = {known[code]: code for code in belongs.get(name, ()) if code in known}
    return found


def every_queue(look: Look) -> Sequence[Queue]:
    """All queues, inactive ones too, in the order in which boards show them."""
    ordered = sa.select(Queue).order_by(Queue.position, Queue.code)
    return look.once("queues", lambda look: look.session.scalars(ordered).all())


class _Standing(NamedTuple):
    """Who is in which queue now, and paused in which."""

    members: dict[RawName, set[str]]
    pauses: dict[RawName, set[str]]


def _standing(look: Look) -> _Standing:
    fact = AgentInterval
    rows = look.session.execute(
        sa.select(fact.kind, fact.pbx_id, fact.agent, fact.queue).where(
            fact.kind.in_(["member", "pause"]), fact.end_us.is_(None), fact.queue != ""
        )
    )
    found = _Standing(defaultdict(set), defaultdict(set))
    for kind, pbx_id, name, queue in rows:
        (found.members if kind == "member" else found.pauses)[RawName(pbx_id, name)].add(queue)
    return found


def _aliases(look: Look) -> dict[RawName, int | None]:
    """Whom each name means now."""
    alias = AgentAlias
    rows = look.session.execute(
        sa.select(alias.pbx_id, alias.raw_name, alias.person_id).where(alias.valid_to.is_(None)).order_by(alias.id)
    )
    return {RawName(pbx_id, name): person_id for pbx_id, name, person_id in rows}


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
