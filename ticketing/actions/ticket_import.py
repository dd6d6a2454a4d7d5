"""Tickets out of a file: what another desk kept, each opened at its own time (R10)."""

from ticketing.actions import tickets
from ticketing.actions.file_jobs import Importer
from ticketing.actions.file_jobs.kinds import Values
from ticketing.actions.tickets import TicketWish
from ticketing.domain.file_jobs import Column, ColumnKind, Taken
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Priority, Source, TicketKind
from ticketing.errors import Invalid
from ticketing.reports.forms import N_
from ticketing.work import Work

KINDS = {
    "inquiry": N_("Inquiry"),
    "complaint": N_("Complaint"),
    "suggestion": N_("Suggestion"),
    "repair": N_("Repair"),
    "order": N_("Order"),
    "other": N_("Other"),
}
PRIORITIES = {"low": N_("Low"), "normal": N_("Normal"), "high": N_("High"), "urgent": N_("Urgent")}
PHONES = ("电话", "手机", "联系电话", "来电号码", "phone")


def take(work: Work, _: Values, row: Values) -> Taken:
    """Nobody's yet, whoever hands the file in. Raises `Invalid` (`in_the_future`, `unknown_queue`)."""
    opened_at = row.get("opened_at")
    if opened_at is not None and opened_at > work.now:
        raise Invalid("in_the_future", errors={"opened_at": ["in_the_future"]})
    tickets.open_ticket(
        work,
        TicketWish(
            kind=TicketKind(row["kind"]),
            subject=row["subject"],
            content=row.get("content", ""),
            category=row.get("category", ""),
            priority=Priority(row.get("priority", Priority.NORMAL.value)),
            source=Source.IMPORT,
            queue=row.get("queue"),
            customer_name=row.get("name", ""),
            contact_phone=row.get("phone"),
            answered=False,
            opened_at=opened_at,
        ),
    )
    return Taken.ADDED


TICKETS = Importer(
    kind="tickets",
    title=N_("Tickets"),
    permission=Permission.TICKET_CREATE,
    columns=(
        Column("subject", N_("Subject"), required=True, example="空调不制冷", also=("主题", "标题")),
        Column("kind", N_("Kind"), ColumnKind.WORD, required=True, words=KINDS, also=("类别", "来电类别")),
        Column("content", N_("Content"), ColumnKind.PROSE, longest=10_000, also=("来电内容",)),
        Column("priority", N_("Priority"), ColumnKind.WORD, words=PRIORITIES),
        Column("category", N_("Category")),
        Column("queue", N_("Queue"), longest=64),
        Column("name", N_("Name of the customer"), longest=100, also=("客户", "客户姓名")),
        Column("phone", N_("Phone number"), ColumnKind.PHONE, example="13800138000", also=PHONES),
        Column("opened_at", N_("Opened"), ColumnKind.MOMENT, example="2026-03-02 09:00", also=("受理时间", "来电时间")),
    ),
    take=take,
)
