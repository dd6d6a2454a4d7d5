import pytest
from flask import Flask

from tests.api.desk import Doors
from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock


@pytest.fixture
def doors(app: Flask, clock: FrozenClock) -> Doors:
    desk: Desk = furnish(app, clock)
    return Doors(desk)


def test_a_file_is_kept_found_and_shown_with_its_numbers_masked(doors: Doors) -> None:
    made = doors.post("wang", "/customers", {"name": "张伟", "phones": ["138 0013 8000"], "grade": "vip"})
    phone = made.json["phones"][0]
    assert (made.status_code, phone["phone"], phone["shared"]) == (201, "138****8000", False)
    found = doors.get("wang", "/customers/lookup?phone=%2B8613800138000").json
    assert found == {"customer": made.json, "candidates": [made.json]}
    assert doors.get("wang", "/customers?q=zw").json["items"] == [made.json]
    assert doors.get("wang", "/customers?q=nobody").json["items"] == []


def test_two_with_one_number_are_left_to_the_agent_to_choose_from(doors: Doors) -> None:
    for name in ("张伟", "李娜"):
        doors.post("wang", "/customers", {"name": name, "phones": ["01062345678"]})
    found = doors.get("wang", "/customers/lookup?phone=010-62345678").json
    assert found["customer"] is None
    assert [one["name"] for one in found["candidates"]] == ["张伟", "李娜"]


def test_an_edit_changes_what_it_names_and_a_stale_one_nothing(doors: Doors) -> None:
    made = doors.post("wang", "/customers", {"name": "张伟"}).json
    path, seen = f"/customers/{made['id']}", {"If-Match": str(made["version"])}
    assert doors.patch("wang", path, {"company": "华为"}, **seen).json["company"] == "华为"
    assert doors.patch("wang", path, {"company": "x"}, **seen).status_code == 409
    assert doors.patch("wang", path, {"phones": ["138****8000"]}).status_code == 422
    assert doors.patch("wang", path, {"id": 7}).status_code == 422
    assert doors.get("wang", path).json["name"] == "张伟"
