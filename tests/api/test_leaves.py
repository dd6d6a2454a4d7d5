"""Leave, swaps and gaps at their door and on their page: who may do what, and refusals in words."""

from tests.api.cast import Centre


def plan(centre: Centre, *days: tuple[str, str, str]) -> None:
    supervisor = centre.browser("super")
    for code, start, end in (("白", 510, 1020), ("晚", 990, 1440)):
        body = {"code": code, "name": code, "start_min": start, "end_min": end}
        assert supervisor.call("POST", "/shift-templates", body).status_code == 201
    for person, day, template in days:
        assert supervisor.call("PUT", f"/shifts/{person}/{day}", {"template": template}).status_code == 200
    assert supervisor.call("POST", "/rosters/one/2026-03-02/publication", {}).status_code == 201


def test_w48_leave_is_asked_for_and_decided_by_somebody_else_only(centre: Centre) -> None:
    agent, lead = centre.browser("agent1"), centre.browser("lead1")
    body = {"kind": "personal", "first_on": "2026-03-20", "last_on": "2026-03-20", "reason": "moving"}
    asked = agent.call("POST", "/leave", body)
    assert (asked.status_code, asked.json["state"], asked.json["person"]) == (201, "asked", "agent1")
    number = asked.json["id"]
    assert agent.call("PUT", f"/leave/{number}/decision", {"approved": True}).status_code == 403
    assert centre.browser("lead2").call("PUT", f"/leave/{number}/decision", {"approved": True}).status_code == 404
    own = lead.call("POST", "/leave", body).json["id"]
    refused = lead.call("PUT", f"/leave/{own}/decision", {"approved": True})
    assert (refused.status_code, refused.json["code"]) == (403, "own_request")
    assert lead.call("PUT", f"/leave/{number}/decision", {"approved": False}).json["code"] == "reason_needed"
    page = lead.client.get("/shifts/requests?lang=en").text
    assert "waits for a decision" in page
    assert f"PUT /leave/{number}/decision" in page
    assert f"PUT /leave/{own}/decision" not in page
    assert lead.call("PUT", f"/leave/{number}/decision", {"approved": True}).json["state"] == "approved"
    taken_back = agent.call("DELETE", f"/leave/{number}")
    assert (taken_back.status_code, taken_back.json["person"], taken_back.json["state"]) == (200, "agent1", "cancelled")
    nobody_missing = {"person": "agent1", "first_on": "2026-03-21", "last_on": "2026-03-21"}
    sick = lead.call("POST", "/leave/sick", nobody_missing)
    assert (sick.status_code, sick.json["leave"]["person"], sick.json["covers"]) == (201, "agent1", [])
    late = agent.call("POST", "/leave", body | {"kind": "rest", "first_on": "2026-03-03", "last_on": "2026-03-03"})
    assert (late.status_code, late.json["code"], late.json["params"]["notice_days"]) == (422, "too_late", 2)
    shown = agent.client.get("/shifts/requests?lang=en").text
    row = shown.index(f'data-leave="{sick.json["leave"]["id"]}"')
    assert 'class="chip ok"' in shown[row : shown.index("</article>", row)]


def test_a_sick_call_shows_the_gap_and_who_may_step_in_and_a_bad_taker_hears_why(centre: Centre) -> None:
    plan(centre, ("agent1", "2026-03-03", "白"), ("lead1", "2026-03-02", "晚"))
    lead, supervisor = centre.browser("lead1"), centre.browser("super")
    body = {"person": "agent1", "first_on": "2026-03-03", "last_on": "2026-03-03"}
    answer = lead.call("POST", "/leave/sick", body)
    assert (answer.status_code, len(answer.json["covers"])) == (201, 1)
    (number,) = answer.json["covers"]
    found = supervisor.get(f"/covers/{number}/candidates").json["items"]
    by_code = {one["person"]: one for one in found}
    assert by_code["agent2"]["fits"]
    assert by_code["lead1"]["findings"][0]["said"].endswith("晚之后间隔8.5小时，至少11.0小时。")
    refused = lead.call("PUT", f"/covers/{number}/winner")
    assert (refused.status_code, refused.json["code"]) == (409, "cover_illegal")
    assert refused.json["params"]["findings"][0]["said"]
    taker = centre.browser("agent2")
    assert taker.call("PUT", f"/covers/{number}/winner").json["winner"] == "agent2"
    assert taker.call("PUT", f"/covers/{number}/winner").json["code"] == "cover_over"
    assert [one["state"] for one in lead.get("/covers").json["items"]] == ["filled"]
    versions = supervisor.get("/rosters/one/2026-03-02/versions").json["items"]
    assert [one["reason"] for one in versions] == ["sick", ""]
    assert versions[0]["changes"] == [{"person": "agent1", "on_day": "2026-03-03", "from": "白", "to": None}]
    assert "sick" in supervisor.client.get("/shifts/versions?team=one&week=2026-03-02").text


def test_a_roster_that_breaks_a_rule_is_refused_in_words_and_a_site_may_allow_it(centre: Centre) -> None:
    supervisor = centre.browser("super")
    plan(centre, ("agent1", "2026-03-02", "晚"))
    cell = supervisor.call("PUT", "/shifts/agent1/2026-03-03", {"template": "白"})
    assert [one["code"] for one in cell.json["findings"]] == ["short_rest"]
    again = supervisor.call("POST", "/rosters/one/2026-03-02/publication", {"reason": "more"})
    assert (again.status_code, again.json["code"], again.json["params"]["count"]) == (422, "roster_breaks_rules", 1)
    (finding,) = again.json["params"]["findings"]
    assert "间隔8.5小时" in finding["said"]
    assert finding["cures_said"] == ["换一个班次", "允许班次间隔8.5小时"]
    site = {"name": "A", "timezone": "Asia/Shanghai", "teams": ["one"], "rules": {"rest_min": 480}}
    assert supervisor.call("PUT", "/sites/A", site).json["errors"].keys() == {"rest_reason"}
    site["rules"]["rest_reason"] = "agreed"
    assert supervisor.call("PUT", "/sites/A", site).status_code == 200
    assert supervisor.get("/sites").json["items"][0]["rules"] == site["rules"]
    assert supervisor.call("POST", "/rosters/one/2026-03-02/publication", {"reason": "more"}).status_code == 201
    assert centre.browser("lead1").call("PUT", "/sites/A", site).status_code == 403


def test_w34_a_year_without_holidays_is_named_until_it_is_entered(centre: Centre) -> None:
    supervisor = centre.browser("super")
    days = [{"on_day": "2027-01-01", "kind": "holiday", "name": "元旦"}]
    years = supervisor.get("/holidays").json
    assert (years["missing"], 2027 in years["known"]) == (None, False)
    assert supervisor.call("PUT", "/holidays/2026", {"days": days}).json["code"] == "wrong_year"
    loose = [{"on_day": "2027-01-02", "kind": "makeup", "name": "元旦"}]
    assert supervisor.call("PUT", "/holidays/2027", {"days": loose}).json["code"] == "makeup_day"
    assert supervisor.call("PUT", "/holidays/2027", {"days": days}).json == {"year": 2027, "days": 1}
    assert 2027 in supervisor.get("/holidays").json["known"]


def test_what_waits_for_a_decision_stands_in_one_place_for_whoever_may_decide(centre: Centre) -> None:
    plan(centre, ("agent1", "2026-03-03", "白"))
    agent, lead, supervisor = (centre.browser(login) for login in ("agent1", "lead1", "super"))
    body = {"kind": "personal", "first_on": "2026-03-20", "last_on": "2026-03-20", "reason": "moving"}
    asked = agent.call("POST", "/leave", body).json
    own = lead.call("POST", "/leave", body).json
    (waits,) = lead.get("/approvals").json["items"]
    assert (waits["kind"], waits["params"]["first_on"], waits["page"]) == (
        "leave_asked",
        "2026-03-20",
        "/shifts/requests",
    )
    doors = [one["decision"] for one in supervisor.get("/approvals").json["items"]]
    assert doors == [f"/leave/{asked['id']}/decision", f"/leave/{own['id']}/decision"]
    assert centre.browser("lead2").get("/approvals").json["items"] == []
    assert agent.get("/approvals").status_code == 403
    version = {"If-Match": f'"{waits["version"]}"'}
    assert lead.call("PUT", waits["decision"], {"approved": True}, **version).status_code == 200
    assert lead.get("/approvals").json["items"] == []
    assert '"decides":true' in lead.client.get("/wallboard").text.replace(" ", "")
    assert '"decides":false' in agent.client.get("/wallboard").text.replace(" ", "")
