"""A second opinion about every deadline: one ticket told step by step in plain seconds, sharing no code with us.

It keeps what is *left* of each promise and walks through the hours anew each time it is asked, where the product keeps
what is used and reckons with sums.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.domain.reference_hours import FIRST, Hours

RANK = {"low": 0, "normal": 1, "high": 2, "urgent": 3}
BY_CONTACT = ("ack", "first_response", "next_response", "update")


class No(Exception):
    """The event is refused, with this code."""


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


class Reference:
    """Hears a story's events (as the JSON has them) and says what the clocks show."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.hours = {name: Hours(name) for name in document["calendars"]}
        self.policy = self.standing = document["policy"]
        self.state = ""
        self.priority = "normal"
        self.promises: list[Promise] = []
        self.answered = self.spoken = False
        self.wait: tuple[int, int] | None = None
        self.waits: list[int] = []
        self.closed_at = 0

    @property
    def cal(self) -> Hours:
        return self.hours[self.policy["calendar"]]

    def hear(self, event: dict[str, Any]) -> None:
        """Lives through one event; raises No when it is refused."""
        at = seconds(event["at"])
        self.pass_to(at)
        if not self.state and event["do"] not in ("create", "policy", "calendar"):
            raise No("invalid_transition")
        getattr(self, f"do_{event['do']}")(at, event)

    def pass_to(self, at: int) -> None:
        if self.wait and self.wait[1] <= at:
            self._wake(self.wait[1])
        for one in self.promises:
            self._judge(one, at)

    def show(self, at: int) -> list[dict[str, Any]]:
        """What the contract shows of every clock at this second; call `pass_to` before."""
        return [self._shown(one, at) for one in self.promises]

    def do_create(self, at: int, event: dict[str, Any]) -> None:
        if self.state:
            raise No("invalid_transition")
        self.policy, self.priority = self.standing, event["priority"]
        self.state = "new"
        for kind in ("ack", "first_response", "resolution"):
            self._begin(kind, at)
        if event.get("answered"):
            self.do_agent_contact(at, event)

    def do_agent_contact(self, at: int, event: dict[str, Any]) -> None:
        if self.state not in ("new", "open", "waiting"):
            return
        if self.state == "new":
            self.state = "open"
        self.answered = self.spoken = True
        self._end(BY_CONTACT, at)
        self._begin("update", at)

    def do_customer_contact(self, at: int, event: dict[str, Any]) -> None:
        if event.get("no_action"):
            return
        if self.state in ("resolved", "closed"):
            self.do_reopen(at, event)
            return
        if self.state == "waiting":
            self._wake(at)
        self.spoken = False
        if not self._running("first_response") and not self._running("next_response"):
            self._begin("next_response", at)

    def do_wait_customer(self, at: int, event: dict[str, Any]) -> None:
        if self.state != "open":
            raise No("invalid_transition")
        until = seconds(event["wake_at"]) if event.get("wake_at") else self.cal.walk(at, 54_000)
        planned = self.cal.between(at, until)
        waited = sum(self.waits)
        if event.get("by") == "agent" and (len(self.waits) >= 2 or waited + planned > 108_000):
            raise No("needs_supervisor")
        if until <= at:
            raise No("wake_at_invalid")
        if planned > 54_000:
            raise No("wake_at_too_late")
        if not self.spoken:
            raise No("no_outbound_contact")
        self.state, self.wait = "waiting", (at, until)
        for one in self.promises:
            if one.kind in self.policy["pause_waiting_customer"] and one.state == "running":
                self._halt(one, at)
                one.state, one.due = "paused", one.broken

    def do_resume(self, at: int, event: dict[str, Any]) -> None:
        if self.state != "waiting":
            raise No("invalid_transition")
        self._wake(at)

    def do_priority(self, at: int, event: dict[str, Any]) -> None:
        if self.state not in ("new", "open", "waiting"):
            raise No("invalid_transition")
        to = event["priority"]
        if to == self.priority:
            return
        pressed = any(one.is_open and self._used(one, at) * 4 >= one.target * 3 for one in self.promises)
        if RANK[to] < RANK[self.priority] and pressed and event.get("by") == "agent":
            raise No("needs_supervisor")
        self.priority = to
        for one in self.promises:
            if one.is_open and self._target(one) != one.target:
                self._retarget(one, at, self.cal)

    def do_transfer(self, at: int, event: dict[str, Any]) -> None:
        if self.state not in ("new", "open", "waiting"):
            raise No("invalid_transition")
        self._end(("ola",), at)
        self._begin("ola", at)

    def do_resolve(self, at: int, event: dict[str, Any]) -> None:
        if self.state == "new":
            raise No("no_outbound_contact")
        if self.state not in ("open", "waiting"):
            raise No("invalid_transition")
        self._waited(at)
        self.state = "resolved"
        self._end((*BY_CONTACT, "resolution", "ola"), at)
        self._begin("follow_up", at)

    def do_close(self, at: int, event: dict[str, Any]) -> None:
        if self.state != "resolved":
            raise No("invalid_transition")
        self.state, self.closed_at = "closed", at
        self._end(("follow_up",), at)

    def do_reopen(self, at: int, event: dict[str, Any]) -> None:
        late = self.state == "closed" and at - self.closed_at > 7 * 86_400
        if self.state not in ("resolved", "closed") or late:
            raise No("invalid_transition")
        self.state, self.spoken, self.waits = "open", False, []
        self._end(("follow_up",), at)
        self._begin("resolution", at, second_time=True)

    def do_calendar(self, at: int, event: dict[str, Any]) -> None:
        edited = self.hours[event["name"]]
        moving = [one for one in self.promises if one.state == "running"] if self.state and edited is self.cal else []
        for one in moving:
            self._settle(one, at, self.cal)
        edited.edit(at, event["hours"])
        for one in moving:
            self._date(one, at)

    def do_policy(self, at: int, event: dict[str, Any]) -> None:
        before, self.standing = self.cal if self.state else None, event["policy"]
        if before is None or event["apply"] == "new_only":
            return
        self.policy = event["policy"]
        for one in self.promises:
            if not one.is_open:
                continue
            if one.broken is not None:
                if one.state == "running":
                    self._settle(one, at, before)
            elif event["apply"] == "open_retroactive":
                self._from_the_start(one, at)
            else:
                self._retarget(one, at, before)

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


def seconds(text: str) -> int:
    """An RFC 3339 instant in seconds since FIRST."""
    return int((datetime.fromisoformat(text) - FIRST).total_seconds())
