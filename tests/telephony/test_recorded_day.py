"""A real phone system's day: every visit, every count, and the live state of every third second."""

from typing import Any

import pytest

from tests.telephony.recorded_day import (
    Snapshot,
    chunks,
    log_lines,
    signals_of_stream,
    snapshots,
    true_queues,
    true_visits,
)
from ticketing.domain.calls import Changes, EndReason, Fold, FoldConfig, Outcome, PbxState, QueueRules, Stage, Visit
from ticketing.domain.metrics import QueueTally
from ticketing.domain.signals import Signal
from ticketing.telephony.ami.events import signal_of
from ticketing.telephony.ami.protocol import BlockReader
from ticketing.telephony.queue_log import parse

LOG_REASONS = {
    EndReason.AGENT: "COMPLETEAGENT",
    EndReason.CALLER: "COMPLETECALLER",
    EndReason.BLIND_TRANSFER: "BLINDTRANSFER",
    EndReason.ATTENDED_TRANSFER: "ATTENDEDTRANSFER",
}
LOG_EXITS = {
    Outcome.ABANDONED: "ABANDON",
    Outcome.TIMEOUT: "EXITWITHTIMEOUT",
    Outcome.EXIT_KEY: "EXITWITHKEY",
    Outcome.EXIT_EMPTY: "EXITEMPTY",
    Outcome.WITHDRAWN: "WITHDRAW",
}
#: What the log cannot give: it comes from CDR, from the phones themselves or from AMI.
NOT_IN_THE_LOG = {
    "n", "epoch", "linkedid", "interface", "second_end", "end_callid", "survey", "cdr_rows", "plan", "kind", "phone",
    "phone_answer", "phone_end", "ami_join", "ami_answer", "wait_to_answer", "ami_connect", "ami_complete",
    "ami_reason", "flags",
}  # fmt: skip


def log_signals() -> list[Signal]:
    signals = [parse(line) for line in log_lines()]
    assert all(isinstance(signal, Signal) for signal in signals)
    return [signal for signal in signals if isinstance(signal, Signal)]


def fold_of(signals: list[Signal], queue_log: bool = True) -> tuple[Fold, Changes]:
    fold = Fold(PbxState("recorded"), FoldConfig(queue_log=queue_log))
    return fold, fold.hear_all(signals)


def stream_signals() -> list[Signal]:
    reader = BlockReader()
    return [signal for at, data in chunks() for signal in signals_of_stream(reader, at, data)]


def row_of(visit: Visit, changes: Changes) -> dict[str, str]:
    """A visit in the columns of the truth."""
    is_answered = visit.outcome is Outcome.ANSWERED
    rung: dict[str, list[str]] = {"rna": [], "cancelled": [], "dump": []}
    for attempt in changes.attempts:
        if attempt.visit == visit.key and attempt.result in rung:
            ms = f":{(attempt.end_us - attempt.start_us) // 1000}" if attempt.result != "dump" else ""
            rung[attempt.result].append(attempt.agent + ms)
    end_reason = visit.end_reason or EndReason.LOST
    return {
        "uniqueid": visit.callid,
        "queue": visit.queue,
        "caller": visit.caller or "",
        "callername": visit.caller_name or "",
        "position": str(visit.position),
        "enter": whole(visit.enter_us),
        "agent": visit.agent or "",
        "member_uniqueid": visit.member_uniqueid or "",
        "connect": whole(visit.connect_us),
        "wait": whole(visit.wait_us) if is_answered else "",
        "ring": whole(visit.ring_us),
        "talk": whole(visit.talk_us),
        "end": whole(visit.end_us),
        "reason": LOG_REASONS[end_reason] if is_answered else LOG_EXITS[visit.outcome],
        "endwait": "" if is_answered else whole(visit.wait_us),
        "to": visit.transfer_to or visit.exit_key or "",
        "rna": ";".join(rung["rna"]),
        "cancelled": ";".join(rung["cancelled"]),
        "dumps": ";".join(rung["dump"]),
    }


def whole(us: int | None) -> str:
    return "" if us is None else str(us // 1_000_000)


def by_arrival(visits: Any) -> list[Visit]:
    return sorted(visits, key=lambda visit: visit.serial)


def test_every_visit_of_the_day_is_folded_as_it_was() -> None:
    fold, changes = fold_of(log_signals())
    truth = true_visits()
    rows = [row_of(visit, changes) for visit in by_arrival(fold.state.visits.values())]
    expected = [{name: value for name, value in row.items() if name not in NOT_IN_THE_LOG} for row in truth]
    assert rows == expected
    assert all(visit.flags == [] for visit in fold.state.visits.values())


def check_counts(visits: list[Visit], changes: Changes, queue: str) -> dict[str, Any]:
    truth = true_queues()[queue]
    mine = [visit for visit in visits if visit.queue == queue]
    tally = QueueTally.of(mine, QueueRules(sl_threshold_s=truth["servicelevel_s"]), 0)
    answered = [visit for visit in mine if visit.outcome is Outcome.ANSWERED]
    left = [visit for visit in mine if visit.outcome not in (Outcome.ANSWERED, Outcome.EXIT_KEY)]
    waits = [visit.wait_us or 0 for visit in answered]
    attempts = [attempt.result for attempt in changes.attempts if attempt.queue == queue]
    return {
        "offered": tally.offered,
        "answered": len(answered),
        "completed": sum(visit.end_us is not None for visit in answered),
        "abandoned": tally.outcomes[Outcome.ABANDONED],
        "timed_out": tally.outcomes[Outcome.TIMEOUT],
        "exit_empty": tally.outcomes[Outcome.EXIT_EMPTY],
        "withdrawn": tally.outcomes[Outcome.WITHDRAWN],
        "exit_key": tally.outcomes[Outcome.EXIT_KEY],
        "lost": tally.outcomes[Outcome.LOST],
        "open": sum(visit.is_open for visit in mine),
        "asterisk_abandoned_by_rule": len(left),
        "transferred_blind": sum(visit.end_reason is EndReason.BLIND_TRANSFER for visit in mine),
        "transferred_attended": sum(visit.end_reason is EndReason.ATTENDED_TRANSFER for visit in mine),
        "answered_in_sl": tally.answered_in_sl,
        "completed_in_sl": tally.answered_in_sl,
        "abandoned_in_sl": sum((visit.wait_us or 0) <= truth["servicelevel_s"] * 1_000_000 for visit in left),
        "wait_answered_sum": sum(waits) // 1_000_000,
        "wait_answered_mean": round(sum(waits) / len(waits) / 1_000_000, 3),
        "wait_answered_max": max(waits) // 1_000_000,
        "wait_abandoned_mean": round(sum(visit.wait_us or 0 for visit in left) / len(left) / 1_000_000, 3),
        "talk_sum": tally.talk_us // 1_000_000,
        "talk_mean": round(tally.talk_us / len(answered) / 1_000_000, 3),
        "rna": attempts.count("rna"),
        "agent_dumps": attempts.count("dump"),
    }


@pytest.mark.parametrize("queue", ["complaint", "consult", "sales"])
def test_every_count_of_the_queues_is_met(queue: str) -> None:
    fold, changes = fold_of(log_signals())
    counts = check_counts(list(fold.state.visits.values()), changes, queue)
    assert counts == {name: true_queues()[queue][name] for name in counts}


@pytest.mark.parametrize("with_snapshots", [False, True], ids=["events alone", "corrected by snapshots"])
def test_the_live_state_equals_the_phone_systems_own_list_of_that_second(with_snapshots: bool) -> None:
    fold = Fold(PbxState("recorded"), FoldConfig(queue_log=False))
    reader, waiting_for, compared = BlockReader(), snapshots(), 0
    hear_snapshot(fold, waiting_for[0])
    for at, data in chunks():
        while waiting_for and waiting_for[0].at < at:
            if with_snapshots:
                hear_snapshot(fold, waiting_for[0])
            assert_shows(fold, waiting_for.pop(0))
            compared += 1
        for signal in signals_of_stream(reader, at, data):
            fold.hear(signal)
    for snapshot in waiting_for:
        assert_shows(fold, snapshot)
    assert compared > 80
    assert reader.banner == "Asterisk Call Manager/11.0.0"


def hear_snapshot(fold: Fold, snapshot: Snapshot) -> None:
    for block in snapshot.blocks:
        signal = signal_of(block.to_dict(), round(snapshot.at * 1_000_000))
        if signal is not None:
            fold.hear(signal)


def assert_shows(fold: Fold, snapshot: Snapshot) -> None:
    fold.settle()
    state = fold.state
    assert {queue: [v.callid for v in line] for queue, line in state.lines.items() if line} == snapshot.callers
    members: dict[str, set[str]] = {}
    pauses, talking = {}, {}
    for track in state.agents.values():
        for queue in track.members:
            members.setdefault(queue, set()).add(track.name)
        pauses |= {(queue, track.name): pause.reason for queue, pause in track.pauses.items()}
    assert members == snapshot.members
    assert pauses == snapshot.pauses
    for visit in state.open.values():
        if visit.stage is Stage.TALKING:
            talking.setdefault(visit.queue, set()).add(visit.agent)
    assert talking == snapshot.in_call


@pytest.mark.parametrize("order", ["log first", "stream first", "as they happened"])
def test_stream_and_log_together_come_to_the_logs_own_figures(order: str) -> None:
    log, stream = log_signals(), stream_signals()
    orders = {
        "log first": log + stream,
        "stream first": stream + log,
        "as they happened": sorted(stream + log, key=lambda signal: signal.at_us),
    }
    alone, _ = fold_of(log)
    fold, changes = fold_of(orders[order])
    for queue in true_queues():
        counts = check_counts(list(fold.state.visits.values()), changes, queue)
        assert counts == {name: true_queues()[queue][name] for name in counts}
    # AMI stamps joins to the microsecond and may see the next second first; the log's own facts are the same.
    facts = ("callid", "queue", "outcome", "wait_us", "agent", "connect_us", "ring_us", "talk_us", "end_us")
    assert sorted(facts_of(fold, facts)) == sorted(facts_of(alone, facts))


def facts_of(fold: Fold, names: tuple[str, ...]) -> list[str]:
    return [repr([getattr(visit, name) for name in names]) for visit in fold.state.visits.values()]


def test_the_stream_alone_ends_in_the_same_answered_calls_and_talk_time() -> None:
    from_log, _ = fold_of(log_signals())
    from_ami, _ = fold_of(stream_signals(), queue_log=False)
    answered = ("callid", "queue", "agent", "wait_us", "talk_us")

    def connections(fold: Fold) -> list[str]:
        kept = [visit for visit in fold.state.visits.values() if visit.outcome is Outcome.ANSWERED]
        return sorted(repr([getattr(visit, name) for name in answered]) for visit in kept)

    assert connections(from_ami) == connections(from_log)
    assert from_ami.state.open == {}


def test_a_stream_cut_anywhere_gives_the_same_blocks() -> None:
    whole_stream = b"".join(data for _, data in chunks())
    expected = BlockReader().feed(whole_stream)
    for size in (1000, 4099, 65536):
        reader, found = BlockReader(), []
        for at in range(0, len(whole_stream), size):
            found += reader.feed(whole_stream[at : at + size])
        assert found == expected
