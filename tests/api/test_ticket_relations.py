"""Merging, splitting, linking, following and attaching over HTTP: who may, what comes back, what is refused."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock
from ticketing.config import Config

INQUIRY = {"kind": "inquiry", "subject": "空调维修", "queue": "sales", "contact_phone": "138-0013-8000"}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return Config(
        env="test", database_url=database_url, redis_url="", secret_key="only for tests", data_dir=str(tmp_path)
    )


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def filed(doors: Doors, by: str = "wang", **more: Any) -> str:
    answer = doors.post(by, "/tickets", {**INQUIRY, **more})
    assert answer.status_code == 201, answer.json
    return str(answer.json["number"])


def send(doors: Doors, number: str, name: str, content: bytes, by: str = "wang") -> TestResponse:
    browser = doors.browser(by)
    return browser.client.post(
        f"/api/v1/tickets/{number}/attachments",
        query_string={"name": name},
        data=content,
        content_type="application/octet-stream",
        headers=browser.headers,
    )


def test_a_merge_answers_with_the_ticket_that_goes_on_and_can_be_taken_back(doors: Doors, desk: Desk) -> None:
    source, target = filed(doors), filed(doors)
    merged = doors.put("wang", f"/tickets/{source}/merge", {"into": target})
    assert (merged.status_code, merged.json["number"]) == (200, target)
    kin = doors.get("wang", f"/tickets/{source}/links").json
    assert [(one["how"], one["number"]) for one in kin["items"]] == [("merged_into", target)]
    assert kin["undo_until"] == "2026-03-03T01:00:00+00:00"

    again = doors.put("wang", f"/tickets/{source}/merge", {"into": target})
    assert (again.status_code, again.json["code"], again.json["params"]["into"]) == (409, "already_merged", target)
    back = doors.delete("wang", f"/tickets/{source}/merge")
    assert (back.status_code, back.json["number"], back.json["state"]) == (200, source, "open")
    assert doors.delete("wang", f"/tickets/{source}/merge").json["code"] == "not_merged"


def test_nobody_merges_splits_links_tags_or_attaches_what_they_may_not_see(doors: Doors) -> None:
    mine, foreign = filed(doors), filed(doors, "zhao", queue="support")
    note = doors.post("zhao", f"/tickets/{foreign}/notes", {"text": "x"}).json["id"]
    tries = [
        doors.put("wang", f"/tickets/{mine}/merge", {"into": foreign}),
        doors.put("wang", f"/tickets/{foreign}/merge", {"into": mine}),
        doors.post("wang", f"/tickets/{foreign}/splits", {"notes": [note], "subject": "x"}),
        doors.post("wang", f"/tickets/{mine}/links", {"to": foreign}),
        doors.put("wang", f"/tickets/{mine}/parent", {"parent": foreign}),
        doors.put("wang", f"/tickets/{foreign}/tags", {"tags": ["x"]}),
        doors.put("wang", f"/tickets/{foreign}/watchers/me", None),
        doors.put("wang", f"/tickets/{foreign}/opening", {}),
        doors.get("wang", f"/tickets/{foreign}/links"),
        doors.get("wang", f"/tickets/{foreign}/attachments"),
        doors.post("wang", "/tickets", {**INQUIRY, "parent": foreign}),
        doors.post("wang", "/tickets", {**INQUIRY, "follow_up_of": foreign}),
        send(doors, foreign, "a.png", PNG),
    ]
    assert [one.status_code for one in tries] == [404] * len(tries)
    strange = doors.post("wang", f"/tickets/{mine}/splits", {"notes": [note], "subject": "x"})
    assert (strange.status_code, strange.json["code"]) == (422, "unknown_note")


def test_a_second_matter_in_one_ticket_becomes_a_ticket_of_its_own(doors: Doors, desk: Desk) -> None:
    source = filed(doors)
    stays = doors.post("wang", f"/tickets/{source}/notes", {"text": "制冷差"}).json["id"]
    goes = doors.post("wang", f"/tickets/{source}/notes", {"text": "另外发票未收到", "kind": "message"}).json["id"]
    made = doors.post("wang", f"/tickets/{source}/splits", {"notes": [goes], "subject": "补开发票"})
    assert made.status_code == 201
    number = made.json["number"]
    assert (made.json["content"], made.json["state"], made.json["queue"]) == ("另外发票未收到", "open", "sales")

    def story(of: str) -> dict[str, list[Any]]:
        items = doors.get("wang", f"/tickets/{of}/timeline").json["items"]
        found: dict[str, list[Any]] = {}
        for one in items:
            found.setdefault(one["name"], []).append(one["payload"])
        return found

    old, new = story(source), story(number)
    assert [one.get("text") for one in old["NoteWritten"]] == ["制冷差", None]
    assert old["TicketSplit"][0]["into"] == number
    assert [(one["note_id"], one["text"]) for one in new["NoteMoved"]] == [(goes, "另外发票未收到")]
    assert stays != goes
    kin = doors.get("wang", f"/tickets/{source}/links").json["items"]
    assert [(one["how"], one["turned"], one["number"]) for one in kin] == [("split_from", True, number)]


def test_a_parent_is_not_settled_before_its_children_unless_somebody_insists(doors: Doors) -> None:
    parent = filed(doors)
    child = filed(doors, parent=parent)
    last = {"code": "solved", "text": "done"}
    refused = doors.put("wang", f"/tickets/{parent}/resolution", last)
    assert (refused.status_code, refused.json["code"]) == (422, "open_children")
    steps = {one["move"]: one["unmet"] for one in doors.get("wang", f"/tickets/{parent}/transitions").json["allowed"]}
    assert "open_children" in steps["resolve"]
    cycle = doors.put("wang", f"/tickets/{parent}/parent", {"parent": child})
    assert (cycle.status_code, cycle.json["code"]) == (422, "parent_cycle")
    insisted = doors.post(
        "wang", f"/tickets/{parent}/transitions", {"to": "resolved", "resolution": last, "force": True}
    )
    assert insisted.status_code == 200
    assert doors.get("wang", f"/tickets/{child}").json["state"] == "open"


def test_a_follow_up_comes_after_a_ticket_that_is_done_and_not_after_an_open_one(doors: Doors) -> None:
    first = filed(doors)
    early = doors.post("wang", "/tickets", {**INQUIRY, "follow_up_of": first})
    assert (early.status_code, early.json["code"]) == (409, "still_open")
    assert doors.put("wang", f"/tickets/{first}/resolution", {"code": "ok", "text": "ok"}).status_code == 200
    before = doors.get("wang", f"/tickets/{first}").json["version"]
    after = filed(doors, follow_up_of=first)
    assert doors.get("wang", f"/tickets/{after}").json["follow_up_of"] == first
    assert doors.get("wang", f"/tickets/{first}").json["version"] == before


def test_links_are_read_from_both_ends_and_taken_away_from_either(doors: Doors) -> None:
    effect, cause = filed(doors), filed(doors)
    body = {"to": cause, "kind": "caused_by"}
    link = doors.post("wang", f"/tickets/{effect}/links", body).json["id"]
    assert doors.post("wang", f"/tickets/{effect}/links", body).json["id"] == link
    (there,) = doors.get("wang", f"/tickets/{cause}/links").json["items"]
    assert (there["id"], there["how"], there["turned"], there["number"]) == (link, "caused_by", True, effect)
    assert doors.delete("wang", f"/tickets/{cause}/links/{link}").status_code == 204
    assert doors.get("wang", f"/tickets/{effect}/links").json["items"] == []
    assert doors.delete("wang", f"/tickets/{cause}/links/{link}").status_code == 404


def test_a_reply_answers_and_a_message_asks_while_a_note_does_neither(doors: Doors, desk: Desk) -> None:
    number = filed(doors, answered=False)

    def running() -> dict[str, str]:
        clocks = doors.get("wang", f"/tickets/{number}/clocks").json["items"]
        return {one["kind"]: one["state"] for one in clocks}

    doors.put("wang", f"/tickets/{number}/assignment", {"owner": "me"})
    doors.post("wang", f"/tickets/{number}/notes", {"text": "内部说明"})
    assert running()["first_response"] == "running"
    doors.post("wang", f"/tickets/{number}/notes", {"text": "您好，已安排", "kind": "reply"})
    assert running()["first_response"] == "met"
    assert "next_response" not in running()
    doors.post("wang", f"/tickets/{number}/notes", {"text": "还没人来", "kind": "message"})
    assert running()["next_response"] == "running"
    assert doors.post("li", f"/tickets/{number}/notes", {"text": "x", "kind": "reply"}).status_code == 403


def test_a_file_is_kept_under_a_name_of_ours_and_handed_out_to_be_saved(
    doors: Doors, desk: Desk, tmp_path: Path
) -> None:
    number = filed(doors)
    taken = send(doors, number, "../../家里 发票\u202e.png", PNG)
    assert (taken.status_code, taken.json["name"], taken.json["media_type"]) == (201, "家里 发票.png", "image/png")
    (kept,) = [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()]
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777, kept.suffix) == (PNG, 0o600, "")

    answer = doors.get("wang", f"/tickets/{number}/attachments/{taken.json['id']}")
    assert answer.data == PNG
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
    other = filed(doors)
    assert doors.get("wang", f"/tickets/{other}/attachments/{taken.json['id']}").status_code == 404
    assert doors.get("zhao", f"/tickets/{number}/attachments/{taken.json['id']}").status_code == 404


def test_a_file_hangs_on_the_note_that_names_it_and_on_no_second_one(doors: Doors) -> None:
    number = filed(doors)
    file = send(doors, number, "a.png", PNG).json["id"]
    note = doors.post("wang", f"/tickets/{number}/notes", {"text": "见附件", "files": [file]}).json["id"]
    (listed,) = doors.get("wang", f"/tickets/{number}/attachments").json["items"]
    assert listed["note_id"] == note
    again = doors.post("wang", f"/tickets/{number}/notes", {"text": "再来", "files": [file]})
    assert (again.status_code, again.json["code"]) == (422, "unknown_file")


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("a", "0" * 1000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.svg", b"<svg onload=alert(1)>", "file_type"),
        ("a.html", b"<script>", "file_type"),
        (".htaccess", b"AddType", "file_type"),
        ("a.pht", b"<?php", "file_type"),
        ("a.png.svg", PNG, "file_type"),
        ("a.zip", bomb(), "file_type"),
        ("a.png", b"GIF89a<script>", "file_mismatch"),
        ("a.gif", b"<html>GIF89a", "file_mismatch"),
        ("a.txt", b"MZ\x00\x01", "file_mismatch"),
        ("a.png", b"", "file_empty"),
        ("..", PNG, "file_type"),
    ],
)
def test_what_a_file_is_decides_and_not_what_it_is_called(
    doors: Doors, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    refused = send(doors, filed(doors), name, content)
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert not (tmp_path / "attachments").exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(doors: Doors, tmp_path: Path) -> None:
    assert send(doors, filed(doors), "a.txt", b"a" * (11 * 1024 * 1024)).status_code == 413
    assert not (tmp_path / "attachments").exists()


def test_who_follows_a_ticket_hears_of_it_once_per_note(doors: Doors, desk: Desk) -> None:
    number = filed(doors)
    followed = doors.put("li", f"/tickets/{number}/watchers/me", None)
    assert [one["code"] for one in followed.json["items"]] == ["li"]
    assert doors.put("li", f"/tickets/{number}/watchers/wang", None).status_code == 403
    doors.put("wang", f"/tickets/{number}/watchers/chen", None)
    doors.post("li", f"/tickets/{number}/notes", {"text": "x"})
    assert [len(desk.notices(login, "ticket_watched")) for login in ("li", "chen", "wang")] == [0, 1, 0]
    assert [one["code"] for one in doors.delete("li", f"/tickets/{number}/watchers/me").json["items"]] == ["chen"]
    assert doors.delete("li", f"/tickets/{number}/watchers/me").status_code == 200


def test_tags_are_a_set_in_their_order(doors: Doors) -> None:
    number = filed(doors, tags=["老客户"])
    assert doors.get("wang", f"/tickets/{number}").json["tags"] == ["老客户"]
    put = doors.put("wang", f"/tickets/{number}/tags", {"tags": ["发票", "急", "发票"]})
    assert put.json["tags"] == ["发票", "急"]


def test_whoever_opens_a_ticket_sees_who_else_has_it_open_and_what_changed(doors: Doors, desk: Desk) -> None:
    number = filed(doors)
    seen = doors.get("li", f"/tickets/{number}").json["version"]
    doors.put("wang", f"/tickets/{number}/opening", {"writing": True})
    there = doors.put("li", f"/tickets/{number}/opening", {"version": seen}).json
    assert [(one["code"], one["writing"]) for one in there["others"]] == [("wang", True)]
    assert there["changed"] == []
    doors.patch("wang", f"/tickets/{number}", {"subject": "新标题"})
    assert doors.put("li", f"/tickets/{number}/opening", {"version": seen}).json["changed"] == ["subject"]
    assert doors.delete("wang", f"/tickets/{number}/opening").status_code == 204
    assert doors.put("li", f"/tickets/{number}/opening", {}).json["others"] == []
    desk.clock.advance(seconds=41)
    assert doors.put("wang", f"/tickets/{number}/opening", {}).json["others"] == []


def test_a_stale_write_is_told_what_stands_there_and_what_it_would_have_written(doors: Doors) -> None:
    number = filed(doors)
    seen = str(doors.get("wang", f"/tickets/{number}").json["version"])
    doors.patch("sun", f"/tickets/{number}", {"subject": "主管改的", "department": "维修部"})
    refused = doors.patch("wang", f"/tickets/{number}", {"subject": "我改的"}, **{"If-Match": seen})
    assert (refused.status_code, refused.json["code"]) == (409, "stale_version")
    assert refused.json["params"]["values"] == {
        "department": {"now": "维修部"},
        "subject": {"now": "主管改的", "yours": "我改的"},
    }
    given = doors.put("chen", f"/tickets/{number}/assignment", {"owner": "li"}, **{"If-Match": seen})
    assert given.json["params"]["changed"] == ["department", "subject"]


def test_an_open_matter_of_the_same_customer_is_hinted_at_before_a_new_one_is_filed(doors: Doors, desk: Desk) -> None:
    first = filed(doors, category="空调/维修")
    repair = filed(doors, kind="repair")
    done = filed(doors, resolved={"code": "ok", "text": "ok"})
    filed(doors, "zhao", queue="support")
    desk.clock.advance(hours=2)

    def hint(**asked: str) -> list[tuple[str, bool, bool]]:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        items = doors.get("wang", f"/tickets/duplicates?{query}").json["items"]
        return [(one["number"], one["is_open"], one["alike"]) for one in items]

    assert hint(phone="13800138000", kind="repair") == [
        (repair, True, True),
        (first, True, False),
        (done, False, False),
    ]
    assert hint(phone="13800138000", category="空调", but=repair)[0] == (first, True, True)
    desk.clock.advance(hours=23)
    assert [number for number, *_ in hint(phone="13800138000")] == [repair, first]
    assert hint(phone="138*****000") == hint(phone="12") == []
    nobody = doors.get("wang", "/tickets/duplicates")
    assert (nobody.status_code, nobody.json["code"]) == (422, "nobody_named")
