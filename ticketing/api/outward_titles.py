"""What is said of messages and webhooks: one sentence per problem code."""

from flask_babel import lazy_gettext as _

TITLES = {
    "bad_email": _("That is no address of e-mail."),
    "delivery_sent": _("This message has been sent already."),
    "not_to_customers": _("That is no notice to customers."),
    "bad_url": _("That is no plain http or https address."),
    "private_address": _("That address is not public, and not in a network of your own that may be reached."),
    "port_not_allowed": _("Only the ports 80, 443, 8080 and 8443 are reached outside."),
    "needs_https": _("Outside your own networks only https is spoken."),
    "no_such_host": _("There is no such host."),
    "unknown_event": _("There is no such event."),
    "too_many_webhooks": _("Fifty webhooks are enough. Delete one first."),
    "webhook_silent": _("It is switched off, or nobody else has approved it yet."),
}
