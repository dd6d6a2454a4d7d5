"""A feed is tried before it is relied on: over real sockets, and nothing that is heard is kept."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.api.cast import Centre
from tests.telephony.fake_pbx import fake_pbx, hold
from tests.telephony.fake_switch import SECRET, fake_switch
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import Pbx, PbxSource, RawEvent, SourceKind

Make = Callable[..., int]


@pytest.fixture
def feed(centre: Centre) -> Make:
    def make(kind: SourceKind, **settings: Any) -> int:
        with begin(SYSTEM) as work:
            pbx = work.session.query(Pbx).filter_by(code="main").one_or_none() or work.add(Pbx(code="main", name="m"))
            count = work.session.query(PbxSource).count()
            return work.add(PbxSource(pbx_id=pbx.id, name=f"f{count}", kind=kind, settings=settings)).id

    return make


def tried(centre: Centre, source_id: int) -> tuple[int, str]:
    answer = centre.browser("admin").call("POST", f"/pbx-sources/{source_id}/trial")
    return answer.status_code, answer.json.get("code", "")


def test_an_event_socket_is_reached_refused_or_not_there(centre: Centre, feed: Make) -> None:
    with fake_switch() as switch:
        right = feed(SourceKind.FREESWITCH, host="127.0.0.1", port=switch.port, secret=SECRET)
        wrong = feed(SourceKind.FREESWITCH, host="127.0.0.1", port=switch.port, secret="wrong")
        assert tried(centre, right) == (200, "")
        assert tried(centre, wrong) == (422, "login_refused")
        assert switch.asked[-1] == "auth wrong"
    assert tried(centre, right) == (422, "no_answer")
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count(RawEvent.id))) == 0


def test_a_manager_interface_is_tried_the_same_way(centre: Centre, feed: Make) -> None:
    with fake_pbx(hold) as pbx:
        access = {"host": "127.0.0.1", "port": pbx.port, "username": "w"}
        assert tried(centre, feed(SourceKind.AMI, **access, secret="secret")) == (200, "")
        assert tried(centre, feed(SourceKind.AMI, **access, secret="wrong")) == (422, "login_refused")


def test_a_file_must_be_there_and_a_pushed_feed_has_nothing_to_try(centre: Centre, feed: Make, tmp_path: Any) -> None:
    log = tmp_path / "queue_log"
    source_id = feed(SourceKind.QUEUE_LOG, path=str(log))
    assert tried(centre, source_id) == (422, "no_such_file")
    log.write_text("")
    assert tried(centre, source_id) == (200, "")
    assert tried(centre, feed(SourceKind.EVENTS)) == (422, "waits_for_pushes")
    assert tried(centre, 999) == (404, "not_found")


def test_only_who_keeps_the_phone_systems_may_try_them(centre: Centre, feed: Make) -> None:
    source_id = feed(SourceKind.EVENTS)
    assert centre.browser("super").call("POST", f"/pbx-sources/{source_id}/trial").status_code == 403


@pytest.mark.parametrize(
    ("kind", "settings", "status"),
    [
        ("freeswitch", {"host": "fs1", "secret": "ClueCon"}, 201),
        ("freeswitch", {"host": "fs1", "port": 8021, "secret": "xyzzy-0", "username": "me@default"}, 201),
        ("freeswitch", {"host": "fs1"}, 422),
        ("freeswitch", {"pushed": 1}, 201),
        ("freeswitch_cdr", {}, 201),
        ("events", {"signing_key": "sixteen letters and more"}, 201),
        ("events", {"signing_key": "plugh-0"}, 422),
        ("events", {"signing_key": "***"}, 422),
        ("events", {"host": "x"}, 422),
        ("ami", {"pushed": 1}, 201),
    ],
)
def test_a_feed_has_the_settings_of_its_kind(centre: Centre, kind: str, settings: dict[str, Any], status: int) -> None:
    with begin(SYSTEM) as work:
        work.add(Pbx(code="main", name="m"))
    browser = centre.browser("admin")
    made = browser.call("POST", "/pbx-sources", {"pbx": "main", "name": "f", "kind": kind, "settings": settings})
    assert made.status_code == status
    shown = browser.get("/pbx-sources").text + browser.client.get("/admin/phones").text
    assert not any(str(settings[name]) in shown for name in ("secret", "signing_key") if name in settings)
