"""The first steps of a fresh centre: one after the other, each to be left out, all of it to be put off."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from ticketing.auth import needs
from ticketing.db import reading
from ticketing.domain.first_steps import AGENTS, Step, first_open, standing
from ticketing.domain.permissions import Permission
from ticketing.pages.admin import blueprint, page
from ticketing.queries import admin, people, shifts
from ticketing.queries import first_steps as looks
from ticketing.telephony.practice import Deed, fits

NAMES = {
    Step.NAME: _l("Name of the centre"),
    Step.SHIFTS: _l("Shifts"),
    Step.QUEUES: _l("Queues"),
    Step.AGENTS: _l("Three agents"),
    Step.CALL: _l("A call to practise"),
}
_DEEDS = {Deed.RING: _l("Let it ring"), Deed.ANSWER: _l("Answer"), Deed.HANG_UP: _l("Hang up")}


@blueprint.get("/first")
@needs(Permission.CENTRE_SETUP)
def first_steps() -> str:
    """`?step=` opens one; without it the first that is left."""
    asked = request.args.get("step", "")
    with reading() as session:
        skipped, put_off = looks.said(session)
        facts = looks.facts(session)
        steps = standing(facts, skipped)
        step = Step(asked) if asked in {one.value for one in Step} else first_open(steps)
        agents = [row for row in people.page(session, 0, 200) if row.code and "agent" in row.roles]
        told: dict[str, Any] = {
            "centre": looks.name_of_centre(session),
            "shifts": [row for row in shifts.templates(session) if row.active],
            "queues": [row for row in admin.queues(session) if row.active],
            "teams": [(team.code, team.name) for team in people.teams(session)],
            "is_live": looks.is_live(session),
            "call": looks.practised(session),
        }
    rows = [(one.value, NAMES[one], state.value) for one, state in steps.items()]
    told |= {
        "missing": range(1, AGENTS - len(agents) + 1),
        "names_of_agents": [(row.code, f"{row.name} {row.code}") for row in agents],
        "deeds": [(deed.value, name, fits(deed, told["call"])) for deed, name in _DEEDS.items()],
    }
    return page("first", steps=rows, step=step and step.value, put_off=put_off, agents=agents, **told)
