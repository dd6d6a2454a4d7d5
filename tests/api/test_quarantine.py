"""Lines in quarantine over HTTP and on their page: seen, explained, released, dropped, by those who may."""

from datetime import UTC, datetime

import pytest

from tests.api.cast import Centre
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import Pbx, PbxSource, RawEvent, SourceKind
from ticketing.telephony import ingest

AT = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) - 86400
LINES = ["torn", "torn again", f"{AT}|1.1|sales|NONE|INFO|13800138000|a\0b"]


@pytest.fixture
def source_id(centre: Centre) -> int:
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="north", name="North"))
        made = work.add(PbxSource(pbx_id=pbx.id, name="push", kind=SourceKind.HTTP)).id
    with centre.app.app_context():
        ingest.take(made, ingest.hear_texts(LINES, None))
    return made


def test_every_line_is_seen_and_explained_with_its_numbers_masked(centre: Centre, source_id: int) -> None:
    seen = centre.browser("super").get("/quarantine").json
    assert [(heap["pbx"], heap["reason"], heap["lines"]) for heap in seen["heaps"]] == [
        ("north", "too_few_fields", 2),
        ("north", "nul_bytes", 1),
    ]
    by_reason = {item["reason"]: item for item in seen["items"]}
    assert by_reason["too_few_fields"]["still"] == "too_few_fields"
    assert by_reason["nul_bytes"]["still"] is None
    assert "138****8000" in by_reason["nul_bytes"]["raw"]
    assert "13800138000" not in str(seen)


def test_a_page_of_it_goes_on_where_the_last_ended(centre: Centre, source_id: int) -> None:
    browser = centre.browser("admin")
    first = browser.get("/quarantine?limit=2").json
    rest = browser.get(f"/quarantine?limit=2&after={first['next']}").json
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 3
    assert rest["next"] is None
    assert len(browser.get(f"/quarantine?source_id={source_id}&reason=nul_bytes").json["items"]) == 1


def test_a_heap_is_released_as_far_as_it_can_be_read(centre: Centre, source_id: int) -> None:
    browser = centre.browser("admin")
    heap = {"source_id": source_id, "reason": "nul_bytes"}
    assert browser.call("POST", "/quarantine/releases", heap).json == {"released": 1, "refused": 0}
    torn = heap | {"reason": "too_few_fields"}
    assert browser.call("POST", "/quarantine/releases", torn).json == {"released": 0, "refused": 2}
    assert browser.call("POST", "/quarantine/drops", torn).json == {"dropped": 2}
    assert browser.get("/quarantine").json == {"heaps": [], "items": [], "next": None}
    with reading() as session:
        assert session.query(RawEvent).count() == 3


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": [2**63]}, {"source_id": 1}, {"more": 1}, []])
def test_a_choice_that_names_no_lines_is_refused(centre: Centre, source_id: int, body: object) -> None:
    for door in ("releases", "drops"):
        assert centre.browser("admin").call("POST", f"/quarantine/{door}", body).status_code in (400, 422)


@pytest.mark.parametrize("login", ["agent1", "lead1", "inspector", "viewer"])
def test_others_neither_see_nor_decide(centre: Centre, source_id: int, login: str) -> None:
    browser = centre.browser(login)
    assert browser.get("/quarantine").status_code == 403
    assert browser.call("POST", "/quarantine/drops", {"ids": [1]}).status_code == 403
    assert browser.client.get("/admin/quarantine").status_code == 403


@pytest.mark.parametrize("query", ["", "?reason=nul_bytes", "?source=999", "?reason=nonsense", "?after=1"])
def test_the_page_shows_what_lies_there(centre: Centre, source_id: int, query: str) -> None:
    page = centre.browser("super").client.get(f"/admin/quarantine{query}")
    assert page.status_code == 200
    assert "north · push" in page.text
    assert "13800138000" not in page.text


def test_an_address_without_sense_is_not_found(centre: Centre) -> None:
    assert centre.browser("super").client.get("/admin/quarantine?source=x").status_code == 404


def test_an_empty_quarantine_says_so(centre: Centre) -> None:
    assert "check-circle" in centre.browser("super").client.get("/admin/quarantine").text
