"""Codes of the quality of calls in words."""

from flask_babel import lazy_gettext as _l

TABLES = {
    "quality_state": {
        "waiting": (_l("to be scored"), "mute"),
        "taken": (_l("being scored"), "info"),
        "submitted": (_l("waits for the agent"), "violet"),
        "confirmed": (_l("confirmed"), "ok"),
        "appealed": (_l("appealed"), "warn"),
        "settled": (_l("decided on appeal"), "ok"),
        "compared": (_l("compared"), "ok"),
        "withdrawn": (_l("no longer drawn"), "mute"),
    },
    "quality_origin": {
        "random": _l("drawn"),
        "rule": _l("by rule"),
        "chosen": _l("chosen"),
        "calibration": _l("calibration"),
    },
    "quality_rule": {
        "complaint": _l("complaint"),
        "long": _l("long call"),
        "dissatisfied": _l("badly rated"),
        "repeat": _l("repeated calls"),
        "transferred": _l("transferred"),
        "held": _l("long on hold"),
    },
    "quality_grade": {
        "excellent": (_l("excellent"), "ok"),
        "good": (_l("good"), "info"),
        "pass": (_l("pass"), "warn"),
        "fail": (_l("fail"), "bad"),
    },
    "quality_deed": {
        "chosen": _l("chosen to be scored"),
        "taken": _l("taken"),
        "given_back": _l("given back"),
        "scored": _l("scored"),
        "confirmed": _l("confirmed by the agent"),
        "lapsed": _l("confirmed: nobody spoke in time"),
        "appealed": _l("appealed"),
        "overdue": _l("appeal overdue"),
        "decided": _l("decided on appeal"),
        "compared": _l("all scores are in"),
    },
    "quality_decision": {"upheld": _l("the score stands"), "changed": _l("the score is changed")},
}
