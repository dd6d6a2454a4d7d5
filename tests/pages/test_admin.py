"""The administration's pages: each tab opens for who may, and for nobody else."""

import re
from urllib.parse import urlencode

import pytest

from tests.api.cast import Centre

TABS = ["people", "ranks", "queues", "calendars", "phones", "names", "breaks", "deliveries", "webhooks"]
TABS += ["tokens", "audit"]
FIELD = {"key": "model", "name": "型号", "type": "text", "need": "at_opening", "kinds": ["repair"]}
FRAGMENTS = ["people/new", "queues/new", "queues/sales", "calendars/new", "deliveries/texts/roster/zh", "webhooks/new"]


@pytest.mark.parametrize("tab", TABS + FRAGMENTS)
def test_an_administrator_opens_every_tab_and_form(centre: Centre, tab: str) -> None:
    assert centre.browser("admin").client.get(f"/admin/{tab}").status_code == 200


@pytest.mark.parametrize("tab", TABS[:-1])
def test_an_agent_opens_no_tab_but_their_own_audit(centre: Centre, tab: str) -> None:
    assert centre.browser("agent1").client.get(f"/admin/{tab}").status_code == 403


def test_a_person_is_edited_in_a_form_that_knows_them(centre: Centre) -> None:
    form = centre.browser("admin").client.get(f"/admin/people/{centre.ids['lead1']}").text

    assert 'value="Lead1"' in form
    assert "PATCH /people/" in form


def test_admin_leads_to_the_first_tab_of_the_reader(centre: Centre) -> None:
    assert centre.browser("super").client.get("/admin").location == "/admin/queues"
    assert centre.browser("admin").client.get("/admin").location == "/admin/people"


def test_the_filter_of_people_finds_by_name(centre: Centre) -> None:
    page = centre.browser("admin").client.get("/admin/people?q=lead").text

    assert "Lead1" in page
    assert "Agent1" not in page


def test_the_administrator_sees_who_approves_how_much_and_names_them(centre: Centre) -> None:
    admin = centre.browser("admin")
    named = {"team_manager": ["lead1"], "manager": ["agent1"], "director": []}
    assert admin.call("PUT", "/ranks", named).status_code == 200
    page = admin.client.get("/admin/ranks").text

    boxes = re.findall(r'<input type="checkbox" name="(\w+)"[^>]*value="([^"]*)"[^>]*checked', page)
    assert sorted(boxes) == [("manager", "agent1"), ("team_manager", "lead1")]
    assert 'value="agent2"' not in page
    assert "1,000.00" in page
    assert centre.browser("super").client.get("/admin/ranks").status_code == 403


def test_rules_are_tried_out_beside_their_forms(centre: Centre) -> None:
    boss = centre.browser("super")
    boss.call("POST", "/categories", {"name": "空调", "skill": "制冷", "fields": [FIELD]})

    def tried(where: str, **args: str) -> str:
        answer = boss.client.get(f"/admin/{where}?lang=en&{urlencode(args)}")
        assert answer.status_code == 200, answer.text
        return answer.text

    assert "gives nothing" in tried("giving/sales/trial", mode="off")
    assert "Nobody of this queue" in tried("giving/sales/trial", mode="round_robin", most_open="x")
    asked = tried("categories/trial", path="空调", kind="repair")
    assert "asked when it is filed" in asked
    assert "制冷" in asked
    assert "Nothing is asked for" in tried("categories/trial", path="空调", kind="inquiry")
    text = tried("macros/trial", text="{customer}: {subject} <b>", **{"changes.to": "waiting_customer"})
    assert "张建国: 空调不制冷 &lt;b&gt;" in text
    assert "Then" in text
    calm, loud = (tried("queues/sales/trial", **{"thresholds.waiting": pair}) for pair in ("1, 2", "0, 0"))
    assert "within limits" in calm
    assert "over the limit" in loud
    for path in ("giving/none/trial", "categories/trial?path=x&kind=repair", "queues/none/trial"):
        assert boss.client.get(f"/admin/{path}").status_code == 404
    assert centre.browser("agent1").client.get("/admin/macros/trial").status_code == 403
