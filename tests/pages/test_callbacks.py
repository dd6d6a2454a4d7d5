"""Pages about ringing back: what stands on them, for whom, and in which state."""

from datetime import timedelta

import pytest

from tests.api.cast import Centre
from ticketing.actions import campaigns, scripts, tickets
from ticketing.actions.callbacks import Promise, Round
from ticketing.actions.campaigns import CampaignWish
from ticketing.actions.file_jobs import Handed, take_in
from ticketing.actions.importers import IMPORTERS
from ticketing.actions.scripts import ScriptWish
from ticketing.actions.tickets import TicketWish
from ticketing.api.file_jobs import names_of
from ticketing.auth.sessions import actor_of_person
from ticketing.db import begin, reading
from ticketing.domain.actors import Actor
from ticketing.domain.callbacks import Window
from ticketing.domain.campaigns import CampaignKind
from ticketing.domain.scripts import ScriptUse
from ticketing.domain.tickets import TicketKind
from ticketing.models.people import Person
from workers import file_jobs as worker

LIST = "姓名,电话,备注\n<b>张伟</b>,13800138000,\n李娜,138****8000,=1+1\n"


def actor(centre: Centre, login: str) -> Actor:
    with reading() as session:
        return actor_of_person(session, session.get_one(Person, centre.ids[login]))


def promised(centre: Centre) -> int:
    with begin(actor(centre, "agent1")) as work:
        window = Window(work.now, work.now + timedelta(hours=1))
        return tickets.promise(work, None, Promise("13800138000", window, "报价 <script>", owner_id=work.actor.id)).id


def planned(centre: Centre) -> tuple[int, int]:
    """A plan with one on its list, and the import that left a bad row."""
    with begin(actor(centre, "lead1")) as work:
        today = work.now.astimezone(work.centre.zone).date()
        wish = CampaignWish("三月售后回访", CampaignKind.AFTER_SALES, "sales", today, today)
        plan = campaigns.make(work, wish).id
        importer = IMPORTERS["follow_ups"]
        handed = Handed("名单.csv", LIST.encode(), names_of(importer), {"into": str(plan)})
        job = take_in(work, importer, handed).id
    worker.run(job)
    return plan, job


def test_one_call_back_shows_script_tries_and_what_can_be_done(centre: Centre) -> None:
    callback = promised(centre)
    with begin(actor(centre, "lead1")) as work:
        scripts.add(work, ScriptWish("承诺回访", ScriptUse.PROMISE, "您好,我是{agent},关于{note}"))
    page = centre.browser("agent1").client.get(f"/callbacks/{callback}")
    assert page.status_code == 200
    assert "您好,我是Agent1,关于报价 &lt;script&gt;" in page.text
    assert f'data-send="POST /callbacks/{callback}/attempts"' in page.text
    assert "/cancellation" not in page.text
    assert "/cancellation" in centre.browser("lead1").client.get(f"/callbacks/{callback}").text
    assert centre.browser("agent2").client.get(f"/callbacks/{callback}").status_code == 404


def test_a_plan_shows_how_far_it_is_and_its_list_masked_and_harmless(centre: Centre) -> None:
    plan, job = planned(centre)
    browser = centre.browser("lead1").client
    assert "三月售后回访" in browser.get("/callbacks/plans").text
    page = browser.get(f"/callbacks/plans/{plan}").text
    assert "&lt;b&gt;张伟" in page
    assert "138****8000" in page
    assert "+8613800138000" not in page
    assert 'value="0"' in page
    listed = browser.get(f"/lists/{job}").text
    assert "138****8000" in listed
    assert "<progress" in browser.get(f"/lists/{job}/progress").text
    assert centre.browser("agent2").client.get(f"/callbacks/plans/{plan}").status_code == 404
    assert centre.browser("lead2").client.get(f"/lists/{job}").status_code == 404
    assert browser.get("/lists").status_code == 200


def test_what_comes_round_stands_with_its_next_occurrence(centre: Centre) -> None:
    with begin(actor(centre, "agent1")) as work:
        ticket = tickets.open_ticket(
            work, TicketWish(kind=TicketKind.REPAIR, subject="空调", contact_phone="13800138000")
        )
        start = work.now.astimezone(work.centre.zone).date() + timedelta(days=1)
        tickets.come_round(work, ticket.number, Round("13800138000", "FREQ=WEEKLY", start, 600, 60))
    page = centre.browser("agent1").client.get("/callbacks/recurring").text
    assert "FREQ=WEEKLY" in page
    assert "10:00–11:00" in page


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("agent1", "/callbacks", 200),
        ("agent1", "/callbacks/handover", 200),
        ("agent1", "/callbacks/recurring", 200),
        ("agent1", "/callbacks/plans", 200),
        ("agent1", "/callbacks/scripts", 200),
        ("agent1", "/callbacks/plans/new", 403),
        ("agent1", "/callbacks/scripts/new", 403),
        ("agent1", "/lists", 403),
        ("lead1", "/callbacks/plans/new", 200),
        ("lead1", "/callbacks/scripts/new", 200),
        ("lead1", "/callbacks/scripts/7/form", 404),
        ("lead1", "/callbacks/plans/7/form", 404),
        ("lead1", "/callbacks/99", 404),
        ("viewer", "/callbacks/plans", 403),
    ],
)
def test_every_page_opens_for_those_whose_it_is(centre: Centre, who: str, path: str, status: int) -> None:
    assert centre.browser(who).client.get(path).status_code == status
