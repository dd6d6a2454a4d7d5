"""Eight simulated hours of a busy centre folded in one process: the state must not grow with what has passed."""

import argparse
import json
import time
from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.ingest import RECORDED, SHIFT_S
from ticketing.domain.calls import Fold, FoldConfig, PbxState, QueueRules
from ticketing.domain.signals import Signal
from ticketing.telephony.queue_log import parse

HOURS = 8
#: So many recorded floors beside each other make 300,000 lines a day.
FLOORS = 6
#: What is kept of history is full by then; from there on the state stays as it is.
FULL_AFTER_H = 4
MOST_GROWTH = 1.1


class Sample(NamedTuple):
    """The state after some hours."""

    hour: int
    lines: int
    visits: int
    facts: int
    state_bytes: int
    cpu_s: float


def busy_day(lines: list[str], hours: float, floors: int = FLOORS) -> Iterator[str]:
    """The recorded minutes again and again on several floors at once, whose agents and calls are their own."""
    for shift in range(0, int(hours * 3600), SHIFT_S):
        for line in lines:
            epoch, callid, queue, agent, rest = line.split("|", 4)
            begun, dot, number = callid.partition(".")
            for floor in range(floors):
                call = f"{int(begun) + shift}.{floor}{number}" if dot and begun.isdecimal() else callid
                who = agent if agent == "NONE" else f"{agent} {floor}"
                yield f"{int(epoch) + shift}|{call}|{queue}|{who}|{rest}"


def sampled(hours: int, floors: int) -> Iterator[Sample]:
    """The state at the end of every hour."""
    fold = Fold(PbxState("bench"), FoldConfig(rules=QueueRules(wrapup_s=2)))
    recorded = [line for line in RECORDED.read_text(encoding="utf-8").splitlines() if "QUEUESTART" not in line]
    began, hour, first_us = time.process_time(), 1, 0
    for heard, line in enumerate(busy_day(recorded, hours + SHIFT_S / 3600, floors)):
        signal = parse(line)
        assert isinstance(signal, Signal)
        first_us = first_us or signal.at_us
        if signal.at_us >= first_us + hour * 3_600_000_000:
            fold.settle()
            facts = sum(len(track.closed) for track in fold.state.agents.values())
            size = len(fold.state.to_json())
            yield Sample(hour, heard, len(fold.state.visits), facts, size, time.process_time() - began)
            hour += 1
        fold.hear(signal)
        if heard % 500 == 499:
            fold.settle()


def growth(samples: list[Sample]) -> float:
    """The last state's size as a multiple of what it was when history was full."""
    full = next(sample for sample in samples if sample.hour == min(FULL_AFTER_H, samples[-1].hour))
    return samples[-1].state_bytes / full.state_bytes


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="rexian bench memory")
    parser.add_argument("--hours", type=int, default=HOURS)
    parser.add_argument("--floors", type=int, default=FLOORS)
    wanted = parser.parse_args(argv or [])
    samples = list(sampled(wanted.hours, wanted.floors))
    table = Table(title="memory: the fold's state after so many hours")
    for name in Sample._fields:
        table.add_column(name, justify="right")
    for sample in samples:
        table.add_row(*(f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" for value in sample))
    Console().print(table)
    times = growth(samples)
    met = "met" if times <= MOST_GROWTH else "missed"
    Console().print(f"since hour {FULL_AFTER_H}: x {times:.3f} (target <= {MOST_GROWTH}: {met})")
    print(json.dumps({"bench": "memory", "growth": round(times, 3), "hours": [sample._asdict() for sample in samples]}))


if __name__ == "__main__":
    main()
