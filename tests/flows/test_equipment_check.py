"""A lost link, from the sheet that saw it to the ticket, the signature, and the check that was forgotten next day."""

import pytest

from tests.api.desk import Doors
from tests.desk import Desk, local
from ticketing.actions import equipment_checks as checks
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.equipment_checks import Cadence, Plan
from ticketing.models.telephony import LinkState, Pbx, PbxSource, SourceKind


@pytest.fixture
def doors(desk: Desk) -> Doors:
    return Doors(desk)


def owe() -> int:
    with begin(SYSTEM) as work:
        return checks.owe(work)


def test_a_lost_link_is_seen_repaired_and_signed_for_and_a_forgotten_check_is_told(desk: Desk, doors: Doors) -> None:
    with begin(SYSTEM) as work:
        checks.plan(work, Plan(Cadence.DAY))
        pbx = work.add(Pbx(code="main", name="总机"))
        lost = {"link_state": LinkState.DOWN, "link_since": local("03-02 08:55"), "link_error": "timed out"}
        work.add(PbxSource(pbx_id=pbx.id, name="ami", kind=SourceKind.AMI, **lost))
    owe()
    begun = doors.post("chen", "/equipment-checks", {}).json
    path = f"/equipment-checks/{begun['id']}"
    link = next(row for row in begun["rows"] if row["item"] == "pbx")
    assert (link["result"], link["subject"], link["seen"][0][1]["error"]) == ("abnormal", "总机 · ami", "timed out")
    assert "03-02 08:55" in link["said"]

    ticket = doors.post("chen", f"{path}/rows/{link['no']}/ticket", {"priority": "high", "queue": "sales"}).json[
        "ticket"
    ]
    assert desk.ticket(ticket).priority.value == "high"
    rows = {str(row["no"]): {"result": row["result"] or "normal"} for row in begun["rows"]}
    rows[str(link["no"])] |= {"measure": "重启接口", "handler": "王工", "restored_at": "2026-03-02T09:20:00+08:00"}
    filled = doors.patch("chen", path, {"rows": rows}, **{"If-Match": str(begun["version"])})
    assert filled.status_code == 200, filled.text
    assert doors.put("chen", f"{path}/completion", None).json["state"] == "done"
    assert doors.put("chen", f"{path}/review", {}).status_code == 403
    signed = doors.put("sun", f"{path}/review", {"note": "同意"}).json
    assert (signed["state"], signed["reviewer"], signed["missed"]) == ("reviewed", "Sun", False)
    row = next(row for row in signed["rows"] if row["no"] == link["no"])
    assert (row["ticket"], row["measure"], row["restored_at"]) == (ticket, "重启接口", "2026-03-02T01:20:00+00:00")

    desk.at("03-03 09:00")
    assert owe() == 0
    desk.at("03-03 10:00")
    assert owe() == 1
    assert desk.notices("chen", "check_missed")[0].params["on"] == "2026-03-03"
    newest = doors.get("chen", "/equipment-checks").json["items"][0]
    assert (newest["on"], newest["state"], newest["missed"]) == ("2026-03-03", "owed", True)
