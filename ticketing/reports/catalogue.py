"""Every sheet there is: a line here and a file beside it make a new one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.permissions import Permission
from ticketing.queries.cutoffs import page as cutoff_pages
from ticketing.queries.sheets import matters
from ticketing.reports import (
    agent_day,
    agent_month,
    agent_now,
    attendance_week,
    calls,
    complaint_analysis,
    complaint_day,
    complaint_lists,
    complaint_statistics,
    cutoffs,
    day_close,
    departments,
    dossier,
    equipment,
    equipment_checks,
    integrity,
    interviews,
    quality_month,
    quality_score,
    queue_day,
    rest,
    roster,
    satisfaction_sheet,
    service,
    suggestions,
)
from ticketing.reports.asked import Asked, Row
from ticketing.reports.entries import Entry, counted, nothing
from ticketing.reports.flows import FLOWS, form_of, items_of, rows_of
from ticketing.reports.forms import FormDef
from ticketing.reports.matter_forms import FORMS
from ticketing.reports.periods import Grain
from ticketing.reports.survey_entries import SURVEYS

_P = Permission
_CALLS, _COMPLAINTS = frozenset({"calls"}), frozenset({"complaints"})
_PEOPLE = frozenset({"calls", "people"})


def _cutoffs(session: Session, asked: Asked) -> list[Row]:
    wanted = cutoff_pages.Filter(from_us=asked.period.lo_us, to_us=asked.period.hi_us)
    found = cutoff_pages.page(session, asked.actor, wanted, None, asked.most)
    return [
        {"no": no, **cutoffs.row_of(entry, asked.period.zone, lambda _, code: code)}
        for no, entry in enumerate(reversed(found), 1)
    ]


def _equipment(session: Session, asked: Asked) -> list[Row]:
    found = matters.equipment(session)
    return [{"no": no, **equipment.row_of(row, str)} for no, row in enumerate(found, 1)]


def _entry(form: FormDef, rows: Any, totals: Any, grain: Grain = Grain.SPAN, **more: Any) -> Entry:
    return Entry(form, rows, totals, grain=grain, **more)


_ENTRIES: tuple[Entry, ...] = (
    *(Entry(form_of(flow), rows_of(flow), grain=Grain.NOW, items=items_of(flow)) for flow in FLOWS),
    _entry(calls.INBOUND, calls.inbound, counted, right=_P.CALL_READ, page="/calls"),
    _entry(calls.OUTBOUND, calls.outbound, counted, right=_P.CALL_READ, page="/calls"),
    _entry(cutoffs.FORM, _cutoffs, counted, right=_P.CALLBACK_WORK, page="/cutoffs"),
    Entry(
        cutoffs.DAY,
        _cutoffs,
        counted,
        nightly=True,
        right=_P.CALLBACK_WORK,
        page="/cutoffs",
        dimensions=_CALLS,
    ),
    Entry(
        queue_day.FORM,
        queue_day.rows,
        queue_day.totals,
        nightly=True,
        draw=queue_day.draw,
        begins_at_midnight=True,
        dimensions=_CALLS,
        page="/stats/queues",
    ),
    _entry(interviews.FORM, interviews.rows, interviews.totals, right=_P.CALLBACK_WORK, page="/callbacks/plans"),
    _entry(service.FOLLOW_UPS, service.follow_ups, counted, right=_P.CALLBACK_WORK, page="/callbacks"),
    Entry(
        service.PROMISES,
        service.promises,
        service.kept,
        nightly=True,
        right=_P.CALLBACK_WORK,
        page="/callbacks",
    ),
    Entry(
        agent_day.FORM,
        agent_day.rows,
        agent_day.totals,
        nightly=True,
        is_personal=True,
        page="/stats/agents",
        dimensions=_PEOPLE,
    ),
    Entry(
        agent_month.FORM,
        agent_month.rows,
        agent_month.totals,
        True,
        Grain.MONTH,
        draw=agent_month.draw,
        is_personal=True,
        sums_up=agent_day.FORM.key,
    ),
    _entry(agent_month.DAYS, agent_month.of_days, agent_day.totals, is_personal=True, page="/stats/agents"),
    Entry(
        attendance_week.FORM,
        attendance_week.rows,
        attendance_week.totals,
        True,
        Grain.WEEK,
        draw=attendance_week.draw,
        is_personal=True,
    ),
    Entry(agent_now.FORM, agent_now.rows, agent_now.totals, grain=Grain.NOW, is_personal=True, page="/wallboard"),
    Entry(rest.FORM, rest.rows, rest.totals, True, draw=rest.draw, is_personal=True, dimensions=_PEOPLE),
    Entry(roster.FORM, roster.rows, roster.totals, True, Grain.WEEK, is_personal=True, page="/shifts"),
    Entry(
        quality_score.FORM,
        quality_score.rows,
        quality_score.totals,
        grain=Grain.ONE,
        right=_P.QUALITY_READ,
        signed=quality_score.signed,
        facts=quality_score.facts,
        page="/quality",
        items_now=quality_score.items,
    ),
    Entry(
        quality_month.FORM,
        quality_month.rows,
        quality_month.totals,
        nightly=True,
        grain=Grain.MONTH,
        right=_P.QUALITY_READ,
        draw=quality_month.draw,
        page="/quality/months",
        is_personal=True,
    ),
    _entry(complaint_lists.OVERVIEW, complaint_lists.rows, complaint_lists.totals, right=_P.TICKET_READ),
    _entry(complaint_lists.REGISTER, complaint_lists.rows, complaint_lists.totals, right=_P.TICKET_READ),
    Entry(
        complaint_lists.TRACKING,
        complaint_lists.open_rows,
        complaint_lists.totals,
        nightly=True,
        draw=complaint_lists.draw_due,
        dimensions=_COMPLAINTS,
        right=_P.TICKET_READ,
    ),
    Entry(complaint_day.FORM, complaint_day.rows, complaint_day.totals, nightly=True, dimensions=_COMPLAINTS),
    Entry(complaint_statistics.FORM, complaint_statistics.rows, complaint_statistics.totals, True, Grain.MONTH),
    Entry(
        complaint_analysis.FORM,
        complaint_analysis.rows,
        complaint_analysis.totals,
        True,
        Grain.MONTH,
        draw=complaint_analysis.draw,
    ),
    *(Entry(form, dossier.rows, grain=Grain.ONE, right=_P.TICKET_READ, signed=dossier.signed) for form in FORMS),
    _entry(service.SERVICE_REGISTER, service.service_register, counted, right=_P.TICKET_READ),
    _entry(service.CUSTOMERS, service.customers, counted, right=_P.CUSTOMER_READ, page="/customers"),
    _entry(service.KEY_ACCOUNTS, service.key_accounts, counted, right=_P.CALLBACK_WORK),
    _entry(
        satisfaction_sheet.FORM,
        satisfaction_sheet.rows,
        satisfaction_sheet.totals,
        draw=satisfaction_sheet.draw,
        page="/stats/satisfaction",
    ),
    *SURVEYS,
    _entry(suggestions.FORM, suggestions.rows, suggestions.totals, draw=suggestions.draw, right=_P.TICKET_READ),
    Entry(day_close.FORM, day_close.rows, nightly=True, right=_P.REPORT_RUN, dimensions=_PEOPLE | _COMPLAINTS),
    Entry(integrity.FORM, integrity.rows, nightly=True, right=_P.REPORT_RUN, alarms=integrity.is_alarming),
    Entry(departments.FORM, departments.rows, grain=Grain.NOW, right=_P.DIRECTORY_READ, page="/directory"),
    Entry(equipment.FORM, _equipment, equipment.totals, grain=Grain.NOW, right=_P.EQUIPMENT_READ, page="/equipment"),
    Entry(
        equipment_checks.FORM,
        nothing,
        grain=Grain.NOW,
        right=_P.EQUIPMENT_READ,
        is_blank=True,
        page="/equipment/checks",
    ),
)

CATALOGUE: dict[str, Entry] = {entry.form.key: entry for entry in _ENTRIES}
#: English titles by key: what a process names as its records.
TITLES: Mapping[str, str] = {entry.form.key: entry.form.title for entry in _ENTRIES}
