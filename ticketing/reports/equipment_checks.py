"""呼叫中心设备运行情况检查表: what was looked at and how it was found (binder chapter 13, sheet 18)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ticketing.models.equipment_checks import CheckRow, CheckSheet
from ticketing.reports.cells import hms
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet, Translate

FORM = FormDef(
    key="equipment_checks",
    title=N_("Check of how the call centre's equipment runs"),
    version=1,
    item="13-18",
    subject="equipment",
    columns=(
        Column("no", N_("No."), Kind.COUNT, 5),
        Column("item", N_("Equipment / item"), width=20),
        Column("standard", N_("What is checked / standard"), width=22),
        Column("result", N_("Normal / abnormal"), width=8),
        Column("finding", N_("What is wrong"), width=30),
        Column("measure", N_("What was done"), width=20),
        Column("handler", N_("Done by"), width=9),
        Column("restored", N_("Restored at"), width=12),
    ),
    signatures=(N_("Checker"), N_("Reviewed by")),
    landscape=False,
)

VERDICTS = {"normal": N_("normal"), "abnormal": N_("abnormal")}
#: What an observation says; its values fill it in.
SIGNS = {
    "link_up": N_("link up since %(since_at)s"),
    "link_down": N_("link down since %(since_at)s %(error)s"),
    "link_refused": N_("login refused since %(since_at)s %(error)s"),
    "link_unknown": N_("no link of its own"),
    "was_away": N_("away %(count)s times, %(away_s)s in all, the longest from %(from_at)s"),
    "heard": N_("last event %(last_at)s"),
    "never_heard": N_("nothing heard yet"),
    "trunk_calls": N_("%(calls)s calls, %(faults)s line faults, the last call %(last_at)s"),
    "trunk_silent": N_("no call since the last check, the last one %(last_at)s"),
    "trunk_never": N_("no call known: try the line"),
    "lines_calls": N_("%(calls)s callers came in, %(cut)s cut off, the last one %(last_at)s"),
    "recordings": N_("%(recorded)s of %(answered)s answered calls are recorded"),
    "recordings_untold": N_("this phone system tells of no recordings"),
    "recordings_no_calls": N_("no answered call since the last check"),
    "service_alive": N_("alive, seen %(last_at)s"),
    "service_dead": N_("does not answer, looked at %(last_at)s"),
    "service_silent": N_("silent since %(last_at)s"),
    "service_unseen": N_("nothing is known of it here"),
    "timers_overdue": N_("%(count)s deadlines are overdue by two minutes or more"),
    "journal_parked": N_("%(count)s journal entries could not be told"),
    "jobs_waiting": N_("%(count)s jobs are waiting"),
    "differing": N_("the live figures of %(count)s phone systems differ from their log"),
    "database": N_("answers, version %(version)s, %(size_gb)s GB, clocks %(skew_s)s s apart"),
    "disk_free": N_("%(free_gb)s GB free (%(free_pct)s%%), looked at %(last_at)s"),
    "seen_long_ago": N_("that was long ago"),
    "backup": N_("last backup %(last_at)s, %(size_mb)s MB"),
    "backup_never": N_("no backup by `rexian backup` is known"),
}


class Reader(NamedTuple):
    """Where the reader's clock stands, and in which language they read."""

    zone: ZoneInfo
    translate: Translate
    english: bool


def sentence(seen: Iterable[Sequence[Any]], reader: Reader) -> str:
    """What live truth said of a row, in the reader's words."""
    return "; ".join(_said(code, values, reader) for code, values in seen)


def name_of(row: CheckRow, reader: Reader) -> str:
    """The item and the thing it is about."""
    name = row.item_name_en if reader.english and row.item_name_en else row.item_name
    return " ".join(part for part in (name, row.subject) if part)


def standard_of(row: CheckRow, reader: Reader) -> str:
    return row.standard_en if reader.english and row.standard_en else row.standard


def _said(code: str, values: Mapping[str, Any], reader: Reader) -> str:
    if code not in SIGNS:
        return code
    shown = {name: _value(name, value, reader.zone) for name, value in values.items()}
    return (reader.translate(SIGNS[code]) % shown).strip()


def _value(name: str, value: Any, zone: ZoneInfo) -> Any:
    if name.endswith("_at"):
        return f"{datetime.fromisoformat(value).astimezone(zone):%m-%d %H:%M}" if value else "—"
    return hms(value) if name == "away_s" else ("" if value is None else value)


def row_of(row: CheckRow, reader: Reader) -> dict[str, Any]:
    """One row in the form's columns; what live truth saw is the finding where nobody wrote one."""
    wrong = row.result == "abnormal"
    return {
        "no": row.no,
        "item": name_of(row, reader),
        "standard": standard_of(row, reader),
        "result": reader.translate(VERDICTS[row.result.value]) if row.result else None,
        "finding": row.finding or (sentence(row.seen, reader) if wrong else ""),
        "measure": row.measure,
        "handler": row.handler,
        "restored": f"{row.restored_at.astimezone(reader.zone):%m-%d %H:%M}" if row.restored_at else None,
    }


def sheet_of(sheet: CheckSheet, rows: Sequence[CheckRow], reader: Reader) -> Sheet:
    """The whole form: day, shift and checker in its head, the reviewer behind."""
    on, translate = sheet.on_day.isoformat(), reader.translate
    people = [sheet.checker.name if sheet.checker else "", sheet.reviewer.name if sheet.reviewer else ""]
    head = " · ".join(part for part in (sheet.shift_name or translate(N_("Whole day")), *people) if part)
    wrong = sum(1 for row in rows if row.result == "abnormal")
    totals = {"no": len(rows), "result": f"{wrong} {translate(VERDICTS['abnormal'])}"}
    cells = [row_of(row, reader) for row in rows]
    return Sheet(FORM, f"CHECK-{on.replace('-', '')}-{sheet.id}", on, head, cells, totals)
