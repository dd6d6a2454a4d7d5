"""The words of messages: the centre's own where it has some, else those of the house in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from flask import current_app, has_request_context
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from ticketing.domain.deliveries import GAPS, Channel, Template, check, filled, one_line
from ticketing.errors import NotFound
from ticketing.queries import deliveries

LANGUAGES: Final = {"zh": "zh_CN", "en": "en"}

#: Subject and text of each template.
TEXTS: Final = {
    Template.MESSAGE: ("{subject}", "{text}"),
    Template.REPORT: (
        _l("{title}, {on}"),
        _l("The sheet {title} of {on} is made. {detail}\n\n{link}"),
    ),
    Template.ESCALATION: (
        _l("Level {level}: {number}"),
        _l("{number} {subject} has reached level {level} ({rule}).\n\n{link}"),
    ),
    Template.ESCALATIONS: (
        _l("Many escalations at once"),
        _l("So many matters went up to you at once that they are told together. They stand on the desk:\n\n{link}"),
    ),
    Template.ROSTER: (
        _l("The roster from {from} to {to}"),
        _l("{name}, the roster from {from} to {to} is published.\n\n{link}"),
    ),
    Template.WEBHOOK_OFF: (
        _l("Webhook {name} was switched off"),
        _l("The receiver of webhook {name} has failed {failures} times in a row; it was switched off.\n\n{link}"),
    ),
    Template.TEST: (
        _l("A test message"),
        _l("This is a test. If you read it, the way works. {at}"),
    ),
    Template.CALLBACK_PROMISED: (
        _l("We shall call you back"),
        _l("We shall call you back between {from} and {to} about your matter {number}."),
    ),
    Template.CALLBACK_MOVED: (
        _l("Another time for our call"),
        _l("Our call about your matter {number} has another time: between {from} and {to}."),
    ),
    Template.CALLBACK_KEPT: (
        _l("We have called you"),
        _l("As promised we called you at {at} about your matter {number}."),
    ),
    Template.TICKET_FILED: (
        _l("Your matter {number}"),
        _l("Your matter is with us under the number {number}."),
    ),
    Template.COMPLAINT_ANSWERED: (
        _l("Your complaint {number} is answered"),
        _l("Your complaint {number} has been answered. We shall ask whether you are satisfied."),
    ),
    Template.SATISFACTION: (
        _l("Are you satisfied?"),
        _l("Your matter {number} is settled. Are you satisfied? Tell us until {until}: {link}"),
    ),
}  # fmt: skip


def usual(template: Template, language: str) -> tuple[str, str]:
    """Subject and text that come with the house, gaps still open."""
    subject, text = TEXTS[template]
    if has_request_context():
        with force_locale(LANGUAGES.get(language, language)):
            return str(subject), str(text)
    # A locale is a matter of a request, and a worker has none.
    with current_app.test_request_context(), force_locale(LANGUAGES.get(language, language)):
        return str(subject), str(text)


def worded(
    channel: Channel, template: Template, language: str, values: Mapping[str, str], own: tuple[str, str] | None
) -> tuple[str, str]:
    """Subject and text as they go out; a short message is one line and has no subject."""
    subject, text = own or usual(template, language)
    if channel is Channel.SMS:
        return "", one_line(filled(text, values), 500)
    return one_line(filled(subject, values)), filled(text, values)


def every_text(session: Session) -> list[dict[str, Any]]:
    """In the order of the templates, each in both languages: the centre's own words or the house's."""
    own, rows = deliveries.own_texts(session), []
    for template in Template:
        for language in LANGUAGES:
            kept = own.get((template, language))
            subject, body = (kept.subject, kept.body) if kept else usual(template, language)
            row = {"template": template.value, "language": language, "subject": subject, "body": body}
            version = kept.version if kept else None
            rows.append(row | {"gaps": list(GAPS[template]), "own": kept is not None, "version": version})
    return rows


def one_text(session: Session, template: str, language: str) -> dict[str, Any]:
    """The same of one template in one language, or `NotFound`."""
    found = [one for one in every_text(session) if (one["template"], one["language"]) == (template, language)]
    if not found:
        raise NotFound(what="message_texts")
    return found[0]


def previewed(template: Template, language: str, subject: str, body: str) -> dict[str, str]:
    """As it would read, each gap with its own name in it. Raises `Invalid` (`unknown_gap`)."""
    check(template, subject=subject, body=body)
    values = {gap: f"[{gap}]" for gap in GAPS[template]}
    said, text = worded(Channel.EMAIL, template, language, values, (subject, body))
    return {"subject": said, "body": text, "sms": worded(Channel.SMS, template, language, values, (subject, body))[1]}
