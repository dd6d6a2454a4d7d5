"""The document of `rexian clocks simulate` becomes a story, or a sentence that says what it cannot mean."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from ticketing.domain.calendars import Calendar, NoOpenTime, require_open_time
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.clocks.policies import Apply
from ticketing.domain.clocks.policy_documents import known, policy_from
from ticketing.domain.clocks.stories import Ask, AskAdd, AskBetween, AskClocks, By, Do, Happening, Story
from ticketing.domain.documents import EARLIEST, Node
from ticketing.domain.tickets.words import Priority, TicketKind

Calendars = Mapping[str, Calendar]


def story_from(document: object) -> Story:
    """The story that a parsed JSON document tells; raises DocumentError."""
    root = Node(document)
    listed = root.optional("calendars")
    calendars = {name: calendar_from(node) for name, node in listed.fields().items()} if listed else {}
    policy = root.optional("policy")
    happenings = [_happening(index, node, calendars) for index, node in enumerate(_list(root, "events"))]
    story = Story(
        calendars,
        policy_from(policy, calendars) if policy else None,
        tuple(sorted(happenings, key=lambda one: one.at)),
        tuple(_ask(node, calendars) for node in _list(root, "ask")),
    )
    _require_policy(story, root)
    _require_open_calendars(story, root)
    return story


def _list(root: Node, name: str) -> Iterable[Node]:
    node = root.optional(name)
    return node.items() if node else ()


def _happening(index: int, node: Node, calendars: Calendars) -> Happening:
    do, by = node.field("do").word(Do), node.optional("by")
    plain = Happening(index=index, at=node.field("at").instant(), do=do, by=by.word(By) if by else By.SUPERVISOR)
    details = _DETAILS.get(do)
    return details(plain, node, calendars) if details else plain


def _create(plain: Happening, node: Node, _: Calendars) -> Happening:
    priority, answered, kind = node.optional("priority"), node.optional("answered"), node.optional("kind")
    return replace(
        plain,
        priority=priority.word(Priority) if priority else plain.priority,
        answered=answered.flag() if answered else False,
        kind=kind.word(TicketKind) if kind else plain.kind,
    )


def _customer_contact(plain: Happening, node: Node, _: Calendars) -> Happening:
    no_action = node.optional("no_action")
    return replace(plain, no_action=no_action.flag() if no_action else False)


def _wait(plain: Happening, node: Node, _: Calendars) -> Happening:
    wake_at = node.optional("wake_at")
    return replace(plain, wake_at=wake_at.instant() if wake_at else None)


def _priority(plain: Happening, node: Node, _: Calendars) -> Happening:
    return replace(plain, priority=node.field("priority").word(Priority))


def _transfer(plain: Happening, node: Node, _: Calendars) -> Happening:
    team = node.optional("team")
    return replace(plain, team=team.text() if team else "")


def _policy(plain: Happening, node: Node, calendars: Calendars) -> Happening:
    apply = node.optional("apply")
    return replace(
        plain,
        policy=policy_from(node.field("policy"), calendars),
        apply=apply.word(Apply) if apply else Apply.NEW_ONLY,
    )


def _calendar(plain: Happening, node: Node, calendars: Calendars) -> Happening:
    edited = node.field("calendar")
    calendar = calendar_from(edited)
    _require_open(calendar, plain.at, edited)
    return replace(plain, name=known(node.field("name"), calendars), calendar=calendar)


_DETAILS: Mapping[Do, Callable[[Happening, Node, Calendars], Happening]] = {
    Do.CREATE: _create,
    Do.CUSTOMER_CONTACT: _customer_contact,
    Do.WAIT_CUSTOMER: _wait,
    Do.PRIORITY: _priority,
    Do.TRANSFER: _transfer,
    Do.POLICY: _policy,
    Do.CALENDAR: _calendar,
}


def _ask(node: Node, calendars: Calendars) -> Ask:
    asked = [name for name in _ASKS if node.optional(name)]
    if len(asked) != 1:
        raise node.problem(f"must ask one thing: {', '.join(_ASKS)}")
    return _ASKS[asked[0]](node.field(asked[0]), calendars)


def _add(node: Node, calendars: Calendars) -> Ask:
    calendar = known(node.field("calendar"), calendars)
    return AskAdd(calendar, node.field("from").instant(), node.field("seconds").whole())


def _between(node: Node, calendars: Calendars) -> Ask:
    calendar = known(node.field("calendar"), calendars)
    return AskBetween(calendar, node.field("from").instant(), node.field("to").instant())


_ASKS: Mapping[str, Callable[[Node, Calendars], Ask]] = {
    "clocks": lambda node, _: AskClocks(node.instant()),
    "add": _add,
    "between": _between,
}


def _require_policy(story: Story, root: Node) -> None:
    governed = story.policy is not None
    for one in story.happenings:
        governed = governed or one.do is Do.POLICY
        if one.do is Do.CREATE and not governed:
            raise Node(None, f"events[{one.index}]").problem("creates a ticket, but the document has no policy")


def _require_open_calendars(story: Story, root: Node) -> None:
    first = _beginning(story)
    for name, calendar in story.calendars.items():
        _require_open(calendar, first, Node(None, f"calendars.{name}"))


def _require_open(calendar: Calendar, at: datetime, node: Node) -> None:
    try:
        require_open_time(calendar, at)
    except NoOpenTime:
        raise node.problem("has no open time in the next 366 days") from None


def _beginning(story: Story) -> datetime:
    """The first instant that the story speaks of: from there on its calendars must open some time."""
    instants = [one.at for one in story.happenings]
    for ask in story.asks:
        instants.append(ask.at if isinstance(ask, AskClocks) else ask.start)
    return min(instants, default=EARLIEST)
