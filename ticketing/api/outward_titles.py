"""What is said of messages and webhooks: one sentence per problem code."""

from flask_babel import lazy_gettext as _

TITLES = {
    "bad_email": _("That is no address of e-mail."),
    "delivery_sent": _("This message has been sent already."),
}
