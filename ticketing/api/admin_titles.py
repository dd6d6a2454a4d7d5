"""One sentence per problem code of the administration's own doors; part of `titles.py`."""

from flask_babel import lazy_gettext as _

TITLES = {
    "centre_is_live": _("Real calls have come in here: nothing is practised any more."),
    "wrong_moment": _("The call is not at that point. Reload the page."),
    "no_queue": _("There is no queue yet."),
    "unknown_agent": _("There is no agent with this number."),
}
