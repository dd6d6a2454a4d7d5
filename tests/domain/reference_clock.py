"""A second opinion about every deadline: one ticket told step by step in plain seconds, sharing no code with us.

It keeps what is *left* of each promise and walks through the hours anew each time it is asked, where the product keeps
what is used and reckons with sums.
"""

from datetime import datetime
from typing import Any

from tests.domain.reference_hours import FIRST, Hours
from tests.domain.reference_promises import Keeper, Promise

RANK = {"low": 0, "normal": 1, "high": 2, "urgent": 3}
BY_CONTACT = ("ack", "first_response", "next_response", "update")


class No(Exception):
    """The event is refused, with this code."""


class Reference(Keeper):
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


def seconds(text: str) -> int:
    """An RFC 3339 instant in seconds since FIRST."""
    return int((datetime.fromisoformat(text) - FIRST).total_seconds())
