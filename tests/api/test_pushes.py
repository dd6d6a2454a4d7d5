"""What is pushed over HTTP: every language, signed or not, once however often it is sent."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from tests.api.cast import API, Centre
from ticketing.auth.signatures import SIGNATURE, TIMESTAMP, signature_of
from ticketing.auth.tokens import new_api_token
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.calls import AgentSlice, QueueVisit
from ticketing.models.people import ApiToken
from ticketing.models.telephony import Pbx, PbxSource, RawEvent, SourceKind

KEY = "a signing key of some length"
Door = Callable[..., "Pusher"]


class Pusher:
    """A machine with a token for one feed."""

    def __init__(self, centre: Centre, token: str) -> None:
        self.client, self.token = centre.app.test_client(), token

    def push(self, form: str, lines: list[Any], query: str = "", **headers: str) -> Any:
        body = json.dumps({"pbx": "pbx1", "format": form, "lines": lines}).encode()
        return self.post(f"/telephony/events{query}", body, "application/json", **headers)

    def post(self, path: str, body: bytes, content_type: str, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        return self.client.post(API + path, data=body, content_type=content_type, headers=sent)


@pytest.fixture
def door(centre: Centre) -> Door:
    """A feed of pbx1 and a token that writes to it."""

    def make(kind: SourceKind, **settings: Any) -> Pusher:
        token, hashed = new_api_token()
        with begin(SYSTEM) as work:
            pbx = work.session.query(Pbx).filter_by(code="pbx1").one_or_none() or work.add(Pbx(code="pbx1", name="1"))
            source = work.add(PbxSource(pbx_id=pbx.id, name=kind.value, kind=kind, settings=settings))
            row = {"name": kind.value, "token_hash": hashed, "scope": "ingest", "source_id": source.id}
            work.add(ApiToken(**row, created_at=work.now))
        return Pusher(centre, token)

    return make


@pytest.fixture
def at(clock: FrozenClock) -> int:
    return int(clock.now().timestamp()) - 300


def visits() -> list[QueueVisit]:
    with reading() as session:
        return list(session.scalars(sa.select(QueueVisit).order_by(QueueVisit.serial)))


def counts(answer: Any) -> tuple[int, int, int]:
    assert answer.status_code == 200, answer.json
    return answer.json["accepted"], answer.json["duplicates"], answer.json["quarantined"]


def record(at: int, uuid: str = "leg-1", side: str = "member", **more: str) -> str:
    values = {
        "uuid": uuid, "cc_side": side, "cc_queue": "sales", "cc_agent": "agent1", "cc_member_uuid": "m-1",
        "caller_id_number": "13800138000", "start_epoch": str(at), "cc_queue_joined_epoch": str(at + 2),
        "cc_queue_answered_epoch": str(at + 10), "cc_queue_terminated_epoch": str(at + 70),
        "end_epoch": str(at + 70), "sip_hangup_disposition": "recv_bye", **more,
    }  # fmt: skip
    return json.dumps({"core-uuid": "core", "switchname": "fs1", "variables": values})


def test_a_record_posted_in_three_wrappings_is_one_visit_and_always_thanked(door: Door, at: int) -> None:
    pusher, text = door(SourceKind.FREESWITCH_CDR), record(at)
    bodies = [
        (text.encode(), "application/json"),
        (urlencode({"cdr": text}).encode(), "application/x-www-form-urlencoded"),
        (b"cdr=" + base64.b64encode(text.encode()), "application/x-www-form-base64-encoded"),
    ]
    answers = [pusher.post("/telephony/freeswitch/cdr?uuid=a_leg-1", *body) for body in bodies]
    assert [counts(answer) for answer in answers] == [(1, 0, 0), (0, 1, 0), (0, 1, 0)]
    [visit] = visits()
    assert (visit.callid, visit.outcome, visit.wait_us, visit.talk_us) == ("m-1", "answered", 8_000_000, 60_000_000)
    assert (visit.caller, visit.agent, visit.end_reason) == ("13800138000", "agent1", "caller")
    with reading() as session:
        talks = session.scalars(sa.select(AgentSlice).filter_by(agent="agent1", state="talking")).all()
    assert [((row.end_us or 0) - row.start_us) for row in talks] == [60_000_000]


def test_both_legs_are_kept_and_only_the_members_is_a_visit(door: Door, at: int) -> None:
    pusher = door(SourceKind.FREESWITCH_CDR)
    for uuid, side in (("leg-2", "agent"), ("leg-1", "member")):
        assert counts(pusher.post(CDR, record(at, uuid, side).encode(), "application/json")) == (1, 0, 0)
    assert [visit.callid for visit in visits()] == ["m-1"]
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count(RawEvent.id))) == 2


CDR = "/telephony/freeswitch/cdr"


def test_beside_an_event_socket_a_record_tells_of_its_leg_only(door: Door, at: int) -> None:
    door(SourceKind.FREESWITCH, host="fs1", secret="x")
    pusher = door(SourceKind.FREESWITCH_CDR)
    assert counts(pusher.post(CDR, record(at).encode(), "application/json")) == (1, 0, 0)
    assert visits() == []
    with reading() as session:
        assert session.scalars(sa.select(RawEvent.kind)).all() == ["LEG"]


def test_a_switch_shows_its_token_as_a_password(door: Door, at: int) -> None:
    pusher = door(SourceKind.FREESWITCH_CDR)
    shown = base64.b64encode(f"fs1:{pusher.token}".encode()).decode()
    answer = pusher.post(CDR, record(at).encode(), "application/json", Authorization=f"Basic {shown}")
    assert counts(answer) == (1, 0, 0)
    for wrong in ("Basic !", f"Basic {base64.b64encode(b'fs1:rx_nobody').decode()}", "Digest x"):
        assert pusher.post(CDR, b"{}", "application/json", Authorization=wrong).status_code == 401


def test_what_is_no_record_is_refused_and_kept(door: Door) -> None:
    pusher = door(SourceKind.FREESWITCH_CDR)
    for body in (b"", b"\xff\x00", b"[1]", b'{"variables": {}}'):
        answer = pusher.post(CDR, body, "application/json")
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    with reading() as session:
        kept = session.scalars(sa.select(RawEvent.status).filter_by(reason="no_event")).all()
    assert kept == ["quarantined"] * 4


@pytest.fixture
def told(at: int) -> list[dict[str, Any]]:
    """A call in our own words."""
    about = {"call": "c-1", "queue": "sales"}
    return [
        {"id": "1", "event": "joined_queue", "at": at - 60, "queue": "sales", "agent": "agent1"},
        {"id": "2", "event": "entered", "at": at, **about, "number": "13800138000"},
        {"id": "3", "event": "connected", "at": at + 8, **about, "agent": "agent1", "wait_s": 8, "ring_s": 4},
        {"id": "4", "event": "ended", "at": at + 68, **about, "agent": "agent1", "by": "agent", "talk_s": 60},
    ]


def test_events_in_our_own_words_are_a_call_and_again_nothing(door: Door, told: list[dict[str, Any]]) -> None:
    pusher = door(SourceKind.EVENTS)
    assert counts(pusher.push("events", told)) == (4, 0, 0)
    assert counts(pusher.push("events", told[::-1])) == (0, 4, 0)
    [visit] = visits()
    assert (visit.outcome, visit.end_reason, visit.wait_us, visit.talk_us) == (
        "answered", "agent", 8_000_000, 60_000_000,
    )  # fmt: skip


def test_a_line_that_says_nothing_says_why_when_asked(door: Door, told: list[dict[str, Any]]) -> None:
    bad: list[Any] = [
        {"event": "dances", "at": 1},
        {"event": "entered", "at": "yesterday", "call": "c", "queue": "q"},
        {"event": "entered", "at": told[0]["at"]},
        {"event": "left", "at": told[0]["at"], "call": "c", "queue": "q", "how": "abandoned", "wait_s": -1},
        {"event": "entered", "at": 4_000_000_000, "call": "c", "queue": "q"},
        "not JSON",
    ]
    answer = door(SourceKind.EVENTS).push("events", [told[0], *bad], "?reasons=1")
    assert counts(answer) == (1, 0, 6)
    reasons = ["no_event", "bad_time", "missing_fields", "bad_number", "future", "no_event"]
    assert answer.json["reasons"] == [{"line": n, "reason": why} for n, why in enumerate(reasons, 2)]


def test_manager_events_may_be_pushed_as_blocks_or_objects(door: Door, at: int) -> None:
    about = {"Queue": "sales", "Uniqueid": "1.1", "CallerIDNum": "138"}
    joined = {"Event": "QueueCallerJoin", "Timestamp": f"{at}.5", **about, "Position": "1"}
    gone = f"Event: QueueCallerAbandon\r\nTimestamp: {at + 9}.5\r\nQueue: sales\r\nUniqueid: 1.1\r\nHoldTime: 9"
    pusher = door(SourceKind.AMI, pushed=1)
    assert counts(pusher.push("ami", [joined, gone, "nothing"])) == (2, 0, 1)
    assert counts(pusher.push("ami", [joined, gone, "nothing"])) == (0, 3, 0)
    assert [visit.outcome for visit in visits()] == ["abandoned"]


def test_switch_events_may_be_pushed_too_and_are_known_by_their_number(door: Door, at: int) -> None:
    event = {
        "Core-UUID": "core", "Event-Sequence": "7", "Event-Date-Timestamp": str(at * 1_000_000),
        "CC-Action": "member-queue-start", "CC-Queue": "sales", "CC-Member-UUID": "m-1",
    }  # fmt: skip
    pusher = door(SourceKind.FREESWITCH, pushed=1)
    assert counts(pusher.push("freeswitch", [event, {**event, "Event-Info": "again"}])) == (1, 1, 0)
    assert [visit.callid for visit in visits()] == ["m-1"]


def test_records_in_columns_may_be_pushed(door: Door, at: int) -> None:
    pusher = door(SourceKind.CDR, pushed=1)
    line = (
        '"","138","100","in","""x"" <138>","SIP/a","SIP/b","Dial","x","2025-03-10 09:00:00","2025-03-10 09:00:05",'
        '"2025-03-10 09:01:00",60,55,"ANSWERED","DOCUMENTATION","1.1",""'
    )
    assert counts(pusher.push("cdr_csv", [line, "nonsense"])) == (1, 0, 1)
    assert counts(pusher.push("cdr_csv", [line])) == (0, 1, 0)


def test_a_feed_with_a_key_takes_only_what_was_signed_lately(
    door: Door, told: list[dict[str, Any]], clock: FrozenClock
) -> None:
    pusher = door(SourceKind.EVENTS, signing_key=KEY)
    body = json.dumps({"pbx": "pbx1", "format": "events", "lines": told}).encode()

    def send(key: str = KEY, age_s: int = 0, sent: bytes = body) -> int:
        stamp = str(int(clock.now().timestamp()) - age_s)
        headers = {TIMESTAMP: stamp, SIGNATURE: signature_of(key, stamp, body)}
        return pusher.post("/telephony/events", sent, "application/json", **headers).status_code

    assert pusher.push("events", told).status_code == 401
    assert [send("another key entirely"), send(age_s=301), send(age_s=-301), send(sent=body + b" ")] == [401] * 4
    assert visits() == []
    # Sent again within the window it is the same push, and thanked.
    assert [send(), send(), send(age_s=299)] == [200] * 3
    assert len(visits()) == 1


def test_a_feed_takes_its_own_language_only(door: Door, told: list[dict[str, Any]]) -> None:
    pusher = door(SourceKind.EVENTS)
    assert pusher.push("queue_log", ["1|2|3|4|5"]).json["code"] == "another_format"
    assert pusher.post(CDR, b"{}", "application/json").status_code == 422
    too_many = json.dumps({"pbx": "pbx1", "format": "events", "lines": [1] * 3}).encode()
    assert pusher.post("/telephony/events", too_many, "application/json").status_code == 422
    assert pusher.post("/telephony/events", b"x" * (3 << 20), "application/json").status_code == 413


def test_a_feed_that_is_switched_off_takes_nothing(door: Door, told: list[dict[str, Any]]) -> None:
    pusher = door(SourceKind.EVENTS)
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(PbxSource).values(enabled=False))
    assert pusher.push("events", told).status_code == 404
