"""Feeds folded in memory: the same store-then-fold as in the database, without one."""

from collections.abc import Mapping
from typing import Any

from ticketing.domain.calls import Fold, PbxState
from ticketing.domain.presence import Interval, slices_between
from ticketing.telephony.replay.books import Books
from ticketing.telephony.replay.cases import Case
from ticketing.telephony.replay.feeds import READERS, Entry, Store
from ticketing.telephony.replay.figures import Folded, report
from ticketing.telephony.replay.live import look, queues_of


def replay(case: Case) -> dict[str, Any]:
    """One case's answer: the keys of its `expect`, and everything else that its feeds allow."""
    return report(case, fold_in_memory(case))


def fold_in_memory(case: Case) -> Folded:
    """Store every feed, fold each phone system's lines in order, and look at it at the case's own now."""
    store, books = Store(case.has_positions), Books(case.feeds)
    for number, feed in enumerate(case.feeds):
        if feed.get("format") in READERS:
            store.ingest(number, feed)
    accepted, duplicates, quarantined = books.counts()
    folded = Folded(
        accepted=store.accepted + accepted,
        duplicates=store.duplicates + duplicates,
        quarantined=store.quarantined + quarantined,
        extra=books.parts(has_visits=bool(store.systems)),
    )
    folds = {source: _fold(case, source, store.entries(source)) for source in store.systems}
    folded.now_us = now_of(case, folds)
    facts: dict[str, list[Interval]] = {}
    for source, fold in folds.items():
        fold.tick(folded.now_us)
        _collect(folded, facts, source, fold)
    for name, intervals in facts.items():
        # One person on two phone systems is still one person.
        folded.slices[name] = slices_between(intervals, 0, frozenset(case.config.get("acw_pause_reasons", ())))
    folded.live = look(list(folds.values()), folded.now_us)
    folded.snapshots = _snapshots(case, store)
    return folded


def _fold(case: Case, source: str, entries: list[Entry]) -> Fold:
    fold = Fold(PbxState(source), case.fold_config(source))
    for entry in entries:
        fold.hear(entry.signal)
    return fold


def now_of(case: Case, folds: Mapping[str, Fold]) -> int:
    """The case's own now, else the end of its window, else the last thing heard."""
    if case.now_us is not None:
        return case.now_us
    heard = max((fold.state.last_us for fold in folds.values()), default=0)
    return max(heard, case.window_us[1]) if case.window_us is not None else heard


def _collect(folded: Folded, facts: dict[str, list[Interval]], source: str, fold: Fold) -> None:
    changes = fold.settle()
    folded.attempts += changes.attempts
    folded.outbound += changes.outbound
    folded.visits += [(source, visit) for visit in fold.state.visits.values()]
    for name, track in fold.state.agents.items():
        known = facts.setdefault(name, [])
        # Serials count per phone system; make them one row of numbers.
        for interval in track.facts():
            known.append(interval.copy(len(known) + 1))
    folded.intervals = facts


def _snapshots(case: Case, store: Store) -> list[dict[str, Any]]:
    """The live view after each event of the first AMI feed, with what earlier feeds had said by then."""
    first = next((n for n, feed in enumerate(case.feeds) if feed.get("format") in ("ami", "asterisk_ami")), None)
    if first is None:
        return []
    source = case.feeds[first].get("source", "")
    entries = [entry for entry in store.entries(source) if entry.feed <= first]
    fold = Fold(PbxState(source), case.fold_config(source))
    queues, pictures = queues_of(entries), []
    at_us = 0
    said = {entry.place: number for number, entry in enumerate(entries) if entry.feed == first}
    position = 0
    for index in range(len(case.feeds[first]["events"])):
        if index in said:
            for entry in entries[position : said[index] + 1]:
                fold.hear(entry.signal)
                at_us = entry.signal.at_us
            position = max(position, said[index] + 1)
        fold.settle()
        view = look([fold], at_us, queues)
        pictures.append({"after": index, **view["queues"], "agents": view["agents"], "agent_since": view["since"]})
    return pictures
