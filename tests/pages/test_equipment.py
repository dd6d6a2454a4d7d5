"""The registers of equipment as pages: lists, one piece, a sheet under way and done, and who may see them."""

import pytest
from flask.testing import FlaskClient
from flask_babel import refresh

from tests.api.cast import Browser, Centre
from ticketing.actions import equipment_checks as checks
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.equipment_checks import Cadence, Plan

PIECE = {"code": "UPS-1", "name": "<b>UPS</b>", "price_minor": 1_250_000, "warranty_until": "2026-03-20"}


def piece(browser: Browser) -> int:
    answer = browser.call("POST", "/equipment", PIECE)
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])


def sheet(browser: Browser) -> dict[str, object]:
    answer = browser.call("POST", "/equipment-checks", {})
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def english(browser: Browser) -> FlaskClient:
    """The same browser reading English; the tests' open context would keep the language of the request before."""
    browser.client.set_cookie("rexian_lang", "en")
    refresh()
    return browser.client


def test_the_list_shows_a_piece_and_its_page_tells_its_history(centre: Centre) -> None:
    browser = centre.browser("super")
    assert "hdd-network" in browser.client.get("/equipment").text
    number = piece(browser)
    page = browser.client.get("/equipment").text
    assert "&lt;b&gt;UPS&lt;/b&gt;" in page
    assert "<b>UPS</b>" not in page.replace("&lt;b&gt;UPS&lt;/b&gt;", "")
    assert "12,500.00" in page
    assert "UPS-1" not in browser.client.get("/equipment?q=nothing").text
    browser.call("PATCH", f"/equipment/{number}", {"state": "repair"})
    assert "in repair" in english(browser).get(f"/equipment/{number}").text
    assert browser.client.get("/equipment/999").status_code == 404
    assert '<article class="paper ' in browser.client.get("/equipment?print=1").text
    assert f"PATCH /equipment/{number}" in browser.client.get(f"/equipment/{number}/form").text
    assert "POST /equipment" in browser.client.get("/equipment/new").text


def test_a_sheet_is_a_form_first_and_a_table_when_it_is_done(centre: Centre) -> None:
    browser = centre.browser("lead1")
    client = english(browser)
    begun = sheet(browser)
    path = f"/equipment/checks/{begun['id']}"
    page = client.get(path).text
    assert 'name="rows.1.result"' in page
    assert "no backup by `rexian backup` is known" in page
    rows = {str(row["no"]): {"result": row["result"] or "normal"} for row in begun["rows"]}
    browser.call("PATCH", f"/equipment-checks/{begun['id']}", {"rows": rows}, **{"If-Match": str(begun["version"])})
    done = browser.call("PUT", f"/equipment-checks/{begun['id']}/completion")
    assert done.status_code == 200, done.text
    page = client.get(path).text
    assert 'name="rows.1.result"' not in page
    assert "What people wrote over it" in page
    assert "Sign" in english(centre.browser("super")).get(path).text
    assert 'class="paper portrait' in client.get(f"{path}?print=1").text
    assert "Lead1" in client.get("/equipment/checks").text


def test_the_ticket_dialog_offers_what_the_reader_may_do(centre: Centre) -> None:
    lead = centre.browser("lead1")
    begun = sheet(lead)
    fault = next(row["no"] for row in begun["rows"] if row["result"] == "abnormal")
    path = f"/equipment/checks/{begun['id']}/rows/{fault}/ticket"
    assert "POST /equipment-checks" in lead.client.get(path).text
    assert "POST /equipment-checks" not in centre.browser("admin").client.get(path).text
    assert lead.client.get(path.replace(str(fault), "999")).status_code == 404
    made = lead.call("POST", path.removeprefix("/equipment/checks").join(("/equipment-checks", "")), {"queue": "sales"})
    assert made.status_code == 201, made.text
    assert made.json["ticket"] in lead.client.get(f"/equipment/checks/{begun['id']}").text


def test_what_is_owed_stands_in_the_register_with_a_button(centre: Centre) -> None:
    with begin(SYSTEM) as work:
        checks.plan(work, Plan(Cadence.DAY, at_min=480))
        checks.owe(work)
    client = english(centre.browser("lead1"))
    page = client.get("/equipment/checks").text
    assert "missed" in page
    assert 'data-send="POST /equipment-checks"' in page
    assert (
        'data-send="POST /equipment-checks"' not in english(centre.browser("inspector")).get("/equipment/checks").text
    )


def test_items_and_plan_are_kept_by_whoever_runs_the_centre(centre: Centre) -> None:
    browser = centre.browser("super")
    assert "data-send" in browser.client.get("/equipment/items").text
    made = browser.call("POST", "/check-items", {"code": "door", "name": "门禁", "look": "hand"})
    assert made.status_code == 201, made.text
    assert "门禁" in browser.client.get(f"/equipment/items/{made.json['id']}").text
    edited = browser.call("PATCH", f"/check-items/{made.json['id']}", {"active": False}, **{"If-Match": "1"})
    assert edited.json["active"] is False
    plan = {"cadence": "week", "within_min": 30, "at_min": 540}
    assert browser.call("PUT", "/equipment-check-plan", plan).json == plan
    assert browser.get("/equipment-check-plan").json == plan
    assert browser.call("PUT", "/equipment-check-plan", plan | {"at_min": 2000}).status_code == 422
    assert "PUT /equipment-check-plan" not in centre.browser("lead1").client.get("/equipment/items").text


@pytest.mark.parametrize("path", ["/equipment", "/equipment/checks", "/equipment/items", "/equipment/new"])
def test_an_agent_is_shown_the_way_out(centre: Centre, path: str) -> None:
    assert centre.browser("agent1").client.get(path).status_code == 403


def test_a_sheet_goes_out_as_the_form_has_it(centre: Centre) -> None:
    browser = centre.browser("super")
    begun = sheet(browser)
    english(browser)
    text = browser.get(f"/equipment-checks/{begun['id']}?format=csv").data.decode("utf-8-sig")
    head = text.splitlines()[0]
    assert head.startswith(
        "No.,Equipment / item,What is checked / standard,Normal / abnormal,What is wrong,What was done"
    )
    assert "no backup by `rexian backup` is known" in text
    assert browser.get(f"/equipment-checks/{begun['id']}?format=xlsx").data[:2] == b"PK"
    found = browser.get("/equipment-checks").json["items"]
    assert [(one["id"], one["state"], one["rows"]) for one in found] == [(begun["id"], "begun", len(begun["rows"]))]
    assert browser.get("/equipment-checks?after=x").status_code == 422
    assert browser.get("/equipment-checks/999").status_code == 404


def test_the_first_day_that_there_is_has_no_checks(centre: Centre) -> None:
    browser = centre.browser("lead1")
    assert browser.client.get("/equipment/checks?to=0001-01-01").status_code == 200
    assert browser.get("/equipment-checks?to=1970-01-01").json["items"] == []
    assert browser.get("/equipment-checks?to=0001-01-01").status_code == 422
