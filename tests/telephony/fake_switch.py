"""The far end of the line: a FreeSWITCH event socket on real loopback, with queues, agents and members of its own."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SECRET = "ClueCon"  # noqa: S105 - what every fresh FreeSWITCH has
MEMBER = (
    "queue system uuid session_uuid cid_number cid_name joined_epoch rejoined_epoch bridge_epoch serving_agent state"
)
AGENT = "name status state last_bridge_end wrap_up_time last_status_change"
Event = dict[str, Any]


class FakeSwitch:
    """One run of a switch: it numbers its events, keeps lists, and speaks to one client at a time.

    `fire` tells an event (and loses it while nobody listens); `cut` cuts the line; `restart` is another run.
    """

    def __init__(self, secret: str = SECRET) -> None:
        self.secret = secret
        self.core, self.sequence, self.uptime_s = "core-1", 100, 3600
        self.queues: list[str] = ["support@default"]
        self.members: list[dict[str, str]] = []
        self.agents: list[dict[str, str]] = []
        self.tiers: list[tuple[str, str]] = []
        self.channels: set[str] = set()
        self.has_callcenter = True
        self.asked: list[str] = []
        self.connections = 0
        self._line: socket.socket | None = None
        self._is_in = False
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """No more connections; the listening socket is given back."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()
        self._thread.join(5.0)

    @property
    def is_listened_to(self) -> bool:
        """Whether somebody has subscribed to the events."""
        return self._is_in

    def fire(self, event: Event, *, sequence: int | None = None, unheard: bool = False) -> Event:
        """Number an event and tell it to whoever listens; `unheard` numbers it only."""
        with self._lock:
            if sequence is None:
                self.sequence += 1
            head = {"Core-UUID": self.core, "Event-Sequence": str(sequence or self.sequence)}
            told = {**head, "Event-Name": "CUSTOM", "Event-Subclass": "callcenter::info", **event}
            if self._is_in and not unheard:
                self._tell("text/event-json", json.dumps(told))
        return told

    def cut(self) -> None:
        """The line is gone, in the middle of whatever it was."""
        with self._lock:
            line, self._line, self._is_in = self._line, None, False
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def restart(self, core: str, uptime_s: int = 1) -> None:
        """Another run: another Core-UUID, its events counted anew, nobody in the queues."""
        with self._lock:
            self.core, self.sequence, self.uptime_s = core, 0, uptime_s
            self.members, self.channels = [], set()
        self.cut()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            with line:
                line.settimeout(10.0)
                try:
                    self._converse(line)
                except OSError:
                    continue

    def _converse(self, line: socket.socket) -> None:
        with self._lock:
            self._line, self._is_in = line, False
            self._tell("auth/request", "")
        rest = b""
        while True:
            data = line.recv(4096)
            if not data:
                return
            *commands, rest = (rest + data).split(b"\n\n")
            for command in commands:
                with self._lock:
                    self._obey(command.decode())

    def _obey(self, command: str) -> None:
        self.asked.append(command)
        verb, _, rest = command.partition(" ")
        if verb == "auth":
            good = rest == self.secret
            self._tell("command/reply", "", reply="+OK accepted" if good else "-ERR invalid")
        elif verb == "event":
            self._tell("command/reply", "", reply="+OK event listener enabled json")
            self._is_in = True
        elif verb == "api":
            self._tell("api/response", self.answer(rest))
        else:
            self._tell("command/reply", "", reply="+OK bye")

    def answer(self, command: str) -> str:
        """What an API command prints."""
        verb, _, rest = command.partition(" ")
        if verb == "uuid_exists":
            return "true" if rest in self.channels else "false"
        if verb == "callcenter_config":
            return self._list(rest) if self.has_callcenter else "-ERR callcenter_config Command not found!\n"
        return {"global_getvar": self.core, "uptime": str(self.uptime_s)}.get(verb, f"-ERR {verb} Command not found!\n")

    def _list(self, what: str) -> str:
        if what == "queue list":
            return _table("name", [{"name": name} for name in self.queues])
        if what == "agent list":
            return _table(AGENT, self.agents)
        if what == "tier list":
            return _table("queue agent", [{"queue": queue, "agent": agent} for queue, agent in self.tiers])
        queue = what.removeprefix("queue list members ")
        return _table(MEMBER, [row for row in self.members if row["queue"] == queue])

    def _tell(self, kind: str, body: str, reply: str = "") -> None:
        if self._line is None:
            raise OSError("nobody is there")
        data = body.encode()
        head = f"Content-Type: {kind}\n" + (f"Reply-Text: {reply}\n" if reply else "")
        self._line.sendall(f"{head}Content-Length: {len(data)}\n\n".encode() + data if data else f"{head}\n".encode())


def _table(columns: str, rows: list[dict[str, str]]) -> str:
    names = columns.split()
    lines = ["|".join(row.get(name, "") for name in names) for row in rows]
    return "\n".join([*(["|".join(names)] if rows else []), *lines, "+OK"]) + "\n"


@contextmanager
def fake_switch(prepare: Callable[[FakeSwitch], None] | None = None) -> Iterator[FakeSwitch]:
    """A switch for the length of a test."""
    switch = FakeSwitch()
    if prepare is not None:
        prepare(switch)
    try:
        yield switch
    finally:
        switch.close()


class Story:
    """The events of one caller, by the clock of the test: seconds since `began`."""

    def __init__(self, began: int, member: str = "m-1", queue: str = "support@default", agent: str = "1001") -> None:
        self.began, self.member, self.queue, self.agent = began, member, queue, agent

    def event(self, at_s: float, action: str, **fields: str) -> Event:
        stamp = str(round((self.began + at_s) * 1_000_000))
        who = {"CC-Member-UUID": self.member, "CC-Member-Session-UUID": f"s-{self.member}"}
        return {"Event-Date-Timestamp": stamp, "CC-Action": action, "CC-Queue": self.queue, **who, **_dashed(fields)}

    def joins(self, at_s: float) -> Event:
        return self.event(at_s, "member-queue-start", CC_Member_CID_Number="13900000001", CC_Member_CID_Name="x")

    def is_offered(self, at_s: float) -> Event:
        return self.event(at_s, "agent-offering", CC_Agent=self.agent)

    def is_answered(self, at_s: float, joined_s: float, called_s: float) -> Event:
        times = self._times(Called=called_s, Answered=at_s) | {"CC_Member_Joined_Time": self._at(joined_s)}
        return self.event(at_s, "bridge-agent-start", CC_Agent=self.agent, CC_Agent_UUID=f"a-{self.member}", **times)

    def ends(self, at_s: float, joined_s: float, answered_s: float, **more: str) -> Event:
        times = self._times(Called=answered_s, Answered=answered_s) | {"CC_Member_Joined_Time": self._at(joined_s)}
        times |= {"CC_Bridge_Terminated_Time": self._at(at_s), "CC_Agent_Bridged": "true", **more}
        return self.event(at_s, "bridge-agent-end", CC_Agent=self.agent, CC_Agent_UUID=f"a-{self.member}", **times)

    def leaves(self, at_s: float, joined_s: float, reason: str = "NONE", **more: str) -> Event:
        times = {"CC_Member_Joined_Time": self._at(joined_s), "CC_Member_Leaving_Time": self._at(at_s)}
        return self.event(at_s, "member-queue-end", CC_Cause="Cancel", CC_Cancel_Reason=reason, **times, **more)

    def has_status(self, at_s: float, status: str) -> Event:
        event = self.event(at_s, "agent-status-change", CC_Agent=self.agent, CC_Agent_Status=status)
        return {name: value for name, value in event.items() if name not in ("CC-Queue", "CC-Member-UUID")}

    def _at(self, at_s: float) -> str:
        return str(int(self.began + at_s))

    def _times(self, **at: float) -> dict[str, str]:
        return {f"CC_Agent_{name}_Time": self._at(at_s) for name, at_s in at.items()}


def _dashed(fields: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-") if name.startswith("CC_") else name: value for name, value in fields.items()}
