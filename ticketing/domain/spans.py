"""Stretches of time as sets: what two share, what is left of one without the other, how long that is."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """[start_us, end_us), microseconds UTC."""

    start_us: int
    end_us: int


def union(spans: Iterable[Span]) -> list[Span]:
    """The same instants as stretches in order that neither overlap nor touch; empty ones are dropped."""
    found: list[Span] = []
    for span in sorted(span for span in spans if span.end_us > span.start_us):
        if found and span.start_us <= found[-1].end_us:
            found[-1] = Span(found[-1].start_us, max(found[-1].end_us, span.end_us))
        else:
            found.append(span)
    return found


def shared(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """The instants that lie in both."""
    left, right = union(one), union(other)
    found: list[Span] = []
    here = there = 0
    while here < len(left) and there < len(right):
        start_us = max(left[here].start_us, right[there].start_us)
        end_us = min(left[here].end_us, right[there].end_us)
        if start_us < end_us:
            found.append(Span(start_us, end_us))
        if left[here].end_us < right[there].end_us:
            here += 1
        else:
            there += 1
    return found


def without(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """The instants of the first that do not lie in the second."""
    taken = union(other)
    found: list[Span] = []
    at = 0
    for start_us, end_us in union(one):
        while at < len(taken) and taken[at].end_us <= start_us:
            at += 1
        for gap in taken[at:]:
            if gap.start_us >= end_us:
                break
            if gap.start_us > start_us:
                found.append(Span(start_us, gap.start_us))
            start_us = max(start_us, gap.end_us)
        if start_us < end_us:
            found.append(Span(start_us, end_us))
    return found


def length_us(spans: Iterable[Span]) -> int:
    """Microseconds of these instants, those that lie in several counted once."""
    return sum(span.end_us - span.start_us for span in union(spans))


def cut(spans: Sequence[Span], start_us: int, end_us: int) -> list[Span]:
    """The instants that lie in [start_us, end_us)."""
    return shared(spans, [Span(start_us, end_us)]) if end_us > start_us else []
