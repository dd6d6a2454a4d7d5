"""`rexian report KEY --on DATE`: any sheet of the catalogue, made from the tables as they are now."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from flask import render_template
from flask_babel import gettext

from ticketing.app import create_app
from ticketing.db import centre, reading
from ticketing.reports.asked import Asked
from ticketing.reports.catalogue import CATALOGUE, TITLES
from ticketing.reports.files import to_csv, to_xlsx
from ticketing.reports.forms import Sheet
from ticketing.reports.periods import Grain, Period
from ticketing.reports.words import worded
from workers import installation


@click.command()
@click.argument("key")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The business day.")
@click.option("--format", "kind", type=click.Choice(["json", "csv", "xlsx", "html"]), default="json")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else standard output.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh")
def report(key: str, on: datetime, kind: str, out: Path | None, lang: str) -> None:
    """Print one sheet of the catalogue."""
    if key not in CATALOGUE or CATALOGUE[key].grain is Grain.ONE:
        raise click.UsageError(f"There is no sheet {key!r}; there are: {', '.join(CATALOGUE)}.")
    with installation.at_hand(installation.load()) as config, create_app(config).test_request_context(f"/?lang={lang}"):
        body = _rendered(_sheet(key, on), kind)
    if out is None:
        sys.stdout.buffer.write(body)
    else:
        out.write_bytes(body)


def _sheet(key: str, on: datetime) -> Sheet:
    entry = CATALOGUE[key]
    period = Period.around(centre(), on.date(), entry.grain)
    with reading() as session:
        rows = list(entry.rows(session, Asked(period)))
    filled = Sheet(
        form=entry.form,
        number=f"{key.upper()}-{on:%Y%m%d}",
        on=on.date().isoformat(),
        scope=gettext("Whole centre"),
        rows=rows,
        totals=entry.totals(rows),
    )
    return worded(filled, gettext, TITLES)


def _rendered(sheet: Sheet, kind: str) -> bytes:
    match kind:
        case "csv":
            return to_csv(sheet, gettext)
        case "xlsx":
            return to_xlsx(sheet, gettext, [])
        case "html":
            return render_template("reports/_paper.html", sheet=sheet).encode()
    keys = [column.key for column in sheet.form.columns]
    rows = [{name: row.get(name) for name in keys} for row in sheet.rows]
    totals = {name: sheet.totals[name] for name in keys if name in sheet.totals}
    plain = {"key": sheet.form.key, "on": sheet.on, "rows": rows, "totals": totals}
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()
