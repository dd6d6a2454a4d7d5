"""`rexian staffing`: how many agents a queue needs over a day, or so many calls anyhow."""

from datetime import date, datetime
from math import isfinite

import click
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from ticketing.bare import bare_app
from ticketing.db import centre, now, reading
from ticketing.domain.instants import instant
from ticketing.domain.staffing import SHRINKAGE, Level, Load, Target, need_of
from ticketing.models.queues import Queue
from ticketing.queries import staffing as looks
from workers import installation

_COLUMNS = ("from", "calls", "AHT s", "Erlang", "on the line", "on the roster", "planned", "there", "left out")


@click.group("staffing")
def staffing() -> None:
    """How many agents are needed."""


@staffing.command("need")
@click.option("--queue", help="A queue's code: its need by the half hour, from its own history.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if not given.")
@click.option("--calls", type=click.FloatRange(0, 20_000), help="Calls of a half hour, instead of a queue.")
@click.option("--aht", "aht_s", type=click.FloatRange(1, 7_200), help="Seconds that a call keeps an agent.")
@click.option("--within", "within_s", type=click.FloatRange(0, 3_600), default=20.0, show_default=True, help="Seconds.")
@click.option("--target", type=click.FloatRange(1, 99.9), default=80.0, show_default=True, help="Per cent within them.")
@click.option("--patience", "patience_s", type=click.FloatRange(1, 86_400), help="Mean seconds until callers give up.")
@click.option("--shrinkage", type=click.FloatRange(0, 95), default=SHRINKAGE * 100, show_default=True, help="Per cent.")
def need(queue: str | None, on: datetime | None, calls: float | None, aht_s: float | None, **rest: float) -> None:
    """Print the need of --queue over a day, or of --calls with --aht by the formula alone."""
    if queue is not None:
        _of_queue(queue, on.date() if on is not None else None)
    elif calls is not None and aht_s is not None:
        _of_calls(Load(calls, aht_s, rest["patience_s"]), rest["within_s"], rest["target"], rest["shrinkage"])
    else:
        raise click.UsageError("Give --queue, or --calls and --aht.")


def _of_calls(load: Load, within_s: float, target_pct: float, shrinkage_pct: float) -> None:
    found = need_of(load, Target(target_pct / 100, within_s, shrinkage_pct / 100))
    click.echo(f"{found.raw} on the line, {found.rostered} on the roster (Erlang {found.model.upper()})")
    for one in filter(None, (found.found, found.below)):
        click.echo(_said(one))


def _said(one: Level) -> str:
    wait = f"{one.mean_wait_s:.2f} s" if isfinite(one.mean_wait_s) else "without end"
    return (
        f"  {one.agents}: service level {one.service_level:.2%}, mean wait {wait}, waits {one.wait_probability:.2%}, "
        f"gives up {one.abandoned:.2%}, busy {one.occupancy:.2%}"
    )


def _of_queue(code: str, on: date | None) -> None:
    with installation.at_hand(installation.load()) as config, bare_app(config).app_context():
        zone = centre().zone
        with reading() as session:
            queue = session.scalars(sa.select(Queue).where(Queue.code == code)).first()
            if queue is None:
                raise click.UsageError(f"There is no queue {code!r}.")
            found = looks.day_need(session, queue, on or now().astimezone(zone).date(), zone, now())
    days = ", ".join(map(str, found.days)) or "no day yet"
    table = Table(title=f"{queue.name} · {found.on_day} · {found.kind.value}, like {days}")
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name in ("from", "left out") else "right")
    for slot in found.slots:
        if slot.need.raw or slot.planned:
            table.add_row(f"{instant(slot.from_us).astimezone(zone):%H:%M}", *_row(slot))
    Console().print(table)


def _row(slot: looks.SlotNeed) -> list[str]:
    return [
        f"{slot.need.load.calls:.1f}",
        f"{slot.need.load.aht_s:.0f}",
        slot.need.model.upper(),
        str(slot.need.raw),
        str(slot.need.rostered),
        str(slot.planned),
        "" if slot.actual is None else f"{slot.actual:.1f}",
        ", ".join(f"{day}: {calls} ({why.value})" for day, (calls, why) in slot.expected.omitted.items()),
    ]
