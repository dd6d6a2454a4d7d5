"""What becomes of each promise as the seconds go by; the reference clock's own arithmetic."""

from dataclasses import dataclass, field
from typing import Any

from tests.domain.reference_hours import Hours


@dataclass
class Promise:
    """One deadline: `left` open seconds remain from second `base` on while it runs."""

    kind: str
    seq: int
    target: int
    left: int
    base: int
    used: int = 0
    state: str = "running"
    due: int | None = None
    broken: int | None = None
    over: int = 0
    grace_used: bool = False
    second_time: bool = False
    target_before_pause: int | None = None
    runs: list[tuple[int, int]] = field(default_factory=list)
    began: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in ("running", "paused")


class Keeper:
    """Holds the promises of one ticket; what happens to the ticket is told by who inherits it."""

    hours: dict[str, Hours]
    policy: dict[str, Any]
    state: str
    priority: str
    promises: list[Promise]
    wait: tuple[int, int] | None
    waits: list[int]

    @property
    def cal(self) -> Hours:
        return self.hours[self.policy["calendar"]]

    def _from_the_start(self, one: Promise, at: int) -> None:
        runs = [*one.runs, *([(one.began, at)] if one.state == "running" else [])]
        one.target, one.used, one.target_before_pause = self._target(one), 0, None
        for start, end in runs:
            due = self.cal.walk(start, max(0, one.target - one.used))
            if one.broken is None and due < end:
                one.broken = due
            one.used += self.cal.between(start, end)
        one.left = max(0, one.target - one.used)
        one.over = max(0, one.used - one.target)
        one.runs = runs
        if one.state == "running":
            one.began = one.base = at
            one.due = one.broken
            if one.broken is None:
                self._date(one, at)
        else:
            one.due = one.broken

    def _retarget(self, one: Promise, at: int, before: Hours) -> None:
        """`before` are the hours that held until now."""
        if one.broken is not None:
            return
        if one.state == "paused":
            if one.target_before_pause is None:
                one.target_before_pause = one.target
            one.target = self._target(one)
            return
        old_due = one.due
        self._settle(one, at, before)
        if self._target(one) == one.target:
            self._date(one, at)
            return
        one.target = self._target(one)
        self._with_grace(one, at, old_due if old_due is not None else at)

    def _with_grace(self, one: Promise, at: int, old_due: int) -> None:
        least = min(self.policy["retarget_grace_s"], one.target)
        if one.target - one.used >= least:
            one.left = one.target - one.used
            self._date(one, at)
            return
        one.grace_used = True
        one.due = min(self.cal.walk(at, least), old_due)
        one.left = self.cal.between(at, one.due)

    def _wake(self, at: int) -> None:
        self._waited(at)
        self.state = "open"
        for one in self.promises:
            if one.state != "paused":
                continue
            one.state, one.base, one.began = "running", at, at
            before, one.target_before_pause = one.target_before_pause, None
            if one.broken is not None:
                continue
            if before in (None, one.target):
                self._date(one, at)
            else:
                self._with_grace(one, at, self.cal.walk(at, one.left))

    def _waited(self, at: int) -> None:
        if self.wait:
            self.waits.append(self.cal.between(self.wait[0], at))
        self.wait = None

    def _begin(self, kind: str, at: int, second_time: bool = False) -> None:
        if self.priority not in self.policy["targets"].get(kind, {}):
            return
        seq = 1 + sum(one.kind == kind for one in self.promises)
        one = Promise(kind, seq, 0, 0, at, began=at, second_time=second_time)
        one.target = one.left = self._target(one)
        self._date(one, at)
        if self.state == "waiting" and kind in self.policy["pause_waiting_customer"]:
            self._halt(one, at)
            one.state, one.due = "paused", None
        self.promises.append(one)

    def _target(self, one: Promise) -> int:
        plain = int(self.policy["targets"][one.kind][self.priority])
        if not one.second_time:
            return plain
        again = self.policy["reopen"]
        return max(plain * again["pct"] // 100, again["min_s"])

    def _date(self, one: Promise, at: int) -> None:
        """Due so many open seconds from here; `left` and `used` are those of this second."""
        if one.broken is None:
            if one.base != at:
                self._settle(one, at, self.cal)
            one.due = self.cal.walk(at, one.left)

    def _settle(self, one: Promise, at: int, hours: Hours) -> None:
        """Count what has gone by since the last dating."""
        gone = hours.between(one.base, at)
        one.used += gone
        if one.broken is not None:
            one.over += gone - (hours.between(one.base, one.broken) if one.broken > one.base else 0)
        one.left = max(0, one.left - gone)
        if at > one.base and one.state == "running" and hours is not self.cal:
            one.runs.append((one.began, at))
            one.began = at
        one.base = at

    def _halt(self, one: Promise, at: int) -> None:
        self._settle(one, at, self.cal)
        one.runs.append((one.began, at))

    def _end(self, kinds: tuple[str, ...], at: int) -> None:
        for one in self.promises:
            if one.kind in kinds and one.is_open:
                if one.state == "running":
                    self._halt(one, at)
                one.state = "met" if one.broken is None else "met_late"

    def _judge(self, one: Promise, at: int) -> None:
        if one.state == "running" and one.broken is None and one.due is not None and at > one.due:
            one.broken = one.due

    def _running(self, kind: str) -> bool:
        return any(one.kind == kind and one.is_open for one in self.promises)

    def _used(self, one: Promise, at: int) -> int:
        return one.used + (self.cal.between(one.base, at) if one.state == "running" else 0)

    def _over(self, one: Promise, at: int) -> int:
        if one.broken is None:
            return 0
        since = max(one.base, one.broken)
        return one.over + (self.cal.between(since, at) if one.state == "running" else 0)

    def _shown(self, one: Promise, at: int) -> dict[str, Any]:
        return {
            "kind": one.kind,
            "seq": one.seq,
            "state": one.state,
            "due": None if one.state == "paused" else one.due,
            "elapsed_s": self._used(one, at),
            "overdue_s": self._over(one, at),
            "broken": one.broken,
            "warn": self._warnings(one, at),
            "retargeted": one.grace_used,
        }

    def _warnings(self, one: Promise, at: int) -> list[int]:
        if one.state != "running" or one.broken is not None or one.due is None:
            return []
        marks = sorted({one.target * pct // 100 for pct in self.policy["warn_pct"]})
        instants = [self.cal.walk(at, mark - self._used(one, at)) for mark in marks if mark > self._used(one, at)]
        return [instant for instant in instants if at < instant <= one.due]
