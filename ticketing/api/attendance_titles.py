"""The sentences of attendance, hand-over and what stands around them; part of `api/titles.py`."""

from flask_babel import lazy_gettext as _

TITLES = {
    "unknown_shift": _("There is no such shift."),
    "in_the_future": _("That time is still to come."),
    "own_day": _("Nobody decides on a day of their own. Ask another supervisor."),
    "certificate_missing": _("Say who certifies it, and why."),
    "punch_known": _("This punch has been certified already."),
    "span_backwards": _("The end has to come after the beginning."),
    "break_decided": _("This break waits for no decision any more."),
    "breaks_full": _("So many are on a break already. Get in line: you are told when it is your turn."),
    "number_missing": _("Give at least one telephone number."),
    "range_backwards": _("The last day lies before the first."),
    "already_excused": _("This outage is excused already."),
    "already_revoked": _("This has been taken back already."),
    "handover_missing": _("Fill in the hand-over sheet before you sign out."),
    "handover_filed": _("The sheet of this shift is filed already."),
    "no_shift_ends": _("No shift of yours ends within the hour."),
    "own_handover": _("Somebody else must take it over."),
    "bands_overlap": _("The bands overlap, or stand in the wrong order."),
}
