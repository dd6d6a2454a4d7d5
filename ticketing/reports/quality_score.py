"""热线服务质量考核表: one recording judged item by item (binder chapter 13, sheet 17); the score that stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.quality import COUNTED, Item, ScorePart, defaults
from ticketing.errors import NotFound
from ticketing.models.quality import QualityCase, QualityScore
from ticketing.queries import quality
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind

_AGENT, _TEAM, _RECORDING, _CALL = N_("Agent assessed"), N_("Team"), N_("Recording no."), N_("Call at, length")
_KIND, _QUEUE, _TOTAL, _GRADE = N_("Kind of matter"), N_("Queue"), N_("Total score"), N_("Grade of the score")
_FATAL, _PRAISE, _ADVICE, _APPEAL = N_("Fatal errors"), N_("Done well"), N_("To improve"), N_("Appeal and decision")
_SLOTS = (N_("Inspector"), N_("Confirmed by the agent"), N_("Reviewed by"))

FORM = FormDef(
    key="quality_score",
    title=N_("Assessment of the hotline's quality of service"),
    version=2,
    item="13-17",
    subject="quality",
    columns=(
        Column("no", N_("No."), Kind.COUNT, 5),
        Column("item", N_("Item assessed"), width=14, words="step"),
        Column("standard", N_("What is assessed"), width=34, words="step"),
        Column("worth", N_("Points"), Kind.COUNT, 6),
        Column("lost", N_("Points off"), Kind.COUNT, 7, written=True),
        Column("given", N_("Points given"), Kind.COUNT, 7, written=True),
        Column("remark", N_("Explanation / moment"), width=20, written=True),
    ),
    signatures=_SLOTS,
    facts=(
        *(_AGENT, _TEAM, _RECORDING, _CALL, _KIND, _QUEUE),
        *(_TOTAL, _GRADE, _FATAL, _PRAISE, _ADVICE, _APPEAL),
    ),
    landscape=False,
)

_INFORMATION, _VOICE = N_("Accuracy of information"), N_("Voice, tone and speed")
_WORDS, _MANNER, _LISTENING = N_("Words of service"), N_("Manner"), N_("Listening and talking")
_SOLVING, _RECORD, _RULES = N_("Solving the problem"), N_("Quality of the ticket"), N_("Process and rules")

#: The words of the default sheet: the catalogues have them in either language.
_KNOWN = frozenset(
    (
        *(_INFORMATION, _VOICE, _WORDS, _MANNER, _LISTENING, _SOLVING, _RECORD, _RULES),
        *(N_("accurate"), N_("complete"), N_("checked back"), N_("nothing exaggerated"), N_("clear"), N_("lively")),
        *(N_("well modulated"), N_("no drawling"), N_("speed"), N_("pauses"), N_("standard language"), N_("polite")),
        *(N_("thanks"), N_("apologises"), N_("opening and closing words")),
        N_("patient, warm, takes the matter as their own"),
        N_("lets the caller finish, understands, confirms"),
        N_("the matter is solved, or goes the right way"),
        N_("every field right and complete"),
        N_("identity checked, promises made by the rules"),
    )
)


def _head(no: int, item: Item) -> Row:
    """What is printed of an item whatever came of it; words of the centre's own stay as they were written."""
    group = item.group_en if item.group_en in _KNOWN else item.group
    standard = item.name_en if item.name_en in _KNOWN else item.name
    return {"no": no, "item": group, "standard": standard, "worth": item.worth}


def items(session: Session) -> tuple[Row, ...]:
    """The items that calls are scored by now: 100 points; before the centre has a sheet of its own, the binders'."""
    current = quality.current(session)
    edition = current.edition if current is not None else defaults.DEFAULT
    return tuple(_head(no, item) for no, item in enumerate(edition.items, 1))


def rows(session: Session, asked: Asked) -> list[Row]:
    """Item by item; raises `NotFound` for a case that is not scored or out of reach."""
    _, score = _standing(session, asked)
    return [
        _head(no, item) | _said(item, score.answers.get(item.key, {}))
        for no, item in enumerate(score.edition.edition.items, 1)
    ]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums: Row = {"worth": sum(row["worth"] for row in chosen)}
    if all("given" in row for row in chosen):
        sums |= {key: sum(row[key] for row in chosen) for key in ("lost", "given")}
    return sums


def facts(session: Session, asked: Asked) -> dict[str, Any]:
    """Whose call it was, what it comes to, and what was said about it."""
    case, score = _standing(session, asked)
    fatals = {one.key: one.name for one in score.edition.edition.fatals}
    return {
        _AGENT: f"{case.person.code or case.person.login} {case.person.name}",
        _TEAM: case.person.team.name if case.person.team else "—",
        _RECORDING: case.root,
        _CALL: f"{str(asked.when(case.at))[:16].replace('T', ' ')} {case.talk_s // 60}:{case.talk_s % 60:02}",
        _KIND: ("kind", case.kind),
        _QUEUE: case.queue or "—",
        _TOTAL: str(case.total),
        _GRADE: ("quality_grade", case.grade.value if case.grade else ""),
        _FATAL: "、".join(fatals.get(key, key) for key in score.fatals) or "—",
        _PRAISE: score.praise or "—",
        _ADVICE: score.advice or "—",
        _APPEAL: _appealed(session, case),
    }


def signed(session: Session, asked: Asked) -> dict[str, str]:
    """Who signed which line, and when."""
    case, _ = _standing(session, asked)
    first = next(one for one in quality.scores(session, case.id) if one.part is ScorePart.FIRST)
    slots = {_SLOTS[0]: f"{first.by.name} {asked.day_of(first.submitted_at)}"}
    if case.confirmed_at is not None and case.by_agent:
        slots[_SLOTS[1]] = f"{case.person.name} {asked.day_of(case.confirmed_at)}"
    appeal = quality.appeal_of(session, case.id)
    if appeal is not None and appeal.decider is not None:
        slots[_SLOTS[2]] = f"{appeal.decider.name} {asked.day_of(appeal.decided_at)}"
    return slots


def _standing(session: Session, asked: Asked) -> tuple[QualityCase, QualityScore]:
    case = quality.case_by_number(session, asked.actor, asked.number)
    if case is None or case.state not in COUNTED:
        raise NotFound(what=QualityCase.__tablename__)
    scores = {one.part: one for one in quality.scores(session, case.id)}
    return case, scores.get(ScorePart.REVIEW) or scores[ScorePart.FIRST]


def _said(item: Item, said: Mapping[str, Any]) -> Row:
    lost, at_s = int(said.get("lost", 0)), said.get("at_s")
    moment = "" if at_s is None else f"{at_s // 60:02}:{at_s % 60:02} "
    return {"lost": lost, "given": item.worth - lost, "remark": f"{moment}{said.get('remark', '')}".strip()}


def _appealed(session: Session, case: QualityCase) -> str:
    appeal = quality.appeal_of(session, case.id)
    if appeal is None:
        return "—"
    decided = f" → {appeal.after}: {appeal.note}" if appeal.decided_at is not None else ""
    return f"{appeal.before}: {appeal.text}{decided}"
