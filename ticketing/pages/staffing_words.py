"""The kinds of days, and why one of them does not count for a need."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

TABLES: dict[str, dict[str, LazyString]] = {
    "day_class": {
        "mon": _l("Monday"),
        "tue": _l("Tuesday"),
        "wed": _l("Wednesday"),
        "thu": _l("Thursday"),
        "fri": _l("Friday"),
        "rest": _l("day of rest"),
        "holiday": _l("holiday"),
        "after_holiday": _l("first day after a holiday"),
    },
    "left_out": {
        "outage": _l("the phone system was not heard"),
        "outlier": _l("too far from the other days"),
    },
}
