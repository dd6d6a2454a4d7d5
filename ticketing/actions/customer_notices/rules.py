"""Say which notices customers get, by which ways and between which hours; none goes out before."""

from collections.abc import Collection, Mapping
from datetime import time

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit
from ticketing.domain.customer_notices import TO_CUSTOMERS, NoticeRules
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.system import Setting
from ticketing.queries import customer_notices
from ticketing.work import Work


def say(
    work: Work, version: int | None, ways: Mapping[Template, Collection[Channel]], opens: time, closes: time
) -> NoticeRules:
    """`ways` says it of the kinds it names and leaves the others; hours are wall times of the customer.

    Raises `Invalid` (`bad_windows`, `not_to_customers`) and `Conflict` (`stale_version`).
    """
    work.require(Permission.CUSTOMER_NOTICE_ADMIN)
    strange = sorted(set(ways) - set(TO_CUSTOMERS))
    if strange:
        raise Invalid("not_to_customers", kind=strange[0], errors={"ways": ["not_to_customers"]})
    if opens >= closes:
        raise Invalid("bad_windows", errors={"opens": ["bad_windows"]})
    row = _row(work)
    before = customer_notices.rules(work.session)
    if version is not None and version != before.version:
        raise Conflict("stale_version", version=before.version)
    said = {kind.value: [way.value for way in ways.get(kind, before.ways.get(kind, ()))] for kind in TO_CUSTOMERS}
    hours = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    row.value = {"ways": said, **hours, "version": before.version + 1}
    work.session.flush()
    audit.record(work, "customer_notices_said", f"setting:{customer_notices.SAID}", ways=said, **hours)
    return customer_notices.rules(work.session)


def _row(work: Work) -> Setting:
    """The setting under lock; two who say it for the first time at once come one after the other."""
    usual = {"ways": {}, "opens": f"{NoticeRules.opens:%H:%M}", "closes": f"{NoticeRules.closes:%H:%M}", "version": 0}
    fresh = insert(Setting).values(key=customer_notices.SAID, value=usual)
    work.session.execute(fresh.on_conflict_do_nothing(index_elements=["key"]))
    return work.session.scalars(sa.select(Setting).filter_by(key=customer_notices.SAID).with_for_update()).one()
