"""A phone system that does what a test says: manager events go in through the real door of the telephony log."""

import itertools
from dataclasses import dataclass, field

from flask import Flask

from ticketing.clock import SystemClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.ami.protocol import parse_block


@dataclass
class PhoneSystem:
    """Its agents are known by the names in `agents` (agent number to person's id)."""

    app: Flask
    agents: dict[str, int]
    source_id: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _calls: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def install(self, queues: tuple[str, ...]) -> None:
        """The system, its feed, and every agent on every line."""
        with begin(SYSTEM) as work:
            pbx = work.add(Pbx(code="test", name="test"))
            self.source_id = work.add(PbxSource(pbx_id=pbx.id, name="ami", kind=SourceKind.AMI)).id
            for code, person_id in self.agents.items():
                names = {"raw_name": code, "person_id": person_id, "valid_from": work.now, "first_seen_at": work.now}
                work.add(AgentAlias(pbx_id=pbx.id, **names))
        for code, queue in itertools.product(self.agents, queues):
            self.say("QueueMemberAdded", Queue=queue, MemberName=code, Interface=f"PJSIP/{code}", Paused="0")

    def ring(self, queue: str, agent: str, caller: str) -> str:
        """A caller enters the line and the agent's phone rings; gives the call's id."""
        callid = f"{micros(SystemClock().now()) // 1_000_000}.{next(self._calls)}"
        join = {"CallerIDNum": caller, "CallerIDName": "<unknown>", "Position": "1", "Linkedid": callid}
        self.say("QueueCallerJoin", Queue=queue, Uniqueid=callid, **join)
        self.say("AgentCalled", Queue=queue, Uniqueid=callid, MemberName=agent, Interface=f"PJSIP/{agent}")
        return callid

    def answer(self, queue: str, agent: str, callid: str) -> None:
        self.say("QueueCallerLeave", Queue=queue, Uniqueid=callid, Position="1")
        facts = {"MemberName": agent, "Interface": f"PJSIP/{agent}", "HoldTime": "1", "RingTime": "1"}
        self.say("AgentConnect", Queue=queue, Uniqueid=callid, DestUniqueid=f"m{callid}", **facts)

    def hang_up(self, queue: str, agent: str, callid: str) -> None:
        facts = {"MemberName": agent, "Interface": f"PJSIP/{agent}", "HoldTime": "1", "TalkTime": "2"}
        self.say("AgentComplete", Queue=queue, Uniqueid=callid, Reason="caller", **facts)

    def say(self, event: str, **headers: str) -> None:
        """One manager event, happening now."""
        now_us = micros(SystemClock().now())
        stamp = f"{now_us // 1_000_000}.{now_us % 1_000_000:06}"
        lines = [f"{name}: {value}" for name, value in {"Event": event, "Timestamp": stamp, **headers}.items()]
        block = parse_block("\r\n".join(lines))
        heard = ingest.hear_ami([(next(self._numbers), now_us, block)], 1)
        tally = ingest.take(self.source_id, heard)
        assert tally.quarantined == 0, f"{event} was not understood"
