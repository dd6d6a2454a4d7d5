"""The register of cut-off calls as people work on it: what they found out, and calls that no log tells of."""

import html
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.api.cast import Browser, Centre
from ticketing.actions import cutoffs
from ticketing.clock import FrozenClock
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import instant
from ticketing.models.callbacks import Callback
from ticketing.models.cutoffs import Cutoff
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.models.whole_calls import Call
from ticketing.reports.cutoffs import FORM
from ticketing.telephony import ingest
from workers.calls import work_out_all

PHONE = "+8613800138000"


@pytest.fixture
def call_id(centre: Centre, clock: FrozenClock) -> int:
    """A call that agent1 hung up by mistake: an ordinary end, as far as the log goes."""
    at = int(clock.now().timestamp()) - 300
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="pbx1", name="pbx1"))
        source_id = work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.HTTP)).id
    lines = [
        f"{at}|1.1|sales|NONE|ENTERQUEUE||13800138000|1",
        f"{at + 8}|1.1|sales|agent1|CONNECT|8|1.2|4",
        f"{at + 68}|1.1|sales|agent1|COMPLETEAGENT|8|60|1",
    ]
    ingest.take(source_id, ingest.hear_texts(lines, ingest.now_us()))
    work_out_all()
    with reading() as session:
        return session.scalars(sa.select(Call.id)).one()


def entered(browser: Browser, call_id: int) -> dict[str, object]:
    answer = browser.call("POST", "/cutoffs", {"call": call_id, "cause": "mistake", "note": "手滑"})
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json
    return found


def test_a_call_hung_up_by_mistake_is_entered_from_its_page_and_rung_back(centre: Centre, call_id: int) -> None:
    browser = centre.browser("agent1")
    assert 'data-send="POST /cutoffs"' in browser.client.get(f"/calls/{call_id}").text
    made = entered(browser, call_id)
    assert made["callback"]
    (row,) = browser.get("/cutoffs").json["items"]
    assert (row["cause"], row["by_hand"], row["note"], row["status"], row["talk_s"]) == (
        *("mistake", True, "手滑", "open"),
        60,
    )
    page = browser.client.get(f"/calls/{call_id}").text
    assert 'data-send="POST /cutoffs"' not in page
    assert "/cutoffs?from=" in page


def test_a_call_is_entered_once(centre: Centre, call_id: int) -> None:
    entered(centre.browser("agent1"), call_id)
    again = centre.browser("super").call("POST", "/cutoffs", {"call": call_id, "cause": "line"})
    assert (again.status_code, again.json["code"]) == (409, "registered_already")


def test_what_people_entered_no_log_takes_back(centre: Centre, call_id: int) -> None:
    made = entered(centre.browser("agent1"), call_id)
    do(SYSTEM, lambda work: cutoffs.consider(work, {PHONE}))
    with reading() as session:
        assert session.get_one(Cutoff, made["id"]).withdrawn_at is None


def test_a_call_out_of_reach_or_none_at_all_is_not_entered(centre: Centre, call_id: int) -> None:
    assert centre.browser("agent2").call("POST", "/cutoffs", {"call": call_id, "cause": "line"}).status_code == 404
    assert centre.browser("super").call("POST", "/cutoffs", {"call": 99_999, "cause": "line"}).status_code == 404
    assert centre.browser("super").call("POST", "/cutoffs", {"call": call_id, "cause": "mood"}).status_code == 422
    assert centre.browser("viewer").call("POST", "/cutoffs", {"call": call_id, "cause": "line"}).status_code == 403


def test_the_form_knows_the_entry_and_an_older_one_is_refused(centre: Centre, call_id: int) -> None:
    browser = centre.browser("agent1")
    number = entered(browser, call_id)["id"]
    form = browser.client.get(f"/cutoffs/{number}").text
    assert f'data-send="PATCH /cutoffs/{number}" data-version="1"' in form
    assert "手滑" in form
    assert centre.browser("agent2").client.get(f"/cutoffs/{number}").status_code == 404

    said = {"cause": "transfer", "satisfied": False, "note": ""}
    done = browser.call("PATCH", f"/cutoffs/{number}", said, **{"If-Match": "1"})
    assert (done.json["cause"], done.json["satisfied"], done.json["note"]) == ("transfer", False, "")
    assert browser.call("PATCH", f"/cutoffs/{number}", said, **{"If-Match": "1"}).json["code"] == "stale_version"
    assert browser.get("/cutoffs?cause=transfer").json["items"][0]["logged_cause"] == "mistake"
    assert browser.get("/cutoffs?cause=mistake").json["items"] == []
    left = browser.call("PATCH", f"/cutoffs/{number}", {"cause": None})
    assert left.json["cause"] is None
    assert browser.get("/cutoffs").json["items"][0]["cause"] == "mistake"


def test_every_column_of_the_form_stands_on_the_page(centre: Centre, call_id: int) -> None:
    browser = centre.browser("agent1")
    entered(browser, call_id)
    page = browser.client.get("/cutoffs?lang=en").text
    heads = page[page.index("<thead>") : page.index("</thead>")]
    for column in FORM.columns:
        assert column.title in heads


def test_a_call_whose_recordings_only_their_names_tell_has_a_player(centre: Centre, call_id: int) -> None:
    """No record names its file; the folder of the phone system may hold one all the same."""
    page = centre.browser("super").client.get(f"/calls/{call_id}").text
    assert "data-recordings" not in page
    placed = centre.browser("admin").call("PUT", "/pbxes/pbx1/recordings", {"root": "/nowhere/at/all"})
    assert placed.status_code == 200
    page = centre.browser("super").client.get(f"/calls/{call_id}").text
    assert f'data-recordings="{call_id}"' in page


def test_the_rates_of_the_statistics_lead_to_the_entries_that_they_count(centre: Centre, call_id: int) -> None:
    entered(centre.browser("agent1"), call_id)
    browser = centre.browser("super").client
    with begin(SYSTEM) as work:
        callback = work.session.scalars(sa.select(Callback)).one()
        cut = work.session.scalars(sa.select(Cutoff)).one()
        callback.first_attempt_at = instant(cut.last_us) + timedelta(minutes=4)
    row = f'hx-get="/cutoffs/{cut.id}"'
    page = browser.get("/stats/resolution").text
    links = {found[1]: found[0] for found in re.findall(r'href="(/cutoffs\?[^"]*met=(\w+))"', page)}
    assert set(links) == {"in_time", "all"}
    for link in links.values():
        shown = browser.get(html.unescape(link)).text
        assert row in shown
        files = re.findall(r'href="(/api/v1/cutoffs\?[^"]*)"', shown)
        assert [browser.get(html.unescape(file)).status_code for file in files] == [200]
    assert row not in browser.get(html.unescape(links["all"]).replace("met=all", "met=returned")).text
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(Callback).values(first_attempt_at=instant(cut.last_us) + timedelta(minutes=6)))
    assert row not in browser.get(html.unescape(links["in_time"])).text
