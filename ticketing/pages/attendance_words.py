"""Findings of attendance, where a sign came from and why a day was judged again, in words."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

# code: word, or word and tone
TABLES: dict[str, dict[str, LazyString | tuple[LazyString, str]]] = {
    "finding": {
        "late": (_l("Late"), "warn"),
        "early": (_l("Left early"), "warn"),
        "absence": (_l("Absent"), "bad"),
        "missed_in": (_l("No sign of coming"), "mute"),
        "missed_out": (_l("No sign of going"), "mute"),
    },
    "sign_source": {
        "badge": _l("badge"),
        "dingtalk": _l("DingTalk"),
        "manual": _l("certified by hand"),
        "console": _l("console"),
        "telephony": _l("phone"),
    },
    "way": {"in": _l("came"), "out": _l("went")},
    "day_why": {
        "first": _l("judged when the shift was over"),
        "punch": _l("a punch came in"),
        "certified": _l("a punch was certified"),
        "excused": _l("time was excused"),
        "schedule": _l("the roster was changed"),
        "late_event": _l("the phone system told something late"),
        "handover": _l("a hand-over sheet was filed, or was missing"),
        "asked": _l("somebody asked for it"),
    },
    "excuse_kind": {
        "errand": _l("errand"),
        "outage": _l("outage"),
        "other": _l("other"),
        "leave": _l("leave"),
        "late_release": _l("kept by a customer the evening before"),
    },
    "day_mark": {
        "retroactive": (_l("filed afterwards"), "info"),
        "no_handover": (_l("went without a hand-over sheet"), "warn"),
        "extension_capped": (_l("longer than an hour over the end"), "warn"),
    },
    "probation": {
        "absent": _l("more than a day absent"),
        "late_or_early": _l("six times late or early"),
        "leave": _l("more than five days of leave"),
    },
}
