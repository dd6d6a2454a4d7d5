"""One case as its reader may see it: a draft is its writer's alone, a calibration is blind until everybody is in."""

from typing import Any

from ticketing.api.quality import answers
from ticketing.api.tickets.answers import person
from ticketing.auth import current_actor
from ticketing.db import reading
from ticketing.errors import NotFound
from ticketing.models.quality import QualityCase
from ticketing.queries import quality as looks


def shown(number: str) -> dict[str, Any]:
    """Raises `NotFound` for what is out of reach."""
    actor = current_actor()
    with reading() as session:
        case = looks.case_by_number(session, actor, number)
        if case is None:
            raise NotFound(what=QualityCase.__tablename__)
        scores = looks.visible(case, list(looks.scores(session, case.id)), actor.id)
        steps = [
            {"at": one.at, "by": person(one.by), "deed": one.deed, "detail": one.detail}
            for one in looks.steps(session, case.id)
        ]
        return answers.case(case) | {
            "scores": [answers.score(one) for one in scores],
            "appeal": answers.appeal(looks.appeal_of(session, case.id)),
            "steps": steps,
            "differences": looks.spread(case, scores),
        }
