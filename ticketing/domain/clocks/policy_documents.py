"""A policy as people write it: {"calendar", "targets": {kind: {priority: seconds}}, "warn_pct", "reopen", ...}."""

from collections.abc import Collection, Mapping

from ticketing.domain.clocks.ladder_documents import at_once_from, ladders_from
from ticketing.domain.clocks.policies import Policy, Reopening, ReopenMode, TeamTerms
from ticketing.domain.clocks.records import ClockKind
from ticketing.domain.documents import Node
from ticketing.domain.tickets.words import Priority


def policy_from(node: Node, calendars: Collection[str]) -> Policy:
    """A policy on one of `calendars`, with the standard's values where the document is silent."""
    plain = Policy(known(node.field("calendar"), calendars), _targets(node.field("targets")))
    warn, pauses = node.optional("warn_pct"), node.optional("pause_waiting_customer")
    grace, longest = node.optional("retarget_grace_s"), node.optional("longest_pause_s")
    return Policy(
        plain.calendar,
        plain.targets,
        warn_pct=tuple(one.whole(1, 100) for one in warn.items()) if warn else plain.warn_pct,
        retarget_grace_s=grace.whole() if grace else plain.retarget_grace_s,
        reopening=_reopening(node.optional("reopen")),
        pauses=frozenset(one.word(ClockKind) for one in pauses.items()) if pauses else plain.pauses,
        longest_pause_s=longest.whole(1) if longest else plain.longest_pause_s,
        ladders=ladders_from(node.optional("ladders")),
        at_once=at_once_from(node.optional("at_once")),
        teams=_teams(node.optional("teams")),
    )


def known(node: Node, calendars: Collection[str]) -> str:
    """The name of a calendar that exists."""
    name = node.text()
    if name not in calendars:
        raise node.problem(f"names no calendar of the document: {name[:40]!r}")
    return name


def _targets(node: Node) -> Mapping[ClockKind, Mapping[Priority, int]]:
    targets: dict[ClockKind, dict[Priority, int]] = {}
    for name, priorities in node.fields().items():
        if name not in [kind.value for kind in ClockKind]:
            raise priorities.problem(f"is no kind of clock: {', '.join(ClockKind)}")
        targets[ClockKind(name)] = _by_priority(priorities)
    return targets


def _teams(node: Node | None) -> Mapping[str, TeamTerms]:
    """{"two": {"accept_s": 1800, "ola": {"high": 7200}}}: what holds between teams, by the team's code."""
    teams: dict[str, TeamTerms] = {}
    for code, said in (node.fields() if node else {}).items():
        accept, targets = said.optional("accept_s"), said.optional("ola")
        teams[code] = TeamTerms(_by_priority(targets) if targets else {}, accept.whole(1) if accept else None)
    return teams


def _by_priority(node: Node) -> dict[Priority, int]:
    seconds: dict[Priority, int] = {}
    for name, target in node.fields().items():
        if name not in [priority.value for priority in Priority]:
            raise target.problem(f"is no priority: {', '.join(Priority)}")
        if target.value is not None:
            seconds[Priority(name)] = target.whole(1)
    return seconds


def _reopening(node: Node | None) -> Reopening:
    plain = Reopening()
    if node is None:
        return plain
    pct, least, mode = node.optional("pct"), node.optional("min_s"), node.optional("mode")
    return Reopening(
        pct.whole(0, 1_000) if pct else plain.pct,
        least.whole() if least else plain.min_s,
        mode.word(ReopenMode) if mode else plain.mode,
    )
