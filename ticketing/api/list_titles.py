"""What is said of lists, their files, and what is registered late: one sentence per problem code."""

from flask_babel import lazy_gettext as _

TITLES = {
    "bad_filter": _("The filter makes no sense here."),
    "unknown_filter": _("The list knows no such filter."),
    "unknown_column": _("The list has no such column."),
    "too_many_searches": _("Fifty saved searches are enough. Delete one first."),
    "too_many_exports": _("Five of your files are still being made. Wait for them."),
    "receipt_unasked": _("Only letters, visits and forms that nobody has settled yet have a day of receipt."),
    "too_long_ago": _("That is too long ago to be registered by hand."),
    "bad_windows": _("Calling hours run from earlier to later, and none into the next."),
}
