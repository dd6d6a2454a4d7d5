"""Punches, certificates, what is excused, and the rules."""

from typing import Any

from ticketing.actions import attendance
from ticketing.actions.attendance import PunchWish
from ticketing.api.attendance import bodies
from ticketing.api.attendance.blueprint import blp
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.attendance import Source
from ticketing.domain.permissions import Permission
from ticketing.models.attendance import AttendanceExcuse, Punch
from ticketing.models.people import Person
from ticketing.work import Work


@blp.route("/punches/mine", methods=["POST"])
@needs(Permission.OWN_STATE)
@blp.arguments(bodies.OwnPunchSchema)
@blp.response(201, bodies.PunchSchema)
def punch(body: dict[str, Any]) -> Punch:
    """The asker comes or goes, now."""
    return do(current_actor(), lambda work: attendance.punch(work, body["way"]))


@blp.route("/punches", methods=["POST"])
@needs(Permission.ATTENDANCE_CERTIFY)
@blp.arguments(bodies.PunchesBody)
@blp.response(200, bodies.PunchesTakenSchema)
def punches(body: dict[str, Any]) -> dict[str, Any]:
    """Signs of a time clock, up to 500; sent twice they count once."""
    wishes = [PunchWish(one["person"], one["at"], one["way"], one["source"], one["device"]) for one in body["items"]]
    taken = do(current_actor(), lambda work: attendance.take_in(work, wishes))
    return {"taken": taken, "known": len(wishes) - taken}


@blp.route("/certificates", methods=["POST"])
@needs(Permission.ATTENDANCE_CERTIFY)
@idempotent
@blp.arguments(bodies.CertificateBody)
@blp.response(201, bodies.PunchSchema)
def certify(body: dict[str, Any]) -> Punch:
    """Put a missed or wrong punch right; 403 `own_day` for one's own."""

    def deed(work: Work) -> Punch:
        wish = PunchWish(body["person"], body["at"], body["way"], Source.MANUAL)
        return attendance.certify(work, wish, body["certificate"], body["corrects"])

    return do(current_actor(), deed)


@blp.route("/excuses", methods=["POST"])
@needs(Permission.ATTENDANCE_CERTIFY)
@idempotent
@blp.arguments(bodies.ExcuseBody)
@blp.response(201, bodies.ExcuseSchema)
def excuse(body: dict[str, Any]) -> AttendanceExcuse:
    """Hold a stretch of one person's time against nobody; 403 `own_day` for one's own."""

    def deed(work: Work) -> AttendanceExcuse:
        return attendance.excuse(work, body["person"], body["from_"], body["to"], body["kind"], body["reason"])

    return do(current_actor(), deed)


@blp.route("/excuses/outages/<int:outage_id>", methods=["POST"])
@needs(Permission.ATTENDANCE_ADMIN)
@blp.response(201, bodies.ExcuseSchema)
def excuse_outage(outage_id: int) -> AttendanceExcuse:
    """Hold an outage of the phone system against nobody."""
    return do(current_actor(), lambda work: attendance.excuse_outage(work, outage_id))


@blp.route("/excuses/<int:excuse_id>", methods=["DELETE"])
@needs(Permission.ATTENDANCE_CERTIFY)
@blp.response(200, bodies.ExcuseSchema)
def revoke(excuse_id: int) -> AttendanceExcuse:
    """It counts again; the row stays with who took it back."""
    return do(current_actor(), lambda work: attendance.revoke(work, excuse_id))


@blp.route("/rules", methods=["PUT"])
@needs(Permission.ATTENDANCE_ADMIN)
@blp.arguments(bodies.RulesBody)
@blp.response(200, bodies.RulesSchema)
def change_rules(body: dict[str, Any]) -> dict[str, Any]:
    """The next version; what was judged keeps the version it was judged by."""
    plain = body | ({"order": [source.value for source in body["order"]]} if "order" in body else {})
    rules = do(current_actor(), lambda work: attendance.change_rules(work, if_match(), plain))
    return rules.to_dict() | {"order": list(rules.order)}


@blp.route("/recomputations", methods=["POST"])
@needs(Permission.ATTENDANCE_ADMIN)
@idempotent
@blp.arguments(bodies.AgainBody)
@blp.response(202, bodies.AgainSchema)
def judge_again(body: dict[str, Any]) -> dict[str, int]:
    """Judge these days again, however long ago they were; it happens in the background within minutes."""

    def deed(work: Work) -> int:
        return attendance.judge_again(work, body["from_"], body["to"], body["reason"], body["team"])

    return {"days": do(current_actor(), deed)}


@blp.route("/probations/<person>", methods=["PUT"])
@needs(Permission.ATTENDANCE_ADMIN)
@blp.arguments(bodies.ProbationBody)
@blp.response(200, bodies.ProbationSchema)
def set_probation(body: dict[str, Any], person: str) -> Person:
    """Until when somebody is on probation; null: not at all. 403 `own_day` for oneself."""
    return do(current_actor(), lambda work: attendance.set_probation(work, person, body["until"]))
