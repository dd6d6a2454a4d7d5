"""A link to FreeSWITCH's event socket: it logs in, asks what it missed, listens, and comes back when it is cut."""

import json
import queue
import socket
import threading
from collections.abc import Mapping
from typing import NamedTuple

from ticketing.clock import Clock
from ticketing.domain.instants import SECOND_US, micros
from ticketing.models.telephony import LinkState
from ticketing.telephony.freeswitch.access import Access
from ticketing.telephony.freeswitch.conversation import Conversation
from ticketing.telephony.freeswitch.events import NOTE
from ticketing.telephony.freeswitch.places import Places, generation_of
from ticketing.telephony.link import LinkMoved, Pace, keep_up

#: Heard for its number alone.
_HEARTBEAT = "HEARTBEAT"


class Said(NamedTuple):
    """One event or note: of which run of the switch, its place there, and its text as it will be kept."""

    generation: int
    offset: int
    text: str


class EslClient:
    """`run` keeps the link until `stop` is set and puts what it hears and how the link stands into `said`.

    `places` is how far the database has heard this switch: another Core-UUID than the one it was heard under is a
    restart, and the numbers that went by while the link was down tell how much nobody heard.
    """

    def __init__(self, access: Access, clock: Clock, pace: Pace | None = None, places: Places | None = None) -> None:
        self.access = access
        self.said: queue.SimpleQueue[Said | LinkMoved] = queue.SimpleQueue()
        self.was_in = False
        self._clock = clock
        self._pace = pace or Pace()
        self._places = places or Places()
        # Our clock less the switch's, by the last event.
        self._skew_us = 0
        # The last number before the link was cut, until the first one after it is heard.
        self._before_cut: int | None = None
        self._heard_us = 0
        self._last_sweep = ""
        self._heard_since = True

    def run(self, stop: threading.Event) -> None:
        """Connect, listen, come back after a growing pause; returns soon after `stop` is set."""
        keep_up(self, stop, self._pace)

    def talk(self, stop: threading.Event) -> None:
        """One connection. Raises `Refused`, `NotEsl`, `OSError`."""
        self.was_in = False
        with socket.create_connection((self.access.host, self.access.port), self._pace.connect_s) as line:
            Conversation(self, line, self._pace).hold(stop)

    def begin(self, core: str, uptime_s: int) -> None:
        """We are let in, by the run of the switch with this Core-UUID."""
        self.was_in = True
        self.said.put(LinkMoved(LinkState.UP, ""))
        generation = generation_of(core)
        if generation != self._places.generation:
            was_known = self._places.generation != 0
            self._places.begin(generation)
            if was_known:
                self._note("Restarted", self.now_us() - uptime_s * SECOND_US, offset=0)
        else:
            self._before_cut = self._places.last or None
        self._note("LinkUp", self.now_us())
        self._last_sweep, self._heard_since = "", True

    def hear(self, text: str) -> None:
        """An event arrived, as JSON; what is none is passed over."""
        try:
            event = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(event, dict):
            return
        self._set_clock(str(event.get("Event-Date-Timestamp", "")))
        offset = self._places.of_event(str(event.get("Event-Sequence", "")))
        self._look_for_a_gap()
        self._heard_us = self.now_us()
        if event.get("Event-Name") == _HEARTBEAT:
            return
        self._heard_since = True
        place = self._places.of_note(self.now_us()) if offset is None else offset
        self.said.put(Said(self._places.generation, place, text))

    def sweep(self, rows: list[list[str]], asked_us: int) -> None:
        """The switch's lists as they were at an instant; the same lists again are no news when nothing else was."""
        text = json.dumps(rows, ensure_ascii=False)
        if text == self._last_sweep and not self._heard_since:
            return
        self._last_sweep, self._heard_since = text, text != self._last_sweep
        self._note("Sweep", asked_us, {"rows": rows})

    def now_us(self) -> int:
        """The switch's clock, as far as we know it."""
        return micros(self._clock.now()) - self._skew_us

    def note_end(self, state: LinkState, error: str) -> None:
        """A connection, or the attempt at one, is over."""
        if self.was_in:
            self._note("LinkDown", self.now_us())
        self.said.put(LinkMoved(state, error))

    def _set_clock(self, stamp: str) -> None:
        if stamp.isascii() and stamp.isdecimal() and len(stamp) < 17:
            self._skew_us = micros(self._clock.now()) - int(stamp)

    def _look_for_a_gap(self) -> None:
        if self._before_cut is None or self._places.last == self._before_cut:
            return
        missed, self._before_cut = self._places.last - self._before_cut - 1, None
        if missed > 0:
            self._note("Gap", self.now_us(), {"missed": str(missed), "since": str(self._heard_us or self.now_us())})

    def _note(self, name: str, at_us: int, more: Mapping[str, object] | None = None, offset: int | None = None) -> None:
        place = self._places.of_note(at_us) if offset is None else offset
        note = {NOTE: name, "Event-Date-Timestamp": str(at_us), **(more or {})}
        self.said.put(Said(self._places.generation, place, json.dumps(note, ensure_ascii=False)))
