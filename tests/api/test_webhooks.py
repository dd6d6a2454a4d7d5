"""Webhooks over HTTP: two administrators each, and no place inside the house."""

import pytest

from tests.api.cast import Centre

WISH = {"name": "crm", "url": "https://1.1.1.1/hook", "events": ["ticket.opened"]}


def test_one_administrator_makes_it_and_another_approves(centre: Centre) -> None:
    first, second = centre.browser("admin"), centre.browser("admin2")
    made = first.call("POST", "/webhooks", WISH)
    assert (made.status_code, made.json["live"], made.json["secret"][:4]) == (201, False, "whs_")
    path = f"/webhooks/{made.json['id']}"
    own = first.call("PUT", f"{path}/approval")
    assert (own.status_code, own.json["code"]) == (403, "own_request")
    assert first.call("POST", f"{path}/pings").json["code"] == "webhook_silent"
    assert second.call("PUT", f"{path}/approval", None, **{"If-Match": "9"}).status_code == 409
    assert second.call("PUT", f"{path}/approval").json["live"]
    ping = first.call("POST", f"{path}/pings")
    assert (ping.status_code, ping.json["event"], ping.json["state"]) == (201, "ping", "queued")
    assert [one["id"] for one in first.get(f"{path}/deliveries").json["items"]] == [ping.json["id"]]
    assert first.call("POST", f"/webhook-deliveries/{ping.json['id']}/tries").json["state"] == "queued"
    less = first.call("PATCH", path, {"name": "crm 2"}).json
    assert (less["live"], less["name"]) == (True, "crm 2")
    assert not first.call("PATCH", path, {"events": ["ticket.opened", "call.missed"]}).json["live"]
    listed = first.get("/webhooks").json
    assert ("secret" in listed["items"][0], listed["items"][0]["approved_by"]) == (False, None)
    assert "crm 2" in first.client.get("/admin/webhooks").text
    assert ping.json["uid"] in first.client.get(f"/admin/webhooks/{made.json['id']}/deliveries").text
    again = first.call("PUT", f"{path}/secret").json["secret"]
    assert again != made.json["secret"]
    assert first.call("DELETE", path).status_code == 204
    assert first.get(f"{path}/deliveries").status_code == 404


def test_only_administrators_have_to_do_with_it(centre: Centre) -> None:
    for login in ("agent1", "lead1", "super"):
        browser = centre.browser(login)
        assert browser.get("/webhooks").status_code == 403
        assert browser.call("POST", "/webhooks", WISH).status_code == 403
        assert browser.client.get("/admin/webhooks").status_code == 403


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://127.0.0.1/", "private_address"),
        ("https://127.1/", "private_address"),
        ("https://2130706433/", "private_address"),
        ("https://①②⑦.0.0.1/", "private_address"),
        ("https://169.254.169.254/latest", "private_address"),
        ("https://[::ffff:10.0.0.1]/", "private_address"),
        ("https://1.1.1.1:6379/", "port_not_allowed"),
        ("http://1.1.1.1/", "needs_https"),
        ("https://u:p@1.1.1.1/", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("gopher://1.1.1.1/", "bad_url"),
    ],
)
def test_a_place_that_is_not_outside_is_refused_when_it_is_saved(centre: Centre, url: str, code: str) -> None:
    answer = centre.browser("admin").call("POST", "/webhooks", {**WISH, "url": url})
    assert (answer.status_code, answer.json["code"], answer.json["errors"]) == (422, code, {"url": [code]})


def test_names_and_events_are_looked_at(centre: Centre) -> None:
    admin = centre.browser("admin")
    made = admin.call("POST", "/webhooks", WISH).json
    assert admin.call("POST", "/webhooks", WISH).json["code"] == "name_taken"
    assert admin.call("POST", "/webhooks", {**WISH, "name": "b", "events": ["everything"]}).status_code == 422
    assert admin.call("POST", "/webhooks", {**WISH, "name": "b", "events": []}).status_code == 422
    assert admin.call("PATCH", f"/webhooks/{made['id']}", {"secret": "mine"}).status_code == 422
    assert admin.call("PATCH", f"/webhooks/{made['id']}", {"url": "https://10.0.0.1/"}).status_code == 422
