"""One person, one timeline: the facts of all their names on all phone systems, and what they said at the console.

The phones' facts come to one line by the rule of telephony.md 5.4; what was said at the console is laid over it:
a call outranks every word, then a break or "busy" (the later of phone and console gives the reason), then wrap-up,
then "lost", then ready. A word counts for a day at most, so that a forgotten one does not run for ever.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ticketing.domain.breaks import folded
from ticketing.domain.instants import SECOND_US
from ticketing.domain.presence.intervals import Interval, IntervalKind, PresenceState, Slice
from ticketing.domain.presence.timeline import slices_between

#: What was said at the console counts no longer than this, and off line no longer than `OFF_LINE_US`.
SAID_LASTS_US = 24 * 3600 * SECOND_US
OFF_LINE_US = 12 * 3600 * SECOND_US
#: Who wants the timeline from an instant on reads the facts from this much earlier: then no older word can matter.
REACH_BACK_US = 48 * 3600 * SECOND_US

_BY_QUEUE = frozenset({IntervalKind.MEMBER, IntervalKind.PAUSE})
_ON_A_CALL = frozenset({PresenceState.TALKING, PresenceState.HOLD, PresenceState.RINGING})
_CALL_OR_AFTER = frozenset({PresenceState.TALKING, PresenceState.HOLD, PresenceState.ACW})
#: Why somebody is lost: signed out at the console but not at the phone; the console went silent.
SIGNED_OUT, CONSOLE_GONE = "signed_out", "console_gone"


class Named(NamedTuple):
    """What one name of one phone system told while it meant the person, [from_us, to_us); None is "until now"."""

    pbx_id: int
    from_us: int
    to_us: int | None
    facts: Sequence[Interval]
    name: str = ""


class Said(NamedTuple):
    """A word said at the console (ready, busy, break, wrapup, offline); it holds until the next one."""

    at_us: int
    word: str
    reason: str = ""


class Gap(NamedTuple):
    """[start_us, end_us) in which somebody's console was gone; None is "still"."""

    start_us: int
    end_us: int | None


class _Span(NamedTuple):
    start_us: int
    end_us: int
    said: Said


def person_slices(
    named: Sequence[Named],
    said: Sequence[Said] = (),
    gaps: Sequence[Gap] = (),
    from_us: int = 0,
    acw_reasons: frozenset[str] = frozenset(),
) -> list[Slice]:
    """The exclusive timeline from `from_us` on, as `slices_between` gives it: the last slice is open, absence before
    the first is left out. `said` and `gaps` stand in order of time; `acw_reasons` are folded (`breaks.folded`).
    """
    facts = _facts(named, said)
    phone = slices_between(facts, from_us, _spelled(facts, acw_reasons))
    if not said and not gaps:
        return phone
    line = _filled(phone, from_us)
    gaps = [Gap(gap.start_us, _earlier(gap.end_us, gap.start_us + SAID_LASTS_US)) for gap in gaps]
    said = [word._replace(word="wrapup", reason="") if folded(word.reason) in acw_reasons else word for word in said]
    return _joined(_overlaid(line, _spans(said, line), gaps, has_phone=bool(named)))


def _spelled(facts: Iterable[Interval], acw_reasons: frozenset[str]) -> frozenset[str]:
    """The reasons that mean "wrapping up" in the spelling of the phones."""
    reasons = {fact.reason for fact in facts if fact.kind is IntervalKind.PAUSE}
    return frozenset(reason for reason in reasons if folded(reason) in acw_reasons)


def _facts(named: Sequence[Named], said: Sequence[Said]) -> list[Interval]:
    """Every name's facts cut to the time it meant the person, numbered anew, pauses and wrap-ups cut where they end."""
    ready = [word.at_us for word in said if word.word == "ready"]
    found: list[Interval] = []
    for pbx_id, from_us, to_us, facts, _ in named:
        for fact in facts:
            start_us, end_us = max(fact.start_us, from_us), _earlier(fact.end_us, to_us)
            if end_us is not None and end_us <= start_us:
                continue
            queue = f"{pbx_id}:{fact.queue}" if fact.kind in _BY_QUEUE else fact.queue
            copy = Interval(len(found) + 1, fact.kind, start_us, queue, fact.reason, fact.visit)
            copy.end_us = _ready_before(ready, start_us, end_us) if fact.kind is IntervalKind.ACW else end_us
            found.append(copy)
    if len(named) > 1:
        _end_pauses_with_memberships(found)
    return found


def _earlier(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


def _ready_before(ready: Sequence[int], start_us: int, end_us: int | None) -> int | None:
    """After-call work is over when its agent says "ready"."""
    at = bisect_right(ready, start_us)
    return _earlier(end_us, ready[at]) if at < len(ready) else end_us


def _end_pauses_with_memberships(facts: Sequence[Interval]) -> None:
    """A queue left under one name ends the pause begun there under another."""
    ends: dict[str, list[int]] = {}
    open_in: set[str] = set()
    for fact in facts:
        if fact.kind is IntervalKind.MEMBER:
            if fact.end_us is None:
                open_in.add(fact.queue)
            else:
                ends.setdefault(fact.queue, []).append(fact.end_us)
    for fact in facts:
        if fact.kind is IntervalKind.PAUSE and fact.queue not in open_in:
            later = [end for end in ends.get(fact.queue, ()) if end > fact.start_us]
            fact.end_us = _earlier(fact.end_us, min(later, default=None))


def _filled(phone: Sequence[Slice], from_us: int) -> list[Slice]:
    """The phones' line with the absence before its first slice, so that it begins at `from_us`."""
    first = phone[0].start_us if phone else None
    if first == from_us:
        return list(phone)
    return [Slice(from_us, first, PresenceState.OFFLINE, "", None, "", False), *phone]


def _spans(said: Sequence[Said], line: Sequence[Slice]) -> list[_Span]:
    """How long each word counts: until the next, a day at most, and not for long while the phone is off line."""
    spans = []
    for index, word in enumerate(said):
        end_us = word.at_us + SAID_LASTS_US
        if index + 1 < len(said):
            end_us = min(end_us, said[index + 1].at_us)
        for piece in line:
            if piece.start_us >= end_us:
                break
            if not piece.online and piece.state is PresenceState.OFFLINE:
                lapses_us = max(piece.start_us, word.at_us) + OFF_LINE_US
                if lapses_us < end_us and (piece.end_us is None or lapses_us < piece.end_us):
                    end_us = max(lapses_us, word.at_us)
        if end_us > word.at_us:
            spans.append(_Span(word.at_us, end_us, word))
    return spans


def _overlaid(line: Sequence[Slice], spans: Sequence[_Span], gaps: Sequence[Gap], has_phone: bool) -> Iterable[Slice]:
    """The line cut at every border of a word and of a gap, each part judged."""
    borders = {span.start_us for span in spans} | {span.end_us for span in spans} | {gap.start_us for gap in gaps}
    borders.update(gap.end_us for gap in gaps if gap.end_us is not None)
    cuts, begins = sorted(borders), [span.start_us for span in spans]
    since_us = line[0].start_us
    for piece in line:
        if not piece.online:
            since_us = piece.end_us if piece.end_us is not None else piece.start_us
        last = len(cuts) if piece.end_us is None else bisect_left(cuts, piece.end_us)
        starts = [piece.start_us, *cuts[bisect_right(cuts, piece.start_us) : last]]
        for start_us, end_us in zip(starts, [*starts[1:], piece.end_us], strict=True):
            at = bisect_right(begins, start_us) - 1
            word = spans[at].said if at >= 0 and start_us < spans[at].end_us else None
            gap = next((gap for gap in gaps if gap.start_us <= start_us and _is_before(start_us, gap.end_us)), None)
            yield _judge(piece, word, gap, since_us, has_phone)._replace(start_us=start_us, end_us=end_us)


def _is_before(at_us: int, end_us: int | None) -> bool:
    return end_us is None or at_us < end_us


def _judge(phone: Slice, word: Said | None, gap: Gap | None, on_line_since_us: int, has_phone: bool) -> Slice:
    """What phone, word and gap come to; the times are the caller's to set."""
    said = word.word if word is not None else ""
    if phone.state in _ON_A_CALL:
        return phone
    if word is not None and said in ("busy", "break"):
        is_later = phone.state is PresenceState.PAUSED and phone.start_us > word.at_us
        return phone if is_later else _away(phone, PresenceState.PAUSED, word.reason or said)
    if said == "wrapup" and phone.state not in (PresenceState.PAUSED, PresenceState.ACW):
        return _away(phone, PresenceState.ACW, "")
    if phone.state is PresenceState.READY:
        signed_out = word is not None and said == "offline" and on_line_since_us < word.at_us
        # Whoever came on line after the console was gone works by the phone alone.
        is_gone = gap is not None and on_line_since_us < gap.start_us
        reason = SIGNED_OUT if signed_out else CONSOLE_GONE if is_gone else ""
        return phone._replace(state=PresenceState.LOST, reason=reason) if reason else phone
    is_all_there_is = said == "ready" and not has_phone
    return _away(phone, PresenceState.READY, "") if is_all_there_is else phone


def _away(phone: Slice, state: PresenceState, reason: str) -> Slice:
    """A state that the console alone gives: signed in there counts as on line."""
    return phone._replace(state=state, reason=reason, visit=None, queue="", online=True)


def _joined(pieces: Iterable[Slice]) -> list[Slice]:
    """Neighbours that say the same are one; absence before the first word of anybody is left out."""
    joined: list[Slice] = []
    for piece in pieces:
        if joined and piece.state is PresenceState.ACW and not piece.reason and piece.visit is None:
            # 继续整理: the work on the same call goes on.
            before = joined[-1]
            if before.state in _CALL_OR_AFTER and not before.reason:
                piece = piece._replace(visit=before.visit, queue=before.queue)
        if joined and joined[-1][2:] == piece[2:]:
            joined[-1] = joined[-1]._replace(end_us=piece.end_us)
        elif joined or piece.state is not PresenceState.OFFLINE:
            joined.append(piece)
    return joined
