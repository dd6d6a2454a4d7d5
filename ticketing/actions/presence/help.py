"""An agent asks for help (求助): the team's leads are told at once, and the agent hears who comes."""

from datetime import timedelta

from ticketing.actions import notices
from ticketing.actions.codes import by_code
from ticketing.domain.actors import Role
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict
from ticketing.models.people import Person
from ticketing.queries import on_shift
from ticketing.work import Work

# Who asks again within it, with no call at hand, asks the same question.
SAME_QUESTION = timedelta(minutes=2)


def ask(work: Work, callid: str = "", note: str = "") -> list[Person]:
    """Tell whoever leads the team now, else any lead on shift, else who supervises; gives those who are told.

    Once per call: asking again tells nobody twice. `Conflict` (`nobody_to_help`) when nobody is there.
    """
    work.require(Permission.OWN_STATE)
    person = work.get(Person, work.actor.id)
    helpers = [one for one in _helpers(work, person) if one.id != person.id]
    if not helpers:
        raise Conflict("nobody_to_help")
    round_ = callid or str(int(work.now.timestamp() // SAME_QUESTION.total_seconds()))
    params: notices.Params = {"name": person.name, "code": person.code, "callid": callid or None, "note": note}
    for one in helpers:
        notices.tell(work, one.id, "help_asked", f"help:{person.id}:{round_}", notices.Subject(), params)
    return helpers


def come(work: Work, code: str) -> Person:
    """Say to the agent who asked that the actor comes; said again it is said once."""
    work.require(Permission.AGENT_STATE_FORCE)
    person = by_code(work, code)
    work.require(Permission.AGENT_STATE_FORCE, Target(team_id=person.team_id))
    minute = int(work.now.timestamp() // SAME_QUESTION.total_seconds())
    params: notices.Params = {"by": work.actor.name}
    notices.tell(work, person.id, "help_comes", f"comes:{work.actor.id}:{minute}", notices.Subject(), params)
    return person


def _helpers(work: Work, person: Person) -> list[Person]:
    own = on_shift.people(work.session, Role.LEAD, work.now, person.team_id) if person.team_id else []
    return list(
        own or on_shift.people(work.session, Role.LEAD, work.now) or on_shift.supervisors(work.session, work.now)
    )
