"""What customers are told is said by an administrator over HTTP, and chosen on the customer's own file."""

from tests.api.cast import Centre

PATH = "/customer-notices"
HOURS = {"opens": "09:00", "closes": "20:00"}


def test_an_administrator_says_what_customers_are_told_and_others_look(centre: Centre) -> None:
    admin, leader, agent = centre.browser("admin"), centre.browser("super"), centre.browser("agent1")
    first = admin.get(PATH).json
    assert (first["version"], first["opens"], set(map(tuple, first["ways"].values()))) == (0, "08:00", {()})
    body = {"ways": {"ticket_filed": ["sms"], "satisfaction": ["sms", "email"]}, **HOURS}
    kept = admin.call("PUT", PATH, body, **{"If-Match": "0"})
    assert (kept.status_code, kept.json["ways"]["satisfaction"], kept.json["version"]) == (200, ["sms", "email"], 1)
    assert admin.call("PUT", PATH, {"ways": {"ticket_filed": []}, **HOURS}).json["ways"]["satisfaction"] != []
    assert admin.call("PUT", PATH, body, **{"If-Match": "0"}).status_code == 409
    for wrong in (
        {"ways": {}, "opens": "20:00", "closes": "09:00"},
        {"ways": {"report": ["sms"]}, **HOURS},
        {"ways": {"ticket_filed": ["bell"]}, **HOURS},
        {"ways": {}, "opens": "24:00", "closes": "25:00"},
        {"ways": {}, **HOURS, "sound": True},
    ):
        assert admin.call("PUT", PATH, wrong).status_code == 422
    assert leader.get(PATH).status_code == 200
    assert leader.call("PUT", PATH, body).status_code == 403
    assert agent.get(PATH).status_code == 403
    page = admin.client.get("/admin/deliveries").text
    assert 'name="ways.satisfaction" value="email" data-as="list"' in page
    assert admin.call("PUT", "/message-texts/ticket_filed/en", {"subject": "x", "body": "{link}"}).status_code == 422


def test_a_customer_has_an_address_a_language_and_a_word_in_it(centre: Centre) -> None:
    agent = centre.browser("agent1")
    wish = {"name": "Ann", "phones": ["13800138000"], "email": "ann@firm.example", "language": "en"}
    made = agent.call("POST", "/customers", wish).json
    assert (made["email"], made["language"], made["no_notices"]) == ("a***@firm.example", "en", False)
    path = f"/customers/{made['id']}"
    kept = agent.call("PATCH", path, {"no_notices": True}).json
    assert (kept["no_notices"], kept["email"]) == (True, "a***@firm.example")
    for bad in ({"email": "a***@firm.example"}, {"email": "ann"}, {"language": "fr"}):
        assert agent.call("PATCH", path, bad).status_code == 422
    assert agent.call("PATCH", path, {"email": ""}).json["email"] == ""
    assert 'name="no_notices" type="checkbox" data-as="flag" checked' in agent.client.get(f"{path}/form").text
    assert agent.client.get(path).status_code == 200
