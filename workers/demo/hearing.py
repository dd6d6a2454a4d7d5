"""The demonstration's inspector: hears a part of what last week's draw chose, and some agents do not agree."""

import random

import sqlalchemy as sa

from ticketing.actions import quality
from ticketing.actions.quality import Scored
from ticketing.db import do, reading
from ticketing.domain.quality import Answer, CaseState
from ticketing.domain.quality.defaults import DEFAULT
from ticketing.models.people import Person
from ticketing.models.quality import QualityCase
from workers.demo.past import agent

#: So many of the draw are heard before anybody looks; the others wait for whoever tries the inspector's list.
HEARD = 24
#: The agent's word on the first of them, in turn; the others are silent so far.
_WORDS = ("confirm", "appeal", "", "confirm", "")
_WHY = {
    "accurate": ("费率说错后更正", "时限说得不准"),
    "complete": ("漏说上门时间", "未说明所需材料"),
    "polite": ("缺少礼貌用语",),
    "speed": ("语速偏快",),
    "manner": ("客户说话时打断", "语气略显不耐烦"),
    "listening": ("未复述确认客户需求", "抢话一次"),
    "record": ("工单缺产品型号", "联系电话未核对"),
}
_WORTH = {item.key: item.worth for item in DEFAULT.items}


def hear(dice: random.Random) -> None:
    """Scores a call each time as long as too few are scored."""
    found = _next()
    if found is None:
        return
    number, place, person_id, inspector_id = found
    inspector = agent(inspector_id)
    do(inspector, lambda work: quality.take(work, number).id)
    said = _said(dice)
    do(inspector, lambda work: quality.submit(work, number, None, said).id)
    word = _WORDS[place % len(_WORDS)]
    if word == "confirm":
        do(agent(person_id), lambda work: quality.confirm(work, number).id)
    elif word == "appeal":
        do(agent(person_id), lambda work: quality.appeal(work, number, "客户一直在大声说话，不打断无法确认地址。").id)
    if place == 0:
        _coached(inspector_id, person_id, number)


def _next() -> tuple[str, int, int, int] | None:
    """The number of the next call, how many were scored before it, its agent and the inspector."""
    with reading() as session:
        scored = session.scalars(sa.select(sa.func.count(QualityCase.scored_at))).one()
        inspector = session.scalar(sa.select(Person.id).where(Person.roles.contains(["inspector"])).limit(1))
        case = session.scalar(
            sa.select(QualityCase).where(QualityCase.state == CaseState.WAITING).order_by(QualityCase.rank).limit(1)
        )
        if case is None or inspector is None or scored >= HEARD:
            return None
        return case.number, scored, case.person_id, inspector


def _said(dice: random.Random) -> Scored:
    """Mostly small things, now and then more of them."""
    wrong = dice.sample(sorted(_WHY), dice.choice((0, 1, 1, 2, 3)))
    answers = {key: Answer(_lost(key, dice), dice.choice(_WHY[key]), dice.randrange(10, 90)) for key in wrong}
    advice = "先让客户说完，再复述确认。" if "listening" in wrong or "manner" in wrong else ""
    return Scored(answers, praise=dice.choice(("开头结束语规范", "查询熟练，答复清楚", "安抚到位")), advice=advice)


def _lost(key: str, dice: random.Random) -> int:
    return min(_WORTH[key], dice.choice((1, 2, 2, 3, 5)))


def _coached(inspector_id: int, person_id: int, number: str) -> None:
    with reading() as session:
        code = session.get_one(Person, person_id).code or ""
    text = "地址、电话要复述一遍再派单；客户说话时不要打断。"
    do(agent(inspector_id), lambda work: quality.coach(work, code, text, number).id)
