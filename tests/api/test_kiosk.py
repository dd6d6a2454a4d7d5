"""A screen on the wall: its link opens the board and nothing else, with or without names, until it is revoked."""

from realtime.listeners import Listener, Listeners, no_longer_welcome
from realtime.topics import Topic, View
from tests.api.cast import API, Browser, Centre
from ticketing.auth.kiosk import COOKIE, login_of_kiosk
from ticketing.db import reading
from ticketing.queries.board.change import Change
from ticketing.queries.board.nameless import nameless
from ticketing.queries.board.views import ViewSpec


def screen_of(centre: Centre, scope: str) -> tuple[Browser, dict]:
    """A browser that came by a fresh link of this scope, and the link's token."""
    made = centre.browser("admin").call("POST", "/tokens", {"name": f"大厅 {scope}", "scope": scope}).json
    screen = centre.browser()
    assert screen.call("POST", "/kiosk-session", {"token": made["token"]}).status_code == 204
    return screen, made


def test_a_link_shows_the_board_and_opens_no_other_door(centre: Centre) -> None:
    screen, _ = screen_of(centre, "board")
    assert "data-screen" in screen.client.get("/wallboard").text
    named = screen.client.get(f"{API}/board/wallboard")
    assert (named.status_code, "Agent1" in named.text) == (200, True)
    for path in ("/tickets", "/", "/settings", f"{API}/board/desk", f"{API}/board/floor", f"{API}/people"):
        assert screen.client.get(path).status_code in (302, 401), path
    assert screen.client.get("/login").status_code == 200
    assert "data-kiosk" in centre.browser().client.get("/kiosk").text


def test_without_names_no_name_leaves_the_house(centre: Centre) -> None:
    screen, _ = screen_of(centre, "board_nameless")
    text = screen.client.get(f"{API}/board/wallboard").text
    assert "agent1" in text
    assert not any(login.title() in text for login in centre.ids)


def test_what_people_wrote_and_who_did_it_is_left_out_of_every_row() -> None:
    rule = {"at": None, "kind": "pause_s", "level": "warn", "acknowledged_by": "孙浩"}
    rows = {
        "agent:8001": {"code": "8001", "raw": "2001", "name": "王芳", "forced_by": "陈静", "forced_reason": "找王芳"},
        "alert:rule:1": rule | {"params": {"name": "王芳", "code": "8001", "reason": "王芳有事", "limit": 60}},
        "alert:rule:2": rule | {"params": {"name": "投诉", "queue": "complaint"}},
        "shift:now": {"shifts": [{"code": "D", "leader": "陈静"}]},
    }
    topic = Topic("wallboard")
    view = View(ViewSpec("wallboard", "w|n", ("wallboard",), shows=nameless), [topic], "e")
    for n, (id_, row) in enumerate(rows.items()):
        change = Change("wallboard", id_, n + 1, row)
        topic.put(change)
        view.touch(change)
    said = [*view.flush(), view.snapshot()]
    assert "投诉" in str(said)
    assert not any(name in str(said) for name in ("王芳", "陈静", "孙浩"))


def test_a_revoked_link_is_nobody_and_its_sockets_are_closed(centre: Centre) -> None:
    screen, made = screen_of(centre, "board")
    token = screen.client.get_cookie(COOKIE).value
    login = login_of_kiosk(token)
    assert login is not None
    listeners = Listeners()
    listener = Listener("s1", login.actor, 0, 0, token_id=login.token_id)
    assert listeners.admit(listener)
    assert listeners.people() == set()
    with reading() as session:
        assert no_longer_welcome(session, listeners.all()) == []
    assert centre.browser("admin").call("DELETE", f"/tokens/{made['id']}").status_code in (200, 204)
    with reading() as session:
        assert no_longer_welcome(session, listeners.all()) == [listener]
    assert screen.client.get(f"{API}/board/wallboard").status_code == 401
    assert centre.browser().call("POST", "/kiosk-session", {"token": token}).json["code"] == "kiosk_revoked"


def test_a_token_for_something_else_makes_no_screen(centre: Centre) -> None:
    own = centre.browser("admin").call("POST", "/tokens", {"name": "mine", "scope": "api"})
    assert own.status_code == 201
    assert centre.browser().call("POST", "/kiosk-session", {"token": own.json["token"]}).status_code == 401
