"""The attack table of security.md 3.4 on tickets, people of other teams, tokens and races."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from tests.api.cast import Browser, Centre
from ticketing.actions import setup, tokens
from ticketing.actions.tokens import TokenWish
from ticketing.auth.marks import mark_of
from ticketing.auth.tokens import new_api_token
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.permissions import TOKEN_SCOPES
from ticketing.models.system import AuditRow
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.models.tickets import Ticket

WISH = {
    "kind": "inquiry", "subject": "Needle in the hay", "content": "secret words", "contact_phone": "13800138000",
}  # fmt: skip
TICKET_WRITES: list[tuple[str, str, Any]] = [
    ("PATCH", "", {"subject": "mine now"}),
    ("POST", "/transitions", {"to": "cancelled", "reason": "because"}),
    ("PUT", "/assignment", {"owner": "me"}),
    ("POST", "/notes", {"text": "was here"}),
    ("POST", "/contacts", {"direction": "out", "answered": True, "needs_action": False}),
    ("PUT", "/resolution", {"code": "done", "text": "done"}),
    ("DELETE", "/resolution", {"reason": "again"}),
    ("PUT", "/priority", {"priority": "low", "reason": "x"}),
    ("POST", "/phone-opening", {"reason": "curious"}),
]
TICKET_READS = ["", "/clocks", "/clocks/resolution/explain", "/timeline", "/transitions"]


@pytest.fixture
def foreign(centre: Centre) -> str:
    """The number of a ticket of agent 2, in team two's queue."""
    with begin(SYSTEM) as work:
        setup.first_run(work)
    made = centre.browser("agent2").call("POST", "/tickets", WISH | {"queue": "support"})
    assert made.status_code == 201, made.json
    number: str = made.json["number"]
    return number


def state(number: str) -> dict[str, Any]:
    with reading() as session:
        row = session.scalars(sa.select(Ticket).where(Ticket.number == number)).one()
        return {column.key: getattr(row, column.key) for column in sa.inspect(Ticket).mapper.column_attrs}


def plain(answer: Any) -> tuple[int, str]:
    return answer.status_code, re.sub(r'"request_id":"\w+"', "", answer.text)


def bearer(centre: Centre, scope: str, source_id: int | None = None) -> Browser:
    token, hashed = new_api_token()
    with begin(SYSTEM) as work:
        tokens.add(work, TokenWish(f"{scope} {source_id}", scope, source_id), hashed)
    machine = centre.browser()
    machine.headers = {"Authorization": f"Bearer {token}"}
    return machine


def test_a_foreign_ticket_is_not_there_for_an_agent_whatever_is_tried(centre: Centre, foreign: str) -> None:
    agent, before = centre.browser("agent1"), state(foreign)
    unknown = plain(agent.get("/tickets/20200101-00001"))
    assert unknown[0] == 404
    for path in TICKET_READS:
        assert plain(agent.get(f"/tickets/{foreign}{path}")) == unknown, path
    for method, path, body in TICKET_WRITES:
        assert plain(agent.call(method, f"/tickets/{foreign}{path}", body)) == unknown, path
    assert state(foreign) == before


def test_every_look_at_a_foreign_ticket_is_written_down(centre: Centre, foreign: str) -> None:
    centre.browser("agent1").get(f"/tickets/{foreign}")
    with reading() as session:
        row = session.scalars(sa.select(AuditRow).where(AuditRow.action == "refused")).one()
    assert (row.actor_id, row.object, row.detail["status"]) == (
        centre.ids["agent1"], f"/api/v1/tickets/{foreign}", 404,
    )  # fmt: skip


def test_no_search_finds_a_foreign_ticket(centre: Centre, foreign: str) -> None:
    agent = centre.browser("agent1")
    for query in (f"q={foreign}", "q=Needle", "q=13800138000", "q=8000", "owner=agent2", "queue=support", "", "q=%25"):
        answer = agent.get(f"/tickets?{query}")
        assert (answer.status_code, answer.json["items"]) == (200, []), query
    assert len(centre.browser("agent2").get("/tickets?q=Needle").json["items"]) == 1


@pytest.mark.parametrize("login", ["viewer", "inspector", "admin"])
def test_who_only_looks_or_only_configures_neither_reads_nor_writes_a_ticket(
    centre: Centre, foreign: str, login: str
) -> None:
    browser, before = centre.browser(login), state(foreign)
    for path in (*(f"/tickets/{foreign}{path}" for path in TICKET_READS), "/tickets", "/customers", "/callbacks"):
        assert browser.get(path).status_code == 403, path
    for method, path, body in [*TICKET_WRITES]:
        assert browser.call(method, f"/tickets/{foreign}{path}", body).status_code == 403, path
    assert browser.call("POST", "/tickets", WISH).status_code == 403
    assert state(foreign) == before


OWN_BUSINESS = (
    "owner_id", "state", "next_due_at", "version", "created_by", "role", "team_id", "number", "id", "opened_at",
)  # fmt: skip


def test_fields_that_are_not_for_sending_are_refused(centre: Centre, foreign: str) -> None:
    browser, before = centre.browser("agent2"), state(foreign)
    for field in OWN_BUSINESS:
        answer = browser.call("PATCH", f"/tickets/{foreign}", {"subject": "x", field: 2}, **{"If-Match": "1"})
        assert answer.status_code == 422
        assert field in answer.json["errors"]
    assert state(foreign) == before


def test_a_lead_does_nothing_to_another_team(centre: Centre, foreign: str) -> None:
    lead, before = centre.browser("lead1"), state(foreign)
    assert lead.call("PUT", f"/tickets/{foreign}/assignment", {"owner": "me"}).status_code == 404
    assert lead.call("PUT", "/agents/agent2/state", {"state": "busy", "force_reason": "x"}).status_code in (403, 404)
    assert lead.call("PATCH", f"/people/{centre.ids['agent2']}", {"team": "one"}).status_code == 403
    assert state(foreign) == before


def test_an_ingest_token_opens_no_other_door(centre: Centre) -> None:
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="p", name="P"))
        source_id = work.add(PbxSource(pbx_id=pbx.id, name="push", kind=SourceKind.HTTP)).id
    for scope, bound in (("ingest", source_id), ("board", None)):
        machine = bearer(centre, scope, bound)
        for rule in centre.app.url_map.iter_rules():
            mark = mark_of(centre.app.view_functions[rule.endpoint], "GET")
            if "GET" not in (rule.methods or set()) or rule.arguments or mark is None or mark.open_to_all:
                continue
            if not mark.permissions & TOKEN_SCOPES[scope]:
                answer = machine.client.get(rule.rule, headers=machine.headers)
                assert answer.status_code == 403, (scope, rule.rule)


def test_a_token_in_a_cookie_or_a_form_is_nobody(centre: Centre) -> None:
    machine = bearer(centre, "board")
    token = machine.headers["Authorization"].split()[1]
    client = centre.app.test_client()
    for headers in ({"Cookie": f"rexian_session={token}"}, {"Authorization": f"Basic {token}"}, {"X-Api-Key": token}):
        assert client.get("/api/v1/queues", headers=headers).status_code == 401


def test_a_ticket_is_not_closed_before_it_is_resolved(centre: Centre, foreign: str) -> None:
    agent, before = centre.browser("agent2"), state(foreign)
    answer = agent.call("POST", f"/tickets/{foreign}/transitions", {"to": "closed"}, **{"If-Match": "1"})
    assert answer.status_code in (403, 409, 422)
    assert state(foreign)["state"] == before["state"]


def test_of_fifty_edits_of_one_version_one_is_kept(centre: Centre, foreign: str) -> None:
    browser = centre.browser("agent2")
    cookie = browser.client.get_cookie("rexian_session")
    assert cookie is not None
    version = str(state(foreign)["version"])
    headers = browser.headers | {"Cookie": f"rexian_session={cookie.value}", "If-Match": version}

    def edit(n: int) -> int:
        with centre.app.app_context():
            client = centre.app.test_client(use_cookies=False)
            body = {"subject": f"edit {n}"}
            return client.patch(f"/api/v1/tickets/{foreign}", json=body, headers=headers).status_code

    with ThreadPoolExecutor(8) as threads:
        answers = Counter(threads.map(edit, range(50)))
    assert answers == {200: 1, 409: 49}


def test_a_number_is_masked_until_somebody_says_why(centre: Centre, foreign: str) -> None:
    agent = centre.browser("agent2")
    listed = agent.get(f"/tickets/{foreign}").text + agent.get("/tickets").text
    assert "13800138000" not in listed
    assert "138****8000" in listed
    assert agent.call("POST", f"/tickets/{foreign}/phone-opening", {}).status_code == 422
    opened = agent.call("POST", f"/tickets/{foreign}/phone-opening", {"reason": "ring back"})
    assert (opened.status_code, opened.json) == (200, {"phones": ["+8613800138000"]})
    with reading() as session:
        row = session.scalars(sa.select(AuditRow).where(AuditRow.action == "phone_opened")).one()
    assert (row.object, row.detail) == (f"ticket:{foreign}", {"reason": "ring back"})


def test_a_masked_number_written_back_does_not_become_the_truth(centre: Centre, foreign: str) -> None:
    agent, before = centre.browser("agent2"), state(foreign)
    answer = agent.call("PATCH", f"/tickets/{foreign}", {"contact_phone": "138****8000"}, **{"If-Match": "1"})
    assert answer.status_code == 422
    assert state(foreign)["contact_phone"] == before["contact_phone"]


def test_nobody_copies_the_card_index_number_by_number(centre: Centre, foreign: str) -> None:
    agent = centre.browser("agent2")
    path = f"/tickets/{foreign}/phone-opening"
    answers = Counter(agent.call("POST", path, {"reason": "ring back"}).status_code for _ in range(32))
    assert answers == {200: 30, 429: 2}


def test_a_customers_numbers_open_for_those_who_dealt_with_them(centre: Centre, foreign: str) -> None:
    customer = state(foreign)["customer_id"]
    if customer is None:
        made = centre.browser("agent2").call("POST", "/customers", {"name": "C", "phones": ["13800138000"]})
        customer = made.json["id"]
        centre.browser("agent2").call("PATCH", f"/tickets/{foreign}", {"customer_id": customer}, **{"If-Match": "1"})
    path, why = f"/customers/{customer}/phone-opening", {"reason": "ring back"}
    assert centre.browser("agent2").call("POST", path, why).json == {"phones": ["+8613800138000"]}
    assert centre.browser("lead2").call("POST", path, why).status_code == 200
    assert centre.browser("super").call("POST", path, why).status_code == 200
    assert centre.browser("agent1").call("POST", path, why).json["code"] == "not_your_customer"
    assert centre.browser("lead1").call("POST", path, why).status_code == 403
    assert centre.browser("viewer").call("POST", path, why).status_code == 403
    assert centre.browser("super").call("POST", "/customers/99999/phone-opening", why).status_code == 404


XSS = [
    "<script>alert(1)</script>", "\"><svg onload=alert(1)>", "javascript:alert(1)", "{{7*7}}", "</script><script>",
    "<img src=x onerror=alert(1)>", "{% raw %}", "${7*7}", "=HYPERLINK(\"http://evil\")", "\u202egnp.exe",
]  # fmt: skip


def test_markup_in_any_text_comes_back_as_that_text(centre: Centre, foreign: str) -> None:
    agent = centre.browser("agent2")
    for text in XSS:
        answer = agent.call("POST", f"/tickets/{foreign}/notes", {"text": text})
        assert answer.status_code in (200, 201), text
        assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")
    made = agent.call("POST", "/tickets", WISH | {"subject": XSS[0], "queue": "support"})
    assert agent.get(f"/tickets/{made.json['number']}").json["subject"] == XSS[0]


def test_ranges_and_pages_without_measure_are_refused(centre: Centre) -> None:
    browser = centre.browser("super")
    for path in (
        "/tickets?limit=1000000",
        "/tickets?page=1000000000",
        "/shifts?from=1970-01-01&to=2026-01-01",
        "/tickets?state=" + "open," * 500,
        "/calls?limit=1000000",
        "/stats/queues?from=2016-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&interval=15m",
    ):
        answer = browser.get(path)
        assert answer.status_code == 422, path


def test_a_token_of_one_feed_writes_to_no_other(centre: Centre) -> None:
    with begin(SYSTEM) as work:
        ids = []
        for code in ("mine", "theirs"):
            pbx = work.add(Pbx(code=code, name=code))
            ids.append(work.add(PbxSource(pbx_id=pbx.id, name="push", kind=SourceKind.HTTP)).id)
    machine = bearer(centre, "ingest", ids[0])
    answers = {
        code: machine.call("POST", "/telephony/events", {"pbx": code, "format": "queue_log", "lines": []}).status_code
        for code in ("mine", "theirs", "nowhere")
    }
    assert answers == {"mine": 200, "theirs": 404, "nowhere": 404}


def test_a_board_token_reads_the_wallboard_and_nothing_that_names_a_caller(centre: Centre) -> None:
    machine = bearer(centre, "board")
    assert machine.get("/board/wallboard").status_code == 200
    assert machine.client.get("/wallboard", headers=machine.headers).status_code == 200
    for path in ("/tickets", "/customers", "/calls", "/people", "/session"):
        assert machine.get(path).status_code == 403, path
