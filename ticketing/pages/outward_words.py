"""The words of what leaves the house."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

TABLES: dict[str, dict[str, "LazyString | tuple[LazyString, str]"]] = {
    "feed_kind": {"shifts": _l("My shifts"), "callbacks": _l("My call-backs")},
    "delivery_way": {"bell": _l("Bell"), "email": _l("E-mail"), "sms": _l("Short message")},
    "delivery_state": {
        "queued": (_l("waiting"), "info"),
        "sent": (_l("sent"), "ok"),
        "failed": (_l("failed, tried again"), "warn"),
        "given_up": (_l("given up"), "bad"),
        "dropped": (_l("dropped"), "mute"),
    },
    "message_template": {
        "message": _l("Free message"),
        "report": _l("Sheet is made"),
        "escalation": _l("Escalation"),
        "escalations": _l("Many escalations"),
        "roster": _l("Roster published"),
        "webhook_off": _l("Webhook switched off"),
        "test": _l("Test"),
        "callback_promised": _l("To the customer: call-back promised"),
        "callback_moved": _l("To the customer: call-back moved"),
        "callback_kept": _l("To the customer: promise kept"),
        "ticket_filed": _l("To the customer: matter filed"),
        "complaint_answered": _l("To the customer: complaint answered"),
        "satisfaction": _l("To the customer: satisfaction link"),
    },
    # Why nothing went out; what the other side said stands in its own words.
    "unsent": {
        "no_mail_server": _l("no mail server is set"),
        "no_sms_gateway": _l("no SMS gateway is set"),
        "too_late": _l("too old to be sent"),
        "timeout": _l("no answer in time"),
        "unreachable": _l("not reachable"),
        "no_such_host": _l("no such host"),
        "bad_certificate": _l("certificate not valid"),
        "not_http": _l("does not speak HTTP"),
        "bad_url": _l("the address is not readable"),
        "bad_settings": _l("the settings are not readable"),
        "private_address": _l("address not allowed"),
        "port_not_allowed": _l("port not allowed"),
        "needs_https": _l("https is wanted"),
        "switched_off": _l("switched off"),
        "no_notices": _l("wants no notices"),
        "superseded": _l("no longer true"),
    },
}
