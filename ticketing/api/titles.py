"""One sentence per problem code; a code without its own borrows that of its status."""

from flask_babel import lazy_gettext as _

TITLES = {
    "error": _("That did not work."),
    "bad_request": _("The request could not be understood."),
    "malformed": _("The body is not readable as JSON."),
    "unauthenticated": _("Please log in."),
    "wrong_login": _("Login or password is wrong."),
    "forbidden": _("You have no right to do this."),
    "must_change_password": _("Choose a new password first."),
    "csrf_token": _("This page is out of date. Reload it and try again."),
    "foreign_origin": _("The request came from another site."),
    "token_scope": _("This token is not made for that."),
    "not_found": _("That does not exist."),
    "method_not_allowed": _("That is not possible at this address."),
    "conflict": _("Somebody else was quicker."),
    "stale_version": _("Somebody changed this in the meantime. Reload and look again."),
    "already_taken": _("Somebody else has taken this already."),
    "invalid_transition": _("That step is not possible from here."),
    "too_large": _("That is too large."),
    "unsupported_media_type": _("Send JSON (application/json)."),
    "invalid": _("Something in what you sent cannot be accepted."),
    "idempotency_key_reused": _("This key was used before for something else."),
    "still_working": _("The first try with this key is still being worked on."),
    "too_many_requests": _("Too many tries. Wait a while."),
    "unavailable": _("The system is busy. Try again in a few seconds."),
    "internal": _("Something went wrong on our side. It has been noted."),
    "weak_password": _("The password is too short or too common."),
    "wrong_password": _("The old password is wrong."),
    "last_admin": _("One administrator must remain."),
}
