"""A phone system that is not there: real AMI over real TCP and a real queue_log, both played from the recording."""

import socketserver
import threading
import time
from pathlib import Path
from typing import Any

from ticketing.clock import Clock
from workers.demo.recording import Event, Recording

USERNAME = "wallboard"
# Between two tellings the lines are quiet for a moment.
REST_S = 12.0
# How long a phone at a desk rings when somebody dials from the console.
RINGS_S = 2.0
_EOL = "\r\n"


class Player:
    """Tells the recording again and again, each moment at its time."""

    def __init__(self, log: Path, clock: Clock, told_to_stop: threading.Event) -> None:
        self._recording = Recording()
        self._log, self._clock, self._stopped = log, clock, told_to_stop
        self._round = 0
        self._began_at = int(clock.now().timestamp())
        self._listeners: list[_Manager] = []
        self._lock = threading.Lock()

    def run(self) -> None:
        """Play until told to stop; the log is only ever added to."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        while not self._stopped.is_set():
            with self._lock:
                self._began_at = int(self._clock.now().timestamp()) + 1
            began = time.monotonic() + 1
            for moment in self._recording.round(self._round, self._began_at):
                if self._stopped.wait(max(0.0, began + moment.at - time.monotonic())):
                    return
                if moment.line is not None:
                    self._write(moment.line)
                if moment.event is not None:
                    self._tell(moment.event)
            self._stopped.wait(REST_S)
            with self._lock:
                self._round += 1

    def status(self) -> list[Event]:
        """What QueueStatus would answer now."""
        with self._lock:
            return self._recording.status(self._round, self._began_at, self._clock.now().timestamp() - self._began_at)

    def join(self, manager: "_Manager") -> None:
        with self._lock:
            self._listeners.append(manager)

    def leave(self, manager: "_Manager") -> None:
        with self._lock:
            if manager in self._listeners:
                self._listeners.remove(manager)

    def _write(self, line: str) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    def _tell(self, event: Event) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.send(event)


class _Manager(socketserver.StreamRequestHandler):
    """One manager connection: logs in, asks for the queues, hears events."""

    timeout = 120
    server: "ManagerServer"

    def setup(self) -> None:
        super().setup()
        self._sending = threading.Lock()
        self._known = False

    def handle(self) -> None:
        self.wfile.write(b"Asterisk Call Manager/11.0.0\r\n")
        action: Event = {}
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if line:
                key, _, value = line.partition(":")
                action[key] = value.strip()
            elif action:
                if not self._answer(action):
                    return
                action = {}

    def finish(self) -> None:
        self.server.player.leave(self)
        super().finish()

    def send(self, event: Event) -> None:
        """Write one event; a listener that is gone is forgotten."""
        text = _EOL.join(f"{key}: {value}" for key, value in event.items()) + 2 * _EOL
        try:
            with self._sending:
                self.wfile.write(text.encode())
        except OSError:
            self.server.player.leave(self)

    def _answer(self, action: Event) -> bool:
        """Do what is asked; False to hang up."""
        tag = {"ActionID": action["ActionID"]} if "ActionID" in action else {}
        match action.get("Action", "").lower():
            case "login":
                return self._log_in(action, tag)
            case "ping" if self._known:
                self.send({"Response": "Success", **tag, "Ping": "Pong"})
            case "queuestatus" if self._known:
                self._say_status(tag)
            case "listcommands" if self._known:
                self.send({"Response": "Success", **tag, "Originate": "Originate a call. (Priv: originate,all)"})
            case "originate" if self._known:
                self._ring(action, tag)
            case "logoff":
                self.send({"Response": "Goodbye", **tag})
                return False
            case _:
                self.send({"Response": "Error", **tag, "Message": "Permission denied"})
        return True

    def _log_in(self, action: Event, tag: Event) -> bool:
        if (action.get("Username"), action.get("Secret")) != (USERNAME, self.server.secret):
            self.send({"Response": "Error", **tag, "Message": "Authentication failed"})
            return False
        self._known = True
        self.send({"Response": "Success", **tag, "Message": "Authentication accepted"})
        self.send({"Event": "FullyBooted", "Privilege": "system,all", "Uptime": "1", "Status": "Fully Booted"})
        self.server.player.join(self)
        return True

    def _ring(self, action: Event, tag: Event) -> None:
        """A phone at a desk rings and is lifted: nobody sits here who could do more."""
        self.send({"Response": "Success", **tag, "Message": "Originate successfully queued"})
        lifted = {"Event": "OriginateResponse", **tag, "Response": "Success", "Reason": "4"}
        told = threading.Timer(RINGS_S, self.send, [{**lifted, "Uniqueid": action.get("ChannelId", "")}])
        told.daemon = True
        told.start()

    def _say_status(self, tag: Event) -> None:
        events = self.server.player.status()
        self.send({"Response": "Success", **tag, "EventList": "start", "Message": "Queue status will follow"})
        for event in events:
            self.send(event | tag)
        self.send({"Event": "QueueStatusComplete", **tag, "EventList": "Complete", "ListItems": str(len(events))})


class ManagerServer(socketserver.ThreadingTCPServer):
    """Listens for managers on loopback."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, secret: str, player: Player) -> None:
        self.secret, self.player = secret, player
        super().__init__(("127.0.0.1", port), _Manager)

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, name="managers", daemon=True).start()


def settings(port: int, secret: str) -> dict[str, Any]:
    """What the source's row says about this phone system."""
    return {"host": "127.0.0.1", "port": port, "username": USERNAME, "secret": secret, "control": "all"}
