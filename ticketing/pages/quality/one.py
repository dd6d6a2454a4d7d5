"""One call: the recording beside the score sheet, the agent's word, the decision; the score sheet itself."""

import json
from typing import Any

from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import COUNTED, CaseState, Edition, Item, ScorePart, defaults
from ticketing.domain.quality.score_sheets import FAR_APART
from ticketing.errors import NotFound
from ticketing.models.quality import QualityCase, QualityScore
from ticketing.models.tickets import Ticket
from ticketing.pages import words
from ticketing.pages.frame import may
from ticketing.pages.places import queue_names
from ticketing.pages.quality import blueprint, page
from ticketing.queries import quality as looks


@blueprint.get("/cases/<number>")
@needs(Permission.QUALITY_READ)
def one(number: str) -> str:
    """The sheet as a form for whoever has the call, as a table for everybody else it concerns."""
    actor = current_actor()
    with reading() as session:
        case = looks.case_by_number(session, actor, number)
        if case is None:
            raise NotFound(what=QualityCase.__tablename__)
        every = list(looks.scores(session, case.id))
        scores = looks.visible(case, every, actor.id)
        ticket = session.get(Ticket, case.ticket_id) if case.ticket_id else None
        queues = queue_names(session)
        return page(
            "one",
            "calibrations" if case.seats > 1 else "list",
            case=case,
            ticket=ticket,
            queue=queues.get(case.queue, case.queue),
            appeal=looks.appeal_of(session, case.id),
            steps=looks.steps(session, case.id),
            may_hear=may("recording_listen"),
            **_scored(case, scores, actor),
            **_deeds(case, every, actor),
        )


def _scored(case: QualityCase, scores: list[QualityScore], actor: Actor) -> dict[str, Any]:
    """The score that stands, mine while I write it, and of a calibration all of them side by side."""
    mine = next((one for one in scores if one.by_id == actor.id and one.submitted_at is None), None)
    parts = {one.part: one for one in scores if one.submitted_at is not None}
    standing = parts.get(ScorePart.REVIEW) or parts.get(ScorePart.FIRST)
    at_hand = mine or standing or (scores[0] if scores else None)
    edition = at_hand.edition.edition if at_hand else defaults.DEFAULT
    totals = [one.total for one in scores if one.total is not None]
    return {
        "mine": mine,
        "standing": standing,
        "first": parts.get(ScorePart.FIRST),
        "edition": edition,
        "edition_no": at_hand.edition.no if at_hand else 1,
        "groups": groups(edition),
        "fatals": [(one.key, _said(one.name, one.name_en)) for one in edition.fatals],
        "grades": json.dumps(
            {"excellent": edition.excellent, "good": edition.good, "pass": edition.passing, "fail": 0}
        ),
        "grade_words": json.dumps({word: str(words_of(word)) for word in ("excellent", "good", "pass", "fail")}),
        "sides": [one for one in scores if one.part is ScorePart.CALIBRATION and one.submitted_at is not None],
        "spread": looks.spread(case, scores),
        "apart": max(totals) - min(totals) if totals else 0,
        "far": FAR_APART,
    }


def _deeds(case: QualityCase, every: list[QualityScore], actor: Actor) -> dict[str, bool]:
    """What this reader may do now; the actions say so again."""
    is_voice = actor.id in (case.person_id, *case.voices)
    scored = any(one.by_id == actor.id for one in every)
    is_free = case.state is CaseState.WAITING or (case.seats > len(every) and case.state is CaseState.TAKEN)
    is_open = may("quality_score") and not is_voice
    return {
        "can_take": is_open and is_free and not scored,
        "is_voice": is_voice,
        "can_answer": case.person_id == actor.id and case.state is CaseState.SUBMITTED,
        "can_decide": case.state is CaseState.APPEALED and may("quality_decide") and not is_voice and not scored,
        "can_coach": may("quality_coach") and case.state in COUNTED and case.person_id != actor.id,
    }


@blueprint.get("/sheet")
@needs(Permission.QUALITY_READ)
def sheet() -> str:
    """What calls are scored by now, every edition before it, and for whoever keeps it a form."""
    with reading() as session:
        current = looks.current(session)
        editions = looks.editions(session, current.sheet_id) if current else []
        edition = current.edition if current else defaults.DEFAULT
        rows = json.dumps([vars(item) for item in edition.items])
        return page(
            "sheet",
            "sheet",
            current=current,
            editions=editions,
            edition=edition,
            groups=groups(edition),
            items=rows,
            fatals=json.dumps([vars(one) for one in edition.fatals]),
            fatal_words=[_said(one.name, one.name_en) for one in edition.fatals],
            name=_said(current.sheet.name, current.sheet.name_en) if current else gettext(_TITLE),
        )


_TITLE = "Assessment of the hotline's quality of service"


def groups(edition: Edition) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """The items under their headings, with the points of each heading, in the reader's language."""
    found: dict[str, list[Item]] = {}
    for item in edition.items:
        found.setdefault(item.group, []).append(item)
    return [
        (
            _said(group, items[0].group_en),
            sum(item.worth for item in items),
            [{**vars(item), "said": _said(item.name, item.name_en)} for item in items],
        )
        for group, items in found.items()
    ]


def words_of(grade: str) -> Any:
    """A grade in the reader's words."""
    return gettext(grade)


def _said(name: str, name_en: str) -> str:
    return name_en if name_en and words.language() == "en" else name
