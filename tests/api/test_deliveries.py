"""Messages over HTTP: what became of them, without anybody's whole address, and the words they are written in."""

import pytest

from tests.api.cast import Centre
from ticketing.actions.deliveries import Recipient, deliver
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.deliveries import Channel, Template


@pytest.fixture
def owed(centre: Centre) -> list[int]:
    """Three that wait: two mails and one short message."""
    found = []
    with begin(SYSTEM) as work:
        for n, (channel, to) in enumerate(
            [(Channel.EMAIL, "zhang@firm.example"), (Channel.SMS, "13800138000"), (Channel.EMAIL, "li@firm.example")]
        ):
            given = deliver(work, channel=channel, to=Recipient(to), template=Template.TEST, values={}, key=str(n))
            found.append(given or 0)
    return found


def test_a_list_of_messages_shows_no_whole_address_and_goes_by_pages(centre: Centre, owed: list[int]) -> None:
    admin = centre.browser("admin")
    first = admin.get("/deliveries?limit=2").json
    assert [one["id"] for one in first["items"]] == [owed[2], owed[1]]
    assert [one["to"] for one in first["items"]] == ["l***@firm.example", "138****8000"]
    rest = admin.get(f"/deliveries?limit=2&after={first['next']}").json
    assert [one["id"] for one in rest["items"]] == [owed[0]]
    assert [one["id"] for one in admin.get("/deliveries?channel=sms&state=queued").json["items"]] == [owed[1]]
    assert admin.get("/deliveries?state=lost").status_code == 422
    page = admin.client.get("/admin/deliveries?channel=sms").text
    assert "138****8000" in page
    assert "13800138000" not in page


def test_a_message_is_dropped_and_tried_again_by_who_may(centre: Centre, owed: list[int]) -> None:
    admin, lead = centre.browser("admin"), centre.browser("lead1")
    assert admin.call("DELETE", f"/deliveries/{owed[0]}").status_code == 204
    assert admin.get("/deliveries?state=dropped").json["items"][0]["next_at"] is None
    again = admin.call("POST", f"/deliveries/{owed[0]}/tries").json
    assert (again["state"], again["next_at"]) == ("queued", "2026-03-02T01:00:00+00:00")
    assert admin.call("POST", "/deliveries/999/tries").status_code == 404
    for method, path in (("GET", "/deliveries"), ("DELETE", f"/deliveries/{owed[0]}"), ("GET", "/message-texts")):
        assert lead.call(method, path).status_code == 403


def test_a_test_goes_to_whom_one_says(centre: Centre) -> None:
    admin = centre.browser("admin")
    answer = admin.call("POST", "/deliveries/tests", {"channel": "email", "to": "me@firm.example"})
    assert (answer.status_code, answer.json["to"], answer.json["state"]) == (201, "m***@firm.example", "queued")
    for channel, to, code in (("email", "me@@x", "bad_email"), ("sms", "none", "bad_phone"), ("bell", "x", "invalid")):
        refused = admin.call("POST", "/deliveries/tests", {"channel": channel, "to": to})
        assert (refused.status_code, refused.json["code"]) == (422, code)


def test_the_centres_own_words_hold_until_they_are_taken_back(centre: Centre) -> None:
    admin = centre.browser("admin")
    path = "/message-texts/escalation/en"
    first = admin.call("PUT", path, {"subject": "Up: {number}", "body": "L{level}"})
    assert (first.status_code, first.json["own"], first.json["version"]) == (200, True, 1)
    assert admin.call("PUT", path, {"subject": "x", "body": "y"}, **{"If-Match": "7"}).status_code == 409
    refused = admin.call("PUT", path, {"subject": "x", "body": "{password}"})
    assert (refused.status_code, refused.json["code"], refused.json["errors"]) == (
        422,
        "unknown_gap",
        {"body": ["unknown_gap"]},
    )
    shown = admin.call("POST", f"{path}/preview", {"subject": "Up: {number}", "body": "a\nb {link}"}).json
    assert shown == {"subject": "Up: [number]", "body": "a\nb [link]", "sms": "a b [link]"}
    form = admin.client.get("/admin/deliveries/texts/escalation/en").text
    assert "Up: {number}" in form
    bad = admin.client.get("/admin/deliveries/texts/escalation/en/preview?subject=x&body={x}&lang=en").text
    assert "{number}" in bad
    assert admin.call("DELETE", path).status_code == 204
    assert not any(one["own"] for one in admin.get("/message-texts").json["items"])
    assert admin.call("PUT", "/message-texts/escalation/fr", {"subject": "x", "body": "y"}).status_code == 404


def test_where_a_person_is_reached_is_theirs_to_lose(centre: Centre) -> None:
    admin, path = centre.browser("admin"), f"/people/{centre.ids['agent1']}"
    kept = admin.call("PATCH", path, {"email": "a1@firm.example", "mobile": "138 0013 8000"}).json
    assert (kept["email"], kept["mobile"]) == ("a1@firm.example", "+8613800138000")
    for body, field in (({"email": "a@b@c"}, "email"), ({"mobile": "123"}, "mobile")):
        assert list(admin.call("PATCH", path, body).json["errors"]) == [field]
    gone = admin.call("PATCH", path, {"email": "", "mobile": None}).json
    assert (gone["email"], gone["mobile"]) == (None, None)
