"""The customers' pages, and the list of tickets with its views."""

import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import furnish
from ticketing.clock import FrozenClock
from workers import file_jobs


@pytest.fixture
def doors(app: Flask, clock: FrozenClock) -> Doors:
    return Doors(furnish(app, clock))


def page(doors: Doors, login: str, path: str) -> str:
    answer = doors.browser(login).client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def test_a_file_shows_its_matters_its_numbers_masked_and_who_may_be_the_same(doors: Doors) -> None:
    one = doors.post("wang", "/customers", {"name": "张伟", "phones": ["13800138000"], "grade": "vip"}).json
    two = doors.post("wang", "/customers", {"name": "张先生", "phones": ["13800138000"]}).json
    number = doors.desk.open(customer_id=one["id"])
    doors.post("wang", f"/customers/{one['id']}/notes", {"text": "喜欢下午接电话"})
    doors.desk.clock.advance(minutes=1)
    text = page(doors, "wang", f"/customers/{one['id']}")
    assert number in text
    assert "喜欢下午接电话" in text
    assert "138****8000" in text
    assert "13800138000" not in text
    assert f"/customers/{two['id']}" in text
    assert number not in page(doors, "zhao", f"/customers/{one['id']}")
    assert "张先生" in page(doors, "wang", "/customers?q=8000")


def test_a_merged_file_leads_to_the_one_that_it_became_part_of(doors: Doors) -> None:
    one, two = (doors.post("wang", "/customers", {"name": name}).json["id"] for name in ("甲", "乙"))
    assert doors.post("wang", f"/customers/{one}/merges", {"source_id": two}).status_code == 403
    merge = doors.post("chen", f"/customers/{one}/merges", {"source_id": two, "reason": "同一人"}).json
    moved = doors.browser("wang").client.get(f"/customers/{two}")
    assert (moved.status_code, moved.location) == (302, f"/customers/{one}")
    assert f"DELETE /customers/{one}/merges/{merge['id']}" in page(doors, "chen", f"/customers/{one}")
    assert doors.delete("chen", f"/customers/{one}/merges/{merge['id']}").status_code == 200
    assert doors.delete("chen", f"/customers/{one}/merges/{merge['id']}").json["code"] == "parted_already"


def test_the_black_list_and_the_persons_rights_are_for_who_may(doors: Doors) -> None:
    made = doors.post("wang", "/customers", {"name": "甲", "phones": ["13800138000"]}).json["id"]
    path = f"/customers/{made}"
    assert doors.put("wang", f"{path}/bar", {"reason": "骚扰"}).status_code == 403
    assert doors.put("chen", f"{path}/bar", {"reason": "骚扰"}).json["barred"] is True
    assert "骚扰" in page(doors, "wang", path)
    assert doors.get("chen", f"{path}/personal-copy?reason=asked").status_code == 403
    copy = doors.get("sun", f"{path}/personal-copy?reason=asked")
    assert (copy.status_code, copy.mimetype, copy.data[:2]) == (200, "application/zip", b"PK")
    fixed = doors.post("sun", f"{path}/corrections", {"reason": "写错", "fields": {"name": "贾"}})
    assert (fixed.status_code, fixed.json["name"]) == (200, "贾")
    found = doors.get("sun", "/customers/personal-data?phone=138-0013-8000").json
    assert (found["found"]["customer_phones"], found["customers"][0]["id"]) == (1, made)
    owed = doors.post("sun", f"{path}/erasure", {"reason": "客户要求"})
    assert (owed.status_code, owed.json["kind"], owed.json["state"]) == (202, "erasure", "owed")


def test_the_list_of_tickets_stands_in_the_chosen_columns_with_its_views(doors: Doors) -> None:
    number = doors.desk.open(customer_name="张伟")
    doors.post("wang", "/saved-searches", {"name": "我的维修", "wanted": {"q": "维修"}})
    doors.put("wang", "/lists/tickets/columns", {"columns": ["number", "category"]})
    text = page(doors, "wang", "/tickets?q=维修")
    assert number in text
    assert "我的维修" in text
    assert text.count('<th scope="col">') == 3
    assert 'class="count' in page(doors, "wang", "/tickets/views")
    assert number not in page(doors, "zhao", "/tickets?state=any")
    for words in ("sort=due", "sort=priority&after=2~99", "sort=due&after=x", "from=2026-13-01", "priority=urgent"):
        assert doors.browser("wang").client.get(f"/tickets?{words}").status_code == 200


def test_the_files_that_one_asked_for_stand_on_their_page(doors: Doors) -> None:
    assert "/api/v1/exports/" not in page(doors, "wang", "/exports")
    job = doors.post("wang", "/exports", {"list": "tickets", "format": "csv"}).json["id"]
    assert "every 2s" in page(doors, "wang", "/exports")
    file_jobs.run(job)
    assert f"/api/v1/exports/{job}/file" in page(doors, "wang", "/exports")
    assert f"/api/v1/exports/{job}/file" not in page(doors, "li", "/exports")
