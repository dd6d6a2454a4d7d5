"""What stands on the demonstration's floor, and who went round it the last two days."""

import socket
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from ticketing.actions import equipment, services
from ticketing.actions import equipment_checks as checks
from ticketing.actions.equipment_checks import Trouble
from ticketing.actions.services import Noted
from ticketing.db import centre, reading
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.equipment import EquipmentState
from ticketing.domain.equipment_checks import Verdict
from ticketing.models.equipment_checks import CheckRow, CheckSheet
from ticketing.models.people import Person
from ticketing.queries.equipment_checks.services import PROCESSES
from ticketing.work import Work
from workers.demo.past import agent, db_session

LEAD, SECOND = "8101", "8102"
USE, SPARE, REPAIR = EquipmentState.IN_USE, EquipmentState.SPARE, EquipmentState.REPAIR
#: code, name, model, brand, quantity, unit, price in fen, place, state, warranty in days from today, supplier, phone
PIECES: tuple[tuple[Any, ...], ...] = (
    (
        "PBX-01",
        "IP 交换机",
        "Asterisk 20",
        "自建",
        1,
        "台",
        3_860_000,
        "机房 A1",
        USE,
        410,
        "扬州讯通",
        "0514-87651001",
    ),
    ("GW-01", "E1 中继网关", "MX120G", "迅时", 2, "台", 1_280_000, "机房 A2", USE, 22, "扬州讯通", "0514-87651001"),
    (
        "UPS-01",
        "UPS 不间断电源",
        "3C15KS",
        "山特",
        1,
        "台",
        1_560_000,
        "机房 B1",
        REPAIR,
        -40,
        "苏中电源",
        "0514-82230016",
    ),
    ("AC-01", "机房空调", "KFR-72L", "美的", 2, "台", 899_900, "机房", USE, 700, "苏宁", "95177"),
    ("SW-01", "接入交换机", "S5735-L48T4", "华为", 3, "台", 620_000, "弱电间", USE, 300, "神州数码", "400-810-9119"),
    ("PC-A", "座席电脑", "启天 M437", "联想", 16, "台", 389_900, "A01–A16", USE, 500, "联想服务", "400-100-6000"),
    ("HS-A", "话机耳麦", "H390", "罗技", 16, "副", 19_900, "A01–A16", USE, 120, "京东企业购", "950618"),
    ("HS-B", "话机耳麦", "H390", "罗技", 4, "副", 19_900, "备件柜", SPARE, 120, "京东企业购", "950618"),
    ("PH-A", "IP 话机", "SIP-T31P", "亿联", 16, "部", 32_900, "A01–A16", USE, 260, "扬州讯通", "0514-87651001"),
    ("REC-01", "录音服务器", "R4900 G5", "新华三", 1, "台", 4_250_000, "机房 A1", USE, 800, "神州数码", "400-810-9119"),
    ("WB-01", "大屏显示器", "DS-D5055", "海康威视", 2, "块", 459_900, "大厅", USE, 90, "海康扬州", "0514-80980055"),
)


class Round(NamedTuple):
    """One check of the past: how many days ago, which shift at which hour, by whom, and whether it was signed."""

    days: int
    shift: str
    hour: int
    by: str
    signed: bool


#: The late check of the day before yesterday was forgotten.
ROUNDS = (Round(2, "白", 9, LEAD, True), Round(1, "白", 9, LEAD, True), Round(1, "晚", 21, SECOND, False))


def installed(now: datetime) -> None:
    """The list, as it was taken over a month ago, and the rounds of the last two days."""
    with reading() as session:
        ids = {person.code: person.id for person in session.scalars(sa.select(Person).where(Person.code.is_not(None)))}
        chief = session.scalars(sa.select(Person.id).filter_by(login="supervisor")).one()
    people = {code: agent(ids[code]) for code in (LEAD, SECOND)}
    with db_session(agent(chief), now - timedelta(days=30)) as work:
        for piece in PIECES:
            equipment.add(work, _fields(piece, centre().day_of(now)))
    # As time went by: what is owed, the round, what was missed.
    for days in (2, 1):
        for hour in (9, 20, 21, 23):
            _owed(_at(now, days, hour))
            for one in ROUNDS:
                if (one.days, one.hour) == (days, hour):
                    _go_round(_at(now, days, hour), one, people[one.by], agent(chief))


def _fields(piece: tuple[Any, ...], today: date) -> dict[str, Any]:
    code, name, model, brand, quantity, unit, price, place, state, left, supplier, phone = piece
    until = today + timedelta(days=left)
    plain = {"code": code, "name": name, "model": model, "brand": brand, "quantity": quantity, "unit": unit}
    dates = {"bought_on": until - timedelta(days=3 * 365), "warranty_until": until}
    more = {"price_minor": price, "place": place, "keeper_code": LEAD, "state": state}
    return plain | dates | more | {"supplier": supplier, "supplier_phone": phone}


def _at(now: datetime, days: int, hour: int) -> datetime:
    day = centre().day_of(now) - timedelta(days=days)
    return datetime.combine(day, time(hour, 10), tzinfo=centre().zone).astimezone(now.tzinfo)


def _owed(at: datetime) -> None:
    with db_session(SYSTEM, at) as work:
        checks.owe(work)


def _go_round(at: datetime, one: Round, lead: Actor, chief: Actor) -> None:
    with db_session(SYSTEM, at) as work:
        owed = work.session.scalar(
            sa.select(CheckSheet.id).where(CheckSheet.shift == one.shift, CheckSheet.on_day == centre().day_of(at))
        )
    # Nobody was rostered for it: there is nothing to go round for.
    if owed is None:
        return
    with db_session(SYSTEM, at) as work:
        services.note(work, socket.gethostname(), [Noted(name) for name in PROCESSES])
    with db_session(lead, at) as work:
        sheet_id = checks.begin(work, one.shift).id
    with db_session(lead, at + timedelta(minutes=12)) as work:
        _write(work, sheet_id, one)
    with db_session(lead, at + timedelta(minutes=15)) as work:
        checks.done(work, sheet_id, None)
    if one.signed:
        with db_session(chief, at + timedelta(hours=2)) as work:
            checks.review(work, sheet_id, None, "")


def _write(work: Work, sheet_id: int, one: Round) -> None:
    rows = work.session.scalars(sa.select(CheckRow).filter_by(sheet_id=sheet_id)).all()
    said: dict[int, dict[str, Any]] = {row.no: {"result": Verdict.NORMAL} for row in rows if row.result is None}
    by_item = {row.item: row.no for row in rows}
    said[by_item["backup"]] = {"finding": "演示环境没有配置备份", "measure": "已请管理员安排", "handler": "管理员"}
    if one.days == 1:
        fault = {"result": Verdict.ABNORMAL, "finding": "UPS 报电池故障，自检不通过", "equipment": "UPS-01"}
        said[by_item["ups"]] = fault | {"measure": "已报修，暂接市电", "handler": "苏中电源"}
    checks.fill(work, sheet_id, None, said)
    if one.days == 1 and work.session.scalar(sa.select(CheckRow.id).where(CheckRow.ticket_id.is_not(None))) is None:
        content = "机房 B1 的 UPS 报电池故障，请供应商上门更换电池。"
        checks.open_ticket(work, sheet_id, by_item["ups"], Trouble(subject="UPS 电池故障", content=content))
