"""Who may listen to what: a topic's name and an actor become a view, or a refusal. Deny by default."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import NAMELESS, Permission, Reach, Target, Verdict, judge, reaches_of
from ticketing.errors import Forbidden, NotFound
from ticketing.queries.board.change import Change
from ticketing.queries.board.nameless import nameless

# What a person may listen to by name alone; `me`, weeks and tickets are judged below.
OPEN_TOPICS = {
    "wallboard": Permission.BOARD_READ,
    "floor": Permission.BOARD_READ,
    "desk": Permission.ESCALATION_READ,
    "keeping": Permission.ATTENDANCE_READ,
}
# Followed by the person's id.
ME = "me:"
# Followed by the ticket's number.
TICKET = "ticket:"
# The row by which its whole topic is seen or not: the ticket may move out of somebody's reach.
TICKET_ROW = "ticket"
_DAY = re.compile(r"shift:(\d{4}-\d{2}-\d{2})", re.ASCII)
_TICKET = re.compile(TICKET + r"(\d{8}-\d{5,9})", re.ASCII)
# Farther away nobody plans, and every day asked for costs memory.
FARTHEST = timedelta(days=400)

Sees = Callable[[Change], bool]
Shows = Callable[[Change], Change]


@dataclass(frozen=True)
class ViewSpec:
    """What one kind of listener gets: the name they know it by, the topics it is made of, the rows they may see.

    Listeners with the same `key` share one view, so `key` must say everything that `sees` decides by. With a `gate`
    all rows of the topic are seen exactly while the row of that id is.
    """

    name: str
    key: str
    topics: tuple[str, ...]
    sees: Sees = lambda _: True
    gate: str | None = None
    # What of a row is told.
    shows: Shows = lambda change: change


# Finds what a ticket's right is asked for, by its number; None when there is no such ticket.
FindTicket = Callable[[str], Target | None]


def view_of(actor: Actor, topic: str, today: date, find_ticket: FindTicket) -> ViewSpec:
    """The view that `topic` means for this actor.

    Raises `Forbidden` without the right, `NotFound` for what does not exist or not for this actor.
    """
    if topic == "me":
        return _own(actor)
    if topic == "wallboard":
        return _wall(actor)
    if actor.scope.token_scope:
        # A screen on the wall shows the wall, and no other topic that its one right would open.
        raise Forbidden()
    if topic in OPEN_TOPICS:
        return _filtered(actor, topic, OPEN_TOPICS[topic])
    if found := _DAY.fullmatch(topic):
        _require_near(found[1], today)
        return _filtered(actor, topic, Permission.ROSTER_READ)
    if found := _TICKET.fullmatch(topic):
        target = find_ticket(found[1])
        if target is None:
            raise NotFound()
        _require(actor, Permission.TICKET_READ, target)
        return replace(_filtered(actor, topic, Permission.TICKET_READ), gate=TICKET_ROW)
    raise NotFound()


def visible(spec: ViewSpec, rows: Sequence[Change]) -> list[Change]:
    """Those of a view's rows that its listeners see."""
    if spec.gate is not None:
        opens = any(row.id == spec.gate and row.row is not None and spec.sees(row) for row in rows)
        return [spec.shows(row) for row in rows if row.row is not None] if opens else []
    return [spec.shows(row) for row in rows if row.row is not None and spec.sees(row)]


def may_join(actor: Actor, topic: str, today: date, find_ticket: FindTicket) -> bool:
    """Whether the actor may listen to the topic at all."""
    try:
        view_of(actor, topic, today, find_ticket)
    except (Forbidden, NotFound):
        return False
    return True


def _wall(actor: Actor) -> ViewSpec:
    """The wall shows the same to everybody; to the link of a room that visitors pass without names."""
    _require(actor, Permission.BOARD_READ)
    if actor.scope.token_scope == NAMELESS:
        return ViewSpec("wallboard", "wallboard|nameless", ("wallboard",), shows=nameless)
    return ViewSpec("wallboard", "wallboard", ("wallboard",))


def _own(actor: Actor) -> ViewSpec:
    """One's own rows, and of everybody's work what is one's own or lies open in one's queues."""
    if actor.id is None:
        raise Forbidden()
    topic = f"{ME}{actor.id}"
    return ViewSpec(
        "me", f"me|{_reach_key(actor)}", (topic, "work"), lambda row: row.topic == topic or _mine(actor, row)
    )


def _mine(actor: Actor, row: Change) -> bool:
    return any(
        (side.owner_id is not None and side.owner_id == actor.id)
        or (side.queue_id is not None and side.queue_id in actor.scope.queue_ids)
        for side in row.audience
    )


def _filtered(actor: Actor, topic: str, permission: Permission) -> ViewSpec:
    _require(actor, permission)
    if Reach.ALL in reaches_of(actor, permission):
        return ViewSpec(topic, topic, (topic,))
    return ViewSpec(topic, f"{topic}|{_reach_key(actor)}", (topic,), _within_reach(actor, permission))


def _within_reach(actor: Actor, permission: Permission) -> Sees:
    def sees(row: Change) -> bool:
        return not row.audience or any(judge(actor, permission, side) is Verdict.ALLOWED for side in row.audience)

    return sees


def _reach_key(actor: Actor) -> str:
    """Everything that decides what an actor sees; two with the same key see the same."""
    scope = actor.scope
    queues = ",".join(map(str, sorted(scope.queue_ids)))
    return f"{actor.id}|{'+'.join(sorted(actor.roles))}|{scope.team_id}|{queues}"


def _require(actor: Actor, permission: Permission, target: Target | None = None) -> None:
    match judge(actor, permission, target):
        case Verdict.FORBIDDEN:
            raise Forbidden(permission=permission.value)
        case Verdict.HIDDEN:
            raise NotFound()


def _require_near(day: str, today: date) -> None:
    try:
        far = abs(date.fromisoformat(day) - today) > FARTHEST
    except ValueError:
        far = True
    if far:
        raise NotFound()
