"""Ask customers whether they are satisfied: after a matter by link or call, and by surveys that were planned."""

from ticketing.actions.surveys.answers import answer_by_call, answer_by_token, put_down
from ticketing.actions.surveys.asking import (
    after_calls,
    answer_by_link,
    ask_by_link,
    from_ivr,
    queue_ids,
    refuse_spent,
    score_of,
)
from ticketing.actions.surveys.inviting import invite, link
from ticketing.actions.surveys.listed import ANSWERS
from ticketing.actions.surveys.plans import SurveyWish, approve, cancel, conclude, edit, end, make, send_back, submit
from ticketing.actions.surveys.questionnaires import change, make_questionnaire, plant
from ticketing.actions.surveys.sample import draw

__all__ = [
    "ANSWERS",
    "SurveyWish",
    "after_calls",
    "answer_by_call",
    "answer_by_link",
    "answer_by_token",
    "approve",
    "ask_by_link",
    "cancel",
    "change",
    "conclude",
    "draw",
    "edit",
    "end",
    "from_ivr",
    "invite",
    "link",
    "make",
    "make_questionnaire",
    "plant",
    "put_down",
    "queue_ids",
    "refuse_spent",
    "score_of",
    "send_back",
    "submit",
]
