"""The alert rules and the register of cut-off calls, as pages and over HTTP, with figures out of the tables."""

import io
from datetime import timedelta

import openpyxl
import pytest

from tests.api.cast import Centre
from ticketing.db import begin, now
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import SECOND_US, micros
from ticketing.models.alerts import Alert
from ticketing.models.calls import QueueVisit
from ticketing.models.cutoffs import Cutoff
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx

RULE = {"metric": "waiting", "queue": "sales", "warn": 2, "critical": 4, "hold_s": 10, "calm_s": 0, "margin": 0}


@pytest.fixture
def yesterday(centre: Centre) -> int:
    """Three callers in `sales` at noon yesterday, two of them together for a minute; gives the first arrival."""
    at = micros(now() - timedelta(days=1))
    with begin(SYSTEM) as work:
        pbx_id = work.add(Pbx(code="pbx9", name="pbx9")).id
        for number, (enter_s, stays_s) in enumerate(((0, 60), (10, 80), (200, 30))):
            work.add(
                QueueVisit(
                    pbx_id=pbx_id,
                    callid=f"9.{number}",
                    queue="sales",
                    enter_us=at + enter_s * SECOND_US,
                    seq=0,
                    stage="ended",
                    outcome="abandoned",
                    wait_us=stays_s * SECOND_US,
                    end_us=at + (enter_s + stays_s) * SECOND_US,
                    fold_us=0,
                    fold_version=0,
                )
            )
    return at


def test_a_rule_is_made_changed_and_taken_away(centre: Centre) -> None:
    browser = centre.browser("super")
    made = browser.call("POST", "/alert-rules", RULE)
    assert made.status_code == 201, made.text
    assert (made.json["queue"], made.json["warn"], made.json["enabled"]) == ("sales", 2, True)
    assert browser.call("POST", "/alert-rules", RULE).json["code"] == "rule_exists"
    path = f"/alert-rules/{made.json['id']}"
    changed = browser.call("PATCH", path, {"warn": 3}, **{"If-Match": "1"})
    assert (changed.json["warn"], changed.json["version"]) == (3, 2)
    assert browser.call("PATCH", path, {"warn": 3}, **{"If-Match": "1"}).status_code == 409
    assert browser.call("PATCH", path, {"warn": 9}).json["code"] == "limits_backwards"
    assert browser.call("DELETE", path).status_code == 204
    assert browser.call("DELETE", path).status_code == 404


@pytest.mark.parametrize("body", [{}, {"metric": "mood"}, {**RULE, "warn": "NaN"}, {**RULE, "hold_s": -1}])
def test_a_rule_that_is_none_is_refused(centre: Centre, body: dict[str, object]) -> None:
    assert centre.browser("super").call("POST", "/alert-rules", body).status_code == 422


def test_a_rule_is_tried_on_yesterday_and_nothing_is_kept(centre: Centre, yesterday: int) -> None:
    browser = centre.browser("super")
    before = len(browser.get("/alert-rules").json["items"])
    tried = browser.call("POST", "/alert-rules/trial", RULE)
    assert tried.status_code == 200, tried.text
    (one,) = tried.json["items"]
    assert (tried.json["count"], one["who"], one["level"]) == (1, queue_name(), 1)
    assert browser.call("POST", "/alert-rules/trial", {**RULE, "hold_s": 60}).json["count"] == 0
    long = {"metric": "longest_s", "queue": "sales", "warn": 70}
    assert browser.call("POST", "/alert-rules/trial", long).json["count"] == 1
    alone = {"metric": "no_ready", "queue": "sales", "warn": 1, "hold_s": 20}
    assert browser.call("POST", "/alert-rules/trial", alone).json["count"] == 2
    share = {"metric": "sl_pct", "queue": "sales", "warn": 80, "min_calls": 3}
    assert browser.call("POST", "/alert-rules/trial", share).json["count"] == 1
    for metric in ("pause_s", "acw_s", "talk_s", "rna_row", "link_down_s"):
        assert browser.call("POST", "/alert-rules/trial", {"metric": metric, "warn": 5}).json["count"] == 0
    assert len(browser.get("/alert-rules").json["items"]) == before


def queue_name() -> str:
    with begin(SYSTEM, nudge=False) as work:
        return work.session.query(Queue).filter_by(code="sales").one().name


def test_an_alert_is_listed_and_acknowledged(centre: Centre) -> None:
    with begin(SYSTEM) as work:
        queue = work.session.query(Queue).filter_by(code="sales").one()
        facts = {"level": 1, "worst": 2, "value": 5, "limit": 4}
        at = {"since_at": work.now, "raised_at": work.now, "level_at": work.now}
        alert = work.add(Alert(metric="waiting", subject=f"queue:{queue.id}", queue_id=queue.id, **facts, **at))
    browser = centre.browser("super")
    assert browser.get("/alerts?open=true").json["items"][0]["acknowledged_by"] is None
    page = browser.client.get("/admin/alerts")
    assert page.status_code == 200
    assert "acknowledgement" in page.text
    assert browser.call("PUT", f"/alerts/{alert.id}/acknowledgement", {}).json["acknowledged_by"]
    assert centre.browser("agent1").get("/alerts").status_code == 403


def test_the_form_of_a_rule_and_its_trial_are_painted(centre: Centre, yesterday: int) -> None:
    client = centre.browser("super").client
    assert "alert-rules" in client.get("/admin/alerts/new").text
    assert client.get("/admin/alerts/1").status_code == 200
    assert client.get("/admin/alerts/99999").status_code == 404
    tried = client.get("/admin/alerts/trial?metric=waiting&queue=sales&warn=2&hold_s=10")
    assert tried.status_code == 200
    assert queue_name() in tried.text
    assert client.get("/admin/alerts/trial?metric=waiting&warn=x").status_code in (400, 422)


def test_the_register_is_listed_printed_and_exported(centre: Centre) -> None:
    with begin(SYSTEM) as work:
        queue = work.session.query(Queue).filter_by(code="sales").one()
        at = micros(work.now) - 60 * SECOND_US
        entry = work.add(
            Cutoff(
                phone="+8613800138000",
                visits=["1|1.1|sales|0|0"],
                first_us=at,
                last_us=at,
                pbx_id=1,
                callid="1.1",
                cause="line",
                hangup_cause=38,
                part="talk",
                talk_us=65 * SECOND_US,
                caller_name="=1+1",
                queue_id=queue.id,
                agent="Li",
                due_at=work.now,
                returned_at=work.now,
            )
        )
    browser = centre.browser("super")
    found = browser.get("/cutoffs").json
    assert (found["count"], found["attempted"], found["rate_pct"], found["returned"]) == (1, 0, 0.0, 1)
    (row,) = found["items"]
    assert (row["cause"], row["status"], row["talk_s"], row["hangup_cause"]) == ("line", "returned", 65, 38)
    assert "13800138000" not in row["phone"]
    assert browser.get("/cutoffs?status=open").json["items"] == []
    assert browser.get("/cutoffs?cause=line&status=returned").json["items"] != []
    noted = browser.call("PATCH", f"/cutoffs/{entry.id}", {"note": "已致歉", "satisfied": True}, **{"If-Match": "1"})
    assert (noted.json["note"], noted.json["version"]) == ("已致歉", 2)
    assert "已致歉" in browser.client.get("/cutoffs").text
    assert '<article class="paper ' in browser.client.get("/cutoffs?print=1").text
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/cutoffs?format=xlsx").data))
    cells = [cell.value for cells in book.worksheets[0].iter_rows() for cell in cells]
    assert "=1+1" in cells
    assert centre.browser("admin").get("/cutoffs").status_code == 403
