"""What is said of surveys: one sentence per problem code."""

from flask_babel import lazy_gettext as _

TITLES = {
    "no_questions": _("A questionnaire asks at least one question."),
    "too_many_questions": _("That is more than a questionnaire can hold."),
    "question_twice": _("Two questions have the same key."),
    "options_missing": _("A choice needs two options at least, and twelve at most."),
    "options_twice": _("An option stands there twice."),
    "options_unasked": _("Only choices have options."),
    "no_scale": _("One question at least needs the scale from 1 to 5: it gives the score."),
    "answers_wrong": _("Some answers are missing or do not fit their question."),
    "answer_missing": _("This question has to be answered."),
    "unknown_question": _("The questionnaire has no such question."),
    "not_on_scale": _("Only 1 to 5."),
    "unknown_option": _("That is none of the options."),
    "answer_too_long": _("That is too long."),
    "unknown_questionnaire": _("There is no such questionnaire in use."),
    "unknown_owner": _("There is nobody with this code or log-in."),
    "period_too_long": _("That period is too long."),
    "caller_queue_missing": _("Say whose people ring."),
    "survey_not_draft": _("Only a draft can be changed. Have it sent back first."),
    "survey_not_drawn": _("Nobody has been drawn yet."),
    "survey_not_running": _("Nobody is being asked: the survey does not run."),
    "survey_over": _("The survey is over."),
    "survey_by_call": _("This survey is held by telephone: nobody gets a link."),
    "period_not_over": _("The period is not over: a day that still runs could be steered."),
    "nobody_to_ask": _("Nobody is left to be asked."),
    "sample_too_large": _("That is too many people for one survey. Say how many to draw."),
    "unknown_subject": _("There is nobody with this number in the sample."),
}
