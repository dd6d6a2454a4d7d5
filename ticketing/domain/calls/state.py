"""The head state of one phone system: everything that the next line could still change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from ticketing.domain.calls.visit import Stage, Visit
from ticketing.domain.presence import AgentTrack
from ticketing.domain.presence.stored import track_from_dict, track_to_dict

FAR_US = 1 << 62

#: The plain members: stored as they are.
_SCALARS = (
    "pbx", "serial", "last_us", "log_last_us", "ami_last_us", "boot_us", "link_down_us",
    "next_prune_us", "horizon_us", "heard_ami",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class PbxState:
    """Open visits and those that ended lately, the waiting lines, the agents' facts and slices.

    Mutated in place by `Fold`; `to_json` is canonical (equal states give equal text) and `from_json` its inverse.
    """

    pbx: str = ""
    serial: int = 0
    # The stamp of the last signal heard, and of the last from each side, in order of arrival.
    last_us: int = 0
    log_last_us: int = 0
    ami_last_us: int = 0
    boot_us: int | None = None
    link_down_us: int | None = None
    # The next instant at which a visit may be too old or the history be cut; not stored, for it is only a lower bound:
    # a state just loaded looks at once.
    alarm_us: int = 0
    next_prune_us: int = 0
    horizon_us: int = 0
    heard_ami: bool = False
    visits: dict[int, Visit] = field(default_factory=dict)
    lines: dict[str, list[Visit]] = field(default_factory=dict)
    agents: dict[str, AgentTrack] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    # What was said of a call beside its visits (DID, IVR, CALLSTATUS), and when it was first said.
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)
    transfers: dict[int, list[str]] = field(default_factory=dict)
    # Agents whose phones ring for a visit, as AMI tells.
    ringing: dict[int, list[str]] = field(default_factory=dict)
    # The QueueStatus list being read: [kind, queue, agent or callid, *data] each.
    snapshot: list[list[str]] = field(default_factory=list)
    # Indexes over `visits`, rebuilt rather than stored.
    by_call: dict[str, list[Visit]] = field(default_factory=dict)
    open: dict[int, Visit] = field(default_factory=dict)
    talking: dict[str, list[Visit]] = field(default_factory=dict)
    doubtful: dict[int, Visit] = field(default_factory=dict)
    by_member: dict[str, Visit] = field(default_factory=dict)

    def index(self, visit: Visit) -> None:
        """Enter a visit, new or just loaded, into every index that it belongs to."""
        self.visits[visit.serial] = visit
        self.by_call.setdefault(visit.callid, []).append(visit)
        if visit.is_open:
            self.open[visit.serial] = visit
        if visit.stage is Stage.TALKING and visit.agent:
            self.talking.setdefault(visit.agent, []).append(visit)
        if visit.is_doubtful:
            self.doubtful[visit.serial] = visit
        if visit.member_uniqueid:
            self.by_member[visit.member_uniqueid] = visit

    def forget(self, visits: Iterable[Visit]) -> None:
        """Drop visits that nothing can change any more."""
        for visit in visits:
            del self.visits[visit.serial]
            siblings = self.by_call[visit.callid]
            siblings.remove(visit)
            if not siblings:
                del self.by_call[visit.callid]
            self.doubtful.pop(visit.serial, None)
            self.holds.pop(visit.serial, None)
            self.transfers.pop(visit.serial, None)
            self.ringing.pop(visit.serial, None)
            if visit.member_uniqueid and self.by_member.get(visit.member_uniqueid) is visit:
                del self.by_member[visit.member_uniqueid]

    def open_visits(self) -> list[Visit]:
        """The open visits, oldest first: in the same order however the state came to be."""
        return [self.open[serial] for serial in sorted(self.open)]

    def to_dict(self) -> dict[str, Any]:
        """Plain values only: what `from_dict` needs to go on exactly where this state stands."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in _SCALARS}
        plain["visits"] = [self.visits[serial].to_list() for serial in sorted(self.visits)]
        plain["lines"] = {queue: [visit.serial for visit in line] for queue, line in self.lines.items() if line}
        plain["agents"] = {name: track_to_dict(track) for name, track in self.agents.items()}
        plain["aliases"] = self.aliases
        plain["notes"] = self.notes
        plain["holds"] = {str(serial): since for serial, since in self.holds.items()}
        plain["transfers"] = {str(serial): hint for serial, hint in self.transfers.items()}
        plain["ringing"] = {str(serial): names for serial, names in self.ringing.items()}
        plain["snapshot"] = self.snapshot
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "PbxState":
        """The inverse of `to_dict`."""
        state = cls()
        for name in _SCALARS:
            setattr(state, name, plain[name])
        for values in plain["visits"]:
            state.index(Visit.from_list(values))
        state.lines = {queue: [state.visits[serial] for serial in line] for queue, line in plain["lines"].items()}
        state.agents = {name: track_from_dict(name, stored) for name, stored in plain["agents"].items()}
        state.aliases = dict(plain["aliases"])
        state.notes = {callid: dict(note) for callid, note in plain["notes"].items()}
        state.holds = {int(serial): since for serial, since in plain["holds"].items()}
        state.transfers = {int(serial): list(hint) for serial, hint in plain["transfers"].items()}
        state.ringing = {int(serial): list(names) for serial, names in plain["ringing"].items()}
        state.snapshot = [list(part) for part in plain["snapshot"]]
        return state

    def to_bytes(self) -> bytes:
        """Canonical JSON: keys sorted, no spaces, UTF-8 as it is."""
        return orjson.dumps(self.to_dict(), _named, orjson.OPT_SORT_KEYS)

    def to_json(self) -> str:
        """The same as text."""
        return self.to_bytes().decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> "PbxState":
        """The inverse of `to_json`."""
        return cls.from_dict(orjson.loads(text))

    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal: the proof that two ways of folding agree (P3)."""
        return sha256(self.to_bytes()).hexdigest()


def _named(value: Any) -> list[Any]:
    """Tuples whose places have names are told as lists, too."""
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no part of a state")
