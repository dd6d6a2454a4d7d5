"""`rexian telephony`: what a phone system's log would become, and taking one in."""

import json
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from ticketing import db
from ticketing.actions.calls import Tally, total
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.csv_lines import reading_of
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.follow import Follower, Place, read_file
from ticketing.telephony.freeswitch.files import take_records
from ticketing.telephony.replay import Case, read_cases, replay
from ticketing.telephony.replay.database import replay_through_database
from ticketing.telephony.row_places import take_export
from workers import installation
from workers.commands.calls import rebuild, recordings
from workers.commands.database import opened
from workers.commands.sentences import plainly
from workers.process import stop_signal
from workers.scratch import Scratch

FORMATS = (SourceKind.QUEUE_LOG, SourceKind.REALTIME, SourceKind.CDR, SourceKind.CEL, SourceKind.FREESWITCH_CDR)
LOOK_AGAIN_S = 0.2


@click.group("telephony")
def telephony() -> None:
    """Phone system logs: ingest and replay."""


telephony.add_command(rebuild)
telephony.add_command(recordings)


@telephony.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--case", "wanted", metavar="ID", help="Only this case.")
@click.option("--through-database", is_flag=True, help="By the real way in, in a database made for it and dropped.")
def replay_file(file: Path, wanted: str | None, through_database: bool) -> None:
    """Fold the cases of FILE and print {"<id>": {…}} with the keys of their `expect`, complete."""
    with plainly():
        cases = read_cases(file, wanted)
        if through_database:
            with installation.at_hand(installation.load()) as config:
                answers = _through_database(cases, config)
        else:
            answers = {case.id: replay(case) for case in cases}
    click.echo(json.dumps(answers, ensure_ascii=False, indent=2))


@telephony.command("ingest")
@click.option("--pbx", required=True, metavar="NAME", help="The phone system's code; made if it is not known.")
@click.option("--format", "--kind", "form", type=click.Choice([kind.value for kind in FORMATS]), required=True)
@click.option("--source", metavar="NAME", help="Which feed of that kind, if there are several.")
@click.option("--follow", is_flag=True, help="Go on with the last file, across rotation, until stopped.")
@click.option("--timezone", metavar="ZONE", help="Of times without one; default the phone system's.")
@click.option("--gmt", is_flag=True, help="Times are GMT (usegmtime, queue_log_realtime_use_gmt).")
@click.option("--columns", metavar="NAMES", help="Of a CSV file: names with commas, or the mapping of cdr_custom.conf.")
@click.option("--dateformat", metavar="FORMAT", help="Of a CEL file, as in cel.conf.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Default ./var, or /var/lib/rexian as root.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def ingest_files(
    pbx: str,
    form: str,
    source: str | None,
    follow: bool,
    data_dir: Path | None,
    paths: tuple[Path, ...],
    **options: str | bool | None,
) -> None:
    """Take the logs at PATHS in, oldest first; again is harmless. Prints accepted, duplicates, quarantined."""
    kind = SourceKind(form)
    if follow and kind in (SourceKind.REALTIME, SourceKind.FREESWITCH_CDR):
        raise click.UsageError("these files do not grow; make a feed on /admin/phones instead")
    with plainly(), opened(data_dir):
        source_id = _source(
            pbx, kind, source, {name: "yes" if given is True else given for name, given in options.items() if given}
        )
        tally = _read(source_id, paths)
        if follow:
            tally += _follow(source_id, paths[-1])
    click.echo(json.dumps({name: getattr(tally, name) for name in ("accepted", "duplicates", "quarantined")}))


def _through_database(cases: list[Case], config: Config) -> dict[str, Any]:
    """Each case in a database of its own, so that none sees another's agents."""
    scratch, answers = Scratch(config), {}
    try:
        for case in cases:
            with scratch.app():
                answers[case.id] = replay_through_database(case)
    finally:
        scratch.close()
    return answers


def _source(code: str, kind: SourceKind, name: str | None, settings: dict[str, Any]) -> int:
    """The feed of files of this phone system, made when it is the first of its kind; what is said now stays said."""
    with db.begin(SYSTEM) as work:
        pbx = work.session.query(Pbx).filter_by(code=code).one_or_none() or work.add(Pbx(code=code, name=code))
        wanted = {"pbx_id": pbx.id, "kind": kind} | ({"name": name} if name else {})
        known = work.session.query(PbxSource).filter_by(**wanted).order_by(PbxSource.id).first()
        if known is None:
            # Without a path it is read by this command alone, not by the process that listens.
            known = work.add(PbxSource(pbx_id=pbx.id, name=name or kind.value, kind=kind, settings={}))
        known.settings = {**known.settings, **settings}
        return known.id


def _read(source_id: int, paths: tuple[Path, ...]) -> Tally:
    """Every file to its end; an exported table by its rows, anything else by its lines."""
    tally = Tally()
    with db.reading() as session:
        source = session.get_one(PbxSource, source_id)
        kind = source.kind
        hear, reading = hearing_of(source), reading_of(source.settings, source.pbx.timezone)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), DownloadColumn())
    with Progress(*columns, TimeRemainingColumn(), transient=True) as progress:
        for path in paths:
            task = progress.add_task(path.name, total=path.stat().st_size)
            if kind is SourceKind.REALTIME:
                tally = total([tally, *take_export(source_id, path, reading)])
                continue
            if kind is SourceKind.FREESWITCH_CDR:
                tally = total([tally, *take_records(source_id, path)])
                continue
            for part, place in ingest.take_log(source_id, read_file(path), hear=hear):
                tally += part
                progress.update(task, completed=place.offset)
    return tally


def _follow(source_id: int, path: Path) -> Tally:
    """Go on where the database says the file was read to."""
    stop, tally = stop_signal(), Tally()
    with db.reading() as session:
        source = session.get_one(PbxSource, source_id)
        hear = hearing_of(source)
        follower = Follower(path, Place(source.pos_generation, source.pos_offset))
    while not stop.is_set():
        stretch = follower.take()
        if stretch is None:
            stop.wait(LOOK_AGAIN_S)
            continue
        tally = total([tally, *(part for part, _ in ingest.take_log(source_id, [stretch], hear=hear))])
    return tally
