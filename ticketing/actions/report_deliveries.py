"""Who is told of a sheet: each subscriber once for each revision, by the bell and by mail (reports.md 2.3)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import deliveries, notices
from ticketing.actions.deliveries import LARGEST_FILE, OutFile, to_person
from ticketing.domain.actors import Role
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.events import ReportMailOwed
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, NotFound
from ticketing.models.deliveries import Delivery
from ticketing.models.people import Person
from ticketing.models.reports import ReportDelivery, ReportRun, ReportSubscription
from ticketing.reports.catalogue import CATALOGUE
from ticketing.work import Work

BELL, MAIL = "bell", "mail"
#: So long the mail of a revision is tried to be written; what is older nobody waits for.
MAIL_WITHIN, MAIL_AGAIN_AFTER = timedelta(days=2), timedelta(minutes=5)
MOST_AT_ONCE = 20


def subscribe(work: Work, key: str, *, wanted: bool) -> bool:
    """Be told of a nightly sheet from now on, or no longer; a repeat changes nothing."""
    work.require(Permission.REPORT_READ)
    if key not in CATALOGUE or not CATALOGUE[key].nightly:
        raise NotFound(what="report")
    if work.actor.id is None:
        raise Forbidden()
    mine = {"key": key, "person_id": work.actor.id}
    if wanted:
        work.session.execute(insert(ReportSubscription).values(**mine, since=work.now).on_conflict_do_nothing())
    else:
        work.session.execute(sa.delete(ReportSubscription).filter_by(**mine))
    return wanted


def deliver(work: Work, run: ReportRun) -> int:
    """Tell the subscribers of a finished revision; in the same work as the revision, so a worker that dies tells nobody
    and one that comes back tells once. Answers how many were told."""
    told = 0
    readers = _readers(work, run)
    for person_id in readers:
        row = {"run_id": run.id, "person_id": person_id, "channel": BELL, "told_at": work.now}
        new = insert(ReportDelivery).values(**row).on_conflict_do_nothing().returning(ReportDelivery.id)
        if work.session.scalar(new) is not None:
            told += notices.tell(work, person_id, _kind(run), f"report:{run.id}", notices.Subject(), _params(run))
    _owe_mails(work, run, readers)
    return told


def mail_again(work: Work) -> list[int]:
    """Say again which revisions wait for their mail: whoever was to write it may have died. Answers the runs."""
    waiting = sa.select(ReportDelivery.run_id).where(
        *_unsent(work), ReportDelivery.told_at <= work.now - MAIL_AGAIN_AFTER
    )
    run_ids = list(work.session.scalars(waiting.distinct().order_by(ReportDelivery.run_id).limit(MOST_AT_ONCE)))
    for run_id in run_ids:
        work.record(ReportMailOwed(run_id))
    return run_ids


def unmailed(work: Work, run_id: int) -> list[int]:
    """The people to whom this revision is to be sent and has not been."""
    found = sa.select(ReportDelivery.person_id).where(*_unsent(work), ReportDelivery.run_id == run_id)
    return list(work.session.scalars(found.order_by(ReportDelivery.person_id)))


def mail(work: Work, run: ReportRun, person_id: int, said: Mapping[str, str], files: Sequence[OutFile]) -> None:
    """Owe the mail with the sheet as this person may see it; asked for twice it is one."""
    to = to_person(work.session.get_one(Person, person_id), Channel.EMAIL)
    if to is None:
        return
    key = f"report:{run.id}:{person_id}"
    kept = [one for one in files if len(one.content) <= LARGEST_FILE]
    deliveries.deliver(work, channel=Channel.EMAIL, to=to, template=Template.REPORT, values=said, key=key, files=kept)


def _owe_mails(work: Work, run: ReportRun, readers: Sequence[int]) -> None:
    """A row for each reader with an address, in the revision's own work; the words are found afterwards."""
    reached = sa.select(Person.id).where(Person.id.in_(readers), Person.active, Person.email.is_not(None))
    rows = [
        {"run_id": run.id, "person_id": person_id, "channel": MAIL, "told_at": work.now}
        for person_id in work.session.scalars(reached.where(Person.email != "").order_by(Person.id))
    ]
    if rows:
        work.session.execute(insert(ReportDelivery).values(rows).on_conflict_do_nothing())
        work.record(ReportMailOwed(run.id))


def _unsent(work: Work) -> tuple[sa.ColumnElement[bool], ...]:
    key = sa.func.concat("report:", ReportDelivery.run_id, ":", ReportDelivery.person_id)
    sent = sa.exists().where(Delivery.key == key)
    return ReportDelivery.channel == MAIL, ReportDelivery.told_at > work.now - MAIL_WITHIN, ~sent


def _readers(work: Work, run: ReportRun) -> list[int]:
    """The subscribers; of a sheet that looks for trouble nobody while all is well, else administrators too."""
    alarms = CATALOGUE[run.key].alarms
    if alarms is not None and not alarms(run.content["rows"]):
        return []
    following = set(work.session.scalars(sa.select(ReportSubscription.person_id).filter_by(key=run.key)))
    if alarms is not None:
        keepers = sa.select(Person.id).where(Person.active, Person.roles.contains([Role.ADMIN.value]))
        following |= set(work.session.scalars(keepers))
    return sorted(following)


def _kind(run: ReportRun) -> str:
    return "report_corrected" if run.revision > 1 else "report_made"


def _params(run: ReportRun) -> notices.Params:
    about: notices.Params = {"key": run.key, "on": run.period_start.isoformat(), "revision": run.revision}
    return about | {"title": CATALOGUE[run.key].form.title, "detail": str(run.correction.get("detail", ""))}
