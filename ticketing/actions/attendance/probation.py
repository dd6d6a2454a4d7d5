"""Until when somebody is on probation: what is told of a month about it is told of nobody else."""

from datetime import date

from ticketing.actions import audit
from ticketing.actions.attendance.punch import refuse_own
from ticketing.actions.codes import by_code
from ticketing.domain.permissions import Permission
from ticketing.models.people import Person
from ticketing.work import Work


def set_probation(work: Work, code: str, until: date | None) -> Person:
    """The last day of somebody's probation; None: they have none, or have passed it. Raises `Forbidden` (`own_day`)."""
    work.require(Permission.ATTENDANCE_ADMIN)
    person = by_code(work, code)
    refuse_own(work, person.id)
    before, person.probation_until = person.probation_until, until
    audit.record(
        work, "probation_set", f"person:{person.code}", before=str(before or ""), after=str(until or "")
    )  # fmt: skip
    return person
