"""Quality of calls: sheets, draws, scores, the agent's word, appeals, coaching."""

from ticketing.actions.quality.answer import appeal, appeal_overdue, confirm, confirmation_lapsed
from ticketing.actions.quality.choose import choose
from ticketing.actions.quality.coach import acknowledge, coach
from ticketing.actions.quality.decide import decide
from ticketing.actions.quality.draw import draw, draw_owed, repeated
from ticketing.actions.quality.keep import APPEAL_TIMER, CONFIRM_TIMER
from ticketing.actions.quality.score import Scored, give_back, save, submit, take
from ticketing.actions.quality.sheets import change_sheet, make_sheet, plant, set_plan

__all__ = [
    "APPEAL_TIMER",
    "CONFIRM_TIMER",
    "Scored",
    "acknowledge",
    "appeal",
    "appeal_overdue",
    "change_sheet",
    "choose",
    "coach",
    "confirm",
    "confirmation_lapsed",
    "decide",
    "draw",
    "draw_owed",
    "give_back",
    "make_sheet",
    "plant",
    "repeated",
    "save",
    "set_plan",
    "submit",
    "take",
]
