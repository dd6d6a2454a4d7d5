"""What is said of lists, their files, and what is registered late: one sentence per problem code."""

from flask_babel import lazy_gettext as _

TITLES = {
    "bad_filter": _("The filter makes no sense here."),
    "unknown_filter": _("The list knows no such filter."),
    "unknown_column": _("The list has no such column."),
    "too_many_searches": _("Fifty saved searches are enough. Delete one first."),
    "too_many_exports": _("Five of your files are still being made. Wait for them."),
    "export_cap": _("You have taken as many rows along as one person may in a day. Wait until tomorrow."),
    "own_request": _("Somebody else must decide on what you have asked for."),
    "already_decided": _("Somebody has decided on it already."),
    "too_many_rows": _("These are more rows than a page holds. Ask for a file, or narrow it."),
    "measures_missing": _("Choose at least one figure."),
    "too_many_measures": _("Twelve figures are enough for one report."),
    "unknown_choice": _("This cannot be chosen here."),
    "unknown_period": _("There is no such period."),
    "not_crossed": _("This can be parted by one or by time, not by both."),
    "not_narrowed": _("This cannot be narrowed so."),
    "too_many_reports": _("A hundred reports of your own are enough. Delete one first."),
    "receipt_unasked": _("Only letters, visits and forms that nobody has settled yet have a day of receipt."),
    "too_long_ago": _("That is too long ago to be registered by hand."),
    "bad_windows": _("Calling hours run from earlier to later, and none into the next."),
}
