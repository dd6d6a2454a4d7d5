"""A recording is heard by whom it may be, through a link of their own, in ranges, and never without a trace."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from ticketing.clock import FrozenClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.models.people import Person
from ticketing.models.telephony import Pbx
from ticketing.models.whole_calls import Call

SOUND = b"RIFF" + bytes(range(256)) * 8


@pytest.fixture
def call(centre: Centre, tmp_path: Path) -> int:
    """A call of agent1's with a recording, and one whose recording is a header alone."""
    (tmp_path / "q-1795291724.2.wav").write_bytes(SOUND)
    (tmp_path / "q-1795291724.3.wav").write_bytes(b"x" * 44)
    with begin(SYSTEM) as work:
        settings = {"recordings": {"root": str(tmp_path), "names": ["*-{uniqueid}.wav"]}}
        pbx = work.add(Pbx(code="main", name="main", settings=settings))
        ids = [
            work.add(made(pbx.id, root, centre.ids["agent1"], work.now)).id for root in ("1795291724.2", "1795291724.3")
        ]
    return ids[0]


def made(pbx_id: int, root: str, person_id: int, now: Any) -> Call:
    facts = {
        "direction": "inbound",
        "outcome": "answered",
        "first_us": micros(now),
        "wait_us": 0,
        "talk_us": 1,
        "transfers": 0,
    }
    return Call(pbx_id=pbx_id, root=root, person_ids=[person_id], **facts)


def link(centre: Centre, who: str, call: int) -> str:
    answer = centre.browser(who).call("POST", f"/calls/{call}/recordings/links", {})
    assert answer.status_code == 201, answer.text
    return str(answer.json["url"])


def get(centre: Centre, who: str, url: str, **headers: str) -> Any:
    return centre.browser(who).client.get(url, headers=headers, buffered=True)


def test_the_own_call_is_heard_whole_and_in_ranges(centre: Centre, call: int) -> None:
    url = link(centre, "agent1", call)
    whole = get(centre, "agent1", url)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, SOUND, "audio/wav")
    assert whole.headers["Cache-Control"] == "private, no-store"
    part = get(centre, "agent1", url, Range="bytes=100-199")
    assert (part.status_code, part.data) == (206, SOUND[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(SOUND)}"
    assert get(centre, "agent1", url, Range=f"bytes={len(SOUND)}-").status_code == 416


def test_every_listening_leaves_a_trace(centre: Centre, call: int, audited: Callable[[], Any]) -> None:
    url = link(centre, "agent1", call)
    get(centre, "agent1", url)
    get(centre, "agent1", url, Range="bytes=100-")
    get(centre, "agent1", f"{url}?download=1")
    done = [(action, object_) for action, object_, _ in audited() if action.startswith("recording_")]
    assert done == [(f"recording_{how}", f"call:{call}") for how in ("opened", "played", "sought", "saved")]
    with begin(SYSTEM) as work:
        told = work.session.execute(
            sa.text("SELECT payload FROM journal WHERE name = 'RecordingHeard' ORDER BY id")
        ).all()
    assert [row[0]["how"] for row in told] == ["opened", "played", "sought", "saved"]
    assert {row[0]["by_id"] for row in told} == {centre.ids["agent1"]}


def test_a_link_is_one_persons_alone(centre: Centre, call: int, audited: Callable[[], Any]) -> None:
    url = link(centre, "agent1", call)
    assert get(centre, "lead1", url).status_code == 404
    assert ("recording_refused", f"call:{call}") in [(action, object_) for action, object_, _ in audited()]
    assert centre.app.test_client().get(url).status_code == 401


def test_a_link_dies_after_five_minutes(centre: Centre, call: int, clock: FrozenClock) -> None:
    url = link(centre, "agent1", call)
    clock.advance(minutes=5)
    assert get(centre, "agent1", url).status_code == 200
    clock.advance(seconds=1)
    assert get(centre, "agent1", url).status_code == 404


def test_a_made_up_link_is_nothing(centre: Centre, call: int) -> None:
    url = link(centre, "agent1", call)
    for wrong in (url[:-3] + "abc", "/api/v1/recordings/x", "/api/v1/recordings/..%2f..%2fetc%2fpasswd", f"{url}.wav"):
        assert get(centre, "agent1", wrong).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("agent1", 200), ("agent2", 404), ("lead1", 200), ("lead2", 404)),
        *(("super", 200), ("inspector", 200), ("viewer", 403), ("admin", 403)),
    ],
)
def test_who_hears_whom(centre: Centre, call: int, who: str, status: int) -> None:
    answer = centre.browser(who).call("GET", f"/calls/{call}/recordings")
    assert answer.status_code == status
    if status == 200:
        assert answer.json["items"] == [{"no": 0, "sound": "ok", "bytes": len(SOUND)}]


def test_whoever_left_the_team_hears_no_more_through_an_old_link(centre: Centre, call: int) -> None:
    url = link(centre, "lead1", call)
    with begin(SYSTEM) as work:
        other = work.session.get_one(Person, centre.ids["lead2"]).team_id
        work.session.get_one(Person, centre.ids["lead1"]).team_id = other
    assert get(centre, "lead1", url).status_code == 404


def test_nothing_to_hear_says_why(centre: Centre, call: int) -> None:
    answer = centre.browser("agent1").call("POST", f"/calls/{call + 1}/recordings/links", {})
    assert (answer.status_code, answer.json["code"]) == (409, "recording_empty")
    assert centre.browser("agent1").call("POST", f"/calls/{call}/recordings/links", {"no": 7}).status_code == 404
    assert centre.browser("agent1").call("GET", "/calls/999999/recordings").status_code == 404


def test_an_administrator_says_where_recordings_lie_and_cannot_point_anywhere(centre: Centre, call: int) -> None:
    admin = centre.browser("admin")
    good = admin.call(
        "PUT", "/pbxes/main/recordings", {"root": "/srv/monitor", "names": ["{Y}/{m}/{d}/*-{uniqueid}.wav"]}
    )
    assert good.json == {"root": "/srv/monitor", "names": ["{Y}/{m}/{d}/*-{uniqueid}.wav"]}
    for body in ({"root": "/"}, {"root": "monitor"}, {"root": "/srv/../etc"}, {"root": "/srv", "names": ["../*"]}):
        assert admin.call("PUT", "/pbxes/main/recordings", body).status_code == 422
    assert centre.browser("super").call("PUT", "/pbxes/main/recordings", {"root": "/srv"}).status_code == 403
