"""What is said of the quality of calls and of surveys: one sentence per problem code."""

from flask_babel import lazy_gettext as _

from ticketing.api import survey_titles

TITLES = {
    "worth_not_100": _("The points of all items must come to 100."),
    "key_twice": _("Two items have the same key."),
    "grades_crossed": _("Grades go down: excellent above good above pass."),
    "too_many_items": _("That is more than a score sheet can hold."),
    "unknown_item": _("The score sheet has no such item."),
    "unknown_fatal": _("The score sheet has no such fatal error."),
    "too_many_points_off": _("An item has no more points than that to lose."),
    "remark_missing": _("Points off need a reason."),
    "own_call": _("Nobody scores or decides about a call in which they spoke."),
    "own_score": _("Whoever scored does not decide: somebody else must."),
    "own_coaching": _("Nobody coaches themselves."),
    "not_your_score": _("Only its agent can answer to a score."),
    "not_your_note": _("Only the agent it was written to can say that it is read."),
    "note_read": _("This note is acknowledged already."),
    "not_in_call": _("This agent did not speak in that call."),
    "quality_taken": _("Somebody else is scoring this call already."),
    "quality_not_mine": _("You have not taken this call."),
    "quality_not_now": _("The score is not at that step."),
    "quality_chosen": _("This call is to be scored already."),
    "quality_seats_taken": _("All seats of this calibration are taken."),
    "appeal_too_late": _("The time to appeal is over."),
    "score_unchanged": _("That is the same score. Let it stand, or change it."),
    "unknown_case": _("There is no such scored call of this agent."),
    **survey_titles.TITLES,
}
