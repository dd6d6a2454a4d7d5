"""The centre's own words for messages; whoever takes them back has the words of the house again."""

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.deliveries import Template, check, one_line
from ticketing.domain.permissions import Permission
from ticketing.models.deliveries import MessageText
from ticketing.work import Work, expect_version


def keep(work: Work, template: Template, language: str, version: int | None, subject: str, body: str) -> MessageText:
    """Say it so from now on. Raises `Invalid` (`unknown_gap`), `Conflict` (`stale_version`)."""
    work.require(Permission.DELIVERY_ADMIN)
    check(template, subject=subject, body=body)
    row = _row(work, template, language)
    if row is None:
        row = work.add(MessageText(template=template.value, language=language, subject=one_line(subject), body=body))
    else:
        expect_version(row, version)
        row.subject, row.body = one_line(subject), body
    audit.record(work, "message_text_kept", f"message_text:{template.value}:{language}", subject=subject, body=body)
    return row


def forget(work: Work, template: Template, language: str) -> None:
    """The words of the house again; again is harmless."""
    work.require(Permission.DELIVERY_ADMIN)
    row = _row(work, template, language)
    if row is not None:
        work.session.delete(row)
        audit.record(work, "message_text_forgotten", f"message_text:{template.value}:{language}")


def _row(work: Work, template: Template, language: str) -> MessageText | None:
    found = sa.select(MessageText).filter_by(template=template.value, language=language).with_for_update()
    return work.session.scalar(found)
