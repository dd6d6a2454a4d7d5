"""Who is told of a sheet: each subscriber once for each revision, by the bell (reports.md 2.3)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import notices
from ticketing.domain.actors import Role
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, NotFound
from ticketing.models.people import Person
from ticketing.models.reports import ReportDelivery, ReportRun, ReportSubscription
from ticketing.reports.catalogue import CATALOGUE
from ticketing.work import Work

BELL = "bell"


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
    for person_id in _readers(work, run):
        row = {"run_id": run.id, "person_id": person_id, "channel": BELL, "told_at": work.now}
        new = insert(ReportDelivery).values(**row).on_conflict_do_nothing().returning(ReportDelivery.id)
        if work.session.scalar(new) is not None:
            told += notices.tell(work, person_id, _kind(run), f"report:{run.id}", notices.Subject(), _params(run))
    return told


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
