"""Attendance: signs of coming and going, what is excused, days as they are judged, weeks as they are made public."""

from ticketing.actions.attendance.again import judge_again
from ticketing.actions.attendance.excuse import excuse, excuse_outage, revoke
from ticketing.actions.attendance.mark import LOOKS_BACK, mark, mark_from, mark_shifts
from ticketing.actions.attendance.probation import set_probation
from ticketing.actions.attendance.punch import PunchWish, certify, punch, take_in
from ticketing.actions.attendance.remind import remind
from ticketing.actions.attendance.settings import change_rules
from ticketing.actions.attendance.settle import settle
from ticketing.actions.attendance.weeks import publish_weeks

__all__ = [
    "LOOKS_BACK",
    "PunchWish",
    "certify",
    "change_rules",
    "excuse",
    "excuse_outage",
    "judge_again",
    "mark",
    "mark_from",
    "mark_shifts",
    "publish_weeks",
    "punch",
    "remind",
    "revoke",
    "set_probation",
    "settle",
    "take_in",
]
