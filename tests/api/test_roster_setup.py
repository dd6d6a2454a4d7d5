"""What rosters stand on, at its doors and pages: kinds of shifts, sites, holidays of a year, terms of people."""

from tests.api.cast import Browser, Centre

DAY = {
    "code": "D",
    "name": "白班",
    "start_min": 510,
    "end_min": 1020,
    "breaks": [{"from": 720, "len": 45, "kind": "meal", "paid": False}],
    "activities": [{"from": 830, "len": 30, "kind": "meeting", "dow": [0]}],
    "min_staff": 6,
    "min_staff_rest": 3,
}
HOLIDAYS = [
    {"on_day": "2027-01-01", "last_on": "2027-01-03", "kind": "holiday", "name": "元旦"},
    {"on_day": "2027-02-06", "last_on": "2027-02-12", "kind": "holiday", "name": "春节"},
    {"on_day": "2027-02-14", "kind": "makeup", "name": "春节", "as_dow": 2},
]


def test_what_rosters_stand_on_is_kept_shown_and_closed_to_others(centre: Centre) -> None:
    supervisor = centre.browser("super")
    assert supervisor.call("POST", "/shift-templates", DAY).status_code == 201
    site = {"name": "西安", "timezone": "Asia/Shanghai", "day_start_min": 240, "teams": ["one"]}
    site["rules"] = {"rest_min": 480, "rest_reason": "agreed", "seats": 12, "skills": {"english": 1}}
    assert supervisor.call("PUT", "/sites/XA", site).status_code == 200
    shown = supervisor.client.get("/admin/rosters?lang=en").text
    for part in ("12:00–12:45", "13:50–14:20", "(Mon)", "6 / 3", "西安", "04:00", "2026", "shipped"):
        assert part in shown, part
    kind = supervisor.client.get("/admin/rosters/templates/D?lang=en").text
    assert 'value="12:45"' in kind
    assert '<option value="0" selected>' in kind
    rules = supervisor.client.get("/admin/rosters/sites/XA?lang=en").text
    for part in ('value="8.0"', "agreed", "english=1", "usually without limit", 'value="04:00"'):
        assert part in rules, part
    assert supervisor.client.get("/admin/rosters/templates/new").status_code == 200
    assert supervisor.client.get("/admin/rosters/sites/new").status_code == 200
    assert {supervisor.client.get(f"/admin/rosters/{path}").status_code for path in ("sites/no", "templates/no")} == {
        404
    }
    lead = centre.browser("lead1").client
    assert [lead.get(path).status_code for path in ("/admin/rosters", "/admin/roster-people")] == [403, 200]
    assert centre.browser("agent1").client.get("/admin/roster-people").status_code == 403
    assert lead.get("/admin/roster-people/lead2").status_code == 404
    assert 'name="rest_weekdays"' in lead.get("/admin/roster-people/agent1").text


def test_w34_a_missing_year_is_a_red_banner_until_its_days_are_entered_as_periods(centre: Centre, clock) -> None:
    clock.advance(days=270)
    supervisor = centre.browser("super")
    assert "The public holidays of 2027 are not known" in supervisor.client.get("/shifts?lang=en").text
    assert "/admin/rosters#h-holidays" not in centre.browser("agent1").client.get("/shifts").text
    form = supervisor.client.get("/admin/rosters/holidays/2027?lang=en")
    assert form.status_code == 200
    backwards = supervisor.call(
        "PUT", "/holidays/2027", {"days": [HOLIDAYS[0] | {"on_day": "2027-01-03", "last_on": "2027-01-01"}]}
    )
    assert (backwards.status_code, backwards.json["code"]) == (422, "bad_range")
    kept = supervisor.call("PUT", "/holidays/2027", {"days": HOLIDAYS})
    assert kept.json == {"year": 2027, "days": 11}
    assert "are not known" not in supervisor.client.get("/shifts?lang=en").text
    kinds = [_kind_of(supervisor, day) for day in ("2027-02-08", "2027-02-14", "2027-02-15")]
    assert kinds == ["holiday", "after_holiday", "mon"]
    again = supervisor.client.get("/admin/rosters/holidays/2027?lang=en").text
    assert again.count('value="2027-02-06"') == again.count('value="2027-02-12"') == 1
    assert "like Wed" in again
    shipped = supervisor.client.get("/admin/rosters/holidays/2026").text
    assert shipped.count('value="2026-02-15"') == 1
    assert supervisor.client.get("/admin/rosters/holidays/1800").status_code == 404


def _kind_of(supervisor: Browser, day: str) -> str:
    """Like which days the need of agents takes a day."""
    return str(supervisor.get(f"/staffing/need?queue=sales&on={day}").json["kind"])
