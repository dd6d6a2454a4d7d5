"""Something on every page: a question, a complaint, a call, an entry of the register, a device, a plan, an article."""

from datetime import timedelta

import sqlalchemy as sa

from tests.browser.conftest import House
from ticketing.actions import blocked_numbers, campaigns, equipment, equipment_checks, knowledge, surveys, tickets
from ticketing.actions.callbacks import Promise
from ticketing.actions.campaigns import CampaignWish
from ticketing.actions.knowledge import ArticleWish
from ticketing.actions.surveys import SurveyWish
from ticketing.actions.tickets import ComplaintWish, TicketWish
from ticketing.auth.links import new_link
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import Window
from ticketing.domain.campaigns import CampaignKind
from ticketing.domain.complaints import Severity
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.surveys import Drawing, Method, Population
from ticketing.domain.tickets import TicketKind
from ticketing.models.cutoffs import Cutoff
from ticketing.models.telephony import PbxSource, SourceKind
from ticketing.models.whole_calls import Call
from ticketing.telephony import ingest
from workers.calls import work_out_all


def arrange(house: House) -> dict[str, str]:
    """Everything once; what stands in the addresses of pages that no link leads to."""
    return asked(house) | {"call": str(called(house)), "today": _kept(house)}


def asked(house: House) -> dict[str, str]:
    """A question with a promised call-back and a survey sent, and a complaint; what stands in their addresses."""
    of = {"customer_name": "张伟", "contact_phone": "13800135699"}
    grave = ComplaintWish(Severity.S2)
    token, hashed = new_link()
    with begin(SYSTEM) as work:
        wish = TicketWish(kind=TicketKind.INQUIRY, subject="空调多少钱", queue="consult", answered=False, **of)
        ticket = tickets.open_ticket(work, wish)
        ticket.first_response_at = work.now
        surveys.ask_by_link(work, ticket.number, hashed)
        wish = TicketWish(
            kind=TicketKind.COMPLAINT, subject="空调维修延迟", queue="complaint", complaint=grave, answered=False, **of
        )
        complaint = tickets.open_ticket(work, wish)
        window = Window(work.now + timedelta(hours=1), work.now + timedelta(hours=2))
        tickets.promise(work, ticket.number, Promise("13800135699", window))
        numbers = {"ticket": ticket.number, "complaint": complaint.number, "customer": str(ticket.customer_id)}
        return numbers | {"survey": token}


def called(house: House) -> int:
    """A call, an entry of the register, a line in quarantine, a blocked number, a feed that is sent; the call's id."""
    callid = house.phones.ring("complaint", "8001", "13800135678")
    house.phones.answer("complaint", "8001", callid)
    house.phones.hang_up("complaint", "8001", callid)
    with begin(SYSTEM) as work:
        pbx_id = work.session.get_one(PbxSource, house.phones.source_id).pbx_id
        if work.session.scalar(sa.select(PbxSource.id).filter_by(name="sent")) is None:
            work.add(PbxSource(pbx_id=pbx_id, name="sent", kind=SourceKind.EVENTS, settings={"signing_key": "x" * 16}))
            blocked_numbers.block(work, "13900139000", "不愿再接电话")
        at = micros(work.now - timedelta(minutes=20))
        facts = {"pbx_id": pbx_id, "callid": callid, "cause": "line", "part": "talk", "talk_us": 9 * SECOND_US}
        times = {"first_us": at, "last_us": at, "due_at": work.now - timedelta(minutes=15)}
        work.add(Cutoff(phone="+8613800135678", visits=["x"], caller_name="刘女士", note="已致歉", **facts, **times))
    ingest.take(house.phones.source_id, ingest.hear_texts(["1763700000|torn"], ingest.now_us()))
    work_out_all()
    with reading() as session:
        return session.scalars(sa.select(Call.id).order_by(Call.id.desc())).first() or 0


def _kept(house: House) -> str:
    """A device with a check of it, a plan of calls, an article; today's date."""
    with begin(SYSTEM) as work:
        equipment.add(work, {"code": "UPS-9", "name": "UPS", "warranty_until": None})
        equipment_checks.begin(work, "")
        knowledge.add(work, ArticleWish("退款要几天", "七个工作日。"))
        today = work.centre.day_of(work.now)
        campaigns.make(work, CampaignWish("满意度回访", CampaignKind.AFTER_SALES, "consult", today, today))
        days = {"first_on": today, "last_on": today, "ask_from": today, "ask_until": today}
        how = {"population": Population.TICKETS, "drawing": Drawing.RANDOM, "method": Method.BOTH, "sample_size": 50}
        form = surveys.plant(work).code
        surveys.make(work, SurveyWish("秋季安装回访", form, caller_queue="consult", owner="8001", **days, **how))
        return today.isoformat()
