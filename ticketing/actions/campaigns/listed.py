"""Lists for pre- and after-sales follow-up (售前/售后回访) as sales and service departments hand them over."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions.file_jobs import Importer
from ticketing.actions.file_jobs.kinds import Values
from ticketing.domain.campaigns import CampaignState, TargetState
from ticketing.domain.file_jobs import Column, ColumnKind, Taken
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.campaigns import Campaign, CampaignTarget
from ticketing.queries import control
from ticketing.queries import customers as files
from ticketing.reports.forms import N_
from ticketing.work import Work


def prepare(work: Work, params: Values) -> dict[str, Any]:
    """`into`: the id of a plan that is not done. Raises `Invalid` (`into_missing`), `NotFound`, `campaign_done`."""
    into = str(params.get("into", ""))
    if not (into.isascii() and into.isdigit() and len(into) < 19):
        raise Invalid("into_missing", errors={"into": ["into_missing"]})
    campaign = work.session.get(Campaign, int(into))
    if campaign is None:
        raise NotFound(what=Campaign.__tablename__)
    if campaign.state is CampaignState.DONE:
        raise Conflict("campaign_done")
    return {"into": campaign.id}


def take(work: Work, params: Values, row: Values) -> Taken:
    """Somebody on the list; a number that stands on it already is left as it is.

    Refuses a day outside the plan (`outside_plan`) and a number that nobody rings (`number_blocked`).
    """
    campaign = work.session.get_one(Campaign, params["into"])
    planned_on = row.get("planned_on")
    if planned_on is not None and not campaign.first_on <= planned_on <= campaign.last_on:
        days = {"first": campaign.first_on.isoformat(), "last": campaign.last_on.isoformat()}
        raise Invalid("outside_plan", **days, errors={"planned_on": ["outside_plan"]})
    if control.is_blocked(work.session, row["phone"]):
        raise Invalid("number_blocked", errors={"phone": ["number_blocked"]})
    known = sa.select(CampaignTarget.id).filter_by(campaign_id=campaign.id, phone=row["phone"])
    if work.session.scalar(known) is not None:
        return Taken.SAME
    found = files.by_phone(work.session, row["phone"], work.centre.phone_region)
    fields = {key: row.get(key, "") for key in ("name", "product", "ref", "note")}
    work.add(
        CampaignTarget(
            campaign_id=campaign.id,
            state=TargetState.WAITING,
            phone=row["phone"],
            # A number that several people share names nobody (4.7).
            customer_id=found[0].id if len(found) == 1 else None,
            planned_on=planned_on,
            **fields,
        )
    )
    return Taken.ADDED


FOLLOW_UPS = Importer(
    kind="follow_ups",
    title=N_("List of customers to follow up"),
    permission=Permission.CAMPAIGN_WRITE,
    columns=(
        Column("name", N_("Name"), required=True, longest=100, example="张伟", also=("客户姓名", "客户名称", "客户")),
        Column(
            "phone",
            N_("Phone number"),
            ColumnKind.PHONE,
            required=True,
            example="13800138000",
            also=("电话", "手机", "手机号", "联系电话"),
        ),
        Column("product", N_("Product"), also=("产品/服务", "服务项目", "产品名称")),
        Column("ref", N_("Order no."), longest=60, also=("订单号", "合同号", "合同编号")),
        Column("planned_on", N_("Planned for"), ColumnKind.DAY, also=("计划日期", "回访日期")),
        Column("note", N_("Remark"), ColumnKind.PROSE, longest=2_000),
    ),
    take=take,
    prepare=prepare,
)
