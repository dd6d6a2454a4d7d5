"""Days and months that are over are added up once for every zone in use, so that a year is read from twelve rows."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ticketing.actions import rollups
from ticketing.actions.calls.names import names_of
from ticketing.actions.presence.timelines import LOCK
from ticketing.actions.rollups.spans import STATEMENTS
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.metrics import Bucket, months, whole_days
from ticketing.models.rollups import AgentRollup, AgentSpan, QueueRollup, QueueSpan, SettledSpan
from ticketing.models.telephony import FIGURES_VERSION, Pbx
from ticketing.work import Work

#: So many days are added up in one work: the feeds wait that long.
DAYS_AT_ONCE = 31
#: What is older than this is read from its quarters.
OLDEST_US = 1_200 * 86_400 * 1_000_000
PATIENCE_S = 2
DAY, MONTH = STATEMENTS


def catch_up(work: Work) -> None:
    """Make the roll-ups anew of every phone system whose rows were counted in an older way."""
    is_old = False
    for pbx in work.session.scalars(sa.select(Pbx).where(Pbx.figures_version < FIGURES_VERSION).with_for_update()):
        rollups.remake(work, pbx.id, names_of(work, pbx.id).person)
        pbx.figures_version = FIGURES_VERSION
        is_old = True
    if is_old:
        _hold_people(work)
        rollups.remake_time(work)


def settle(work: Work) -> int:
    """Add up what is over and not settled, the newest days first; gives how many spans, 0 when nothing is owed.

    Whoever moves a quarter takes the word "settled" away in the same transaction: with that table locked, nobody has
    moved one unseen. A feed waits so long, and this gives up after two seconds (`OperationalError`).
    """
    zones = sorted({work.centre.timezone, *work.session.scalars(sa.select(Pbx.timezone).distinct())})
    first_us = _first_us(work)
    if first_us is None or not any(_owed(work, zone, first_us)[1] for zone in zones):
        return 0
    work.session.execute(sa.text(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'"))
    work.session.execute(sa.text("LOCK TABLE settled_spans IN SHARE ROW EXCLUSIVE MODE"))
    done = 0
    for zone in zones:
        grain, spans = _owed(work, zone, first_us)
        if spans:
            _add_up(work, zone, grain, spans)
            done += len(spans)
    return done


def _hold_people(work: Work) -> None:
    """Nobody's timeline moves until this work ends."""
    work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def _first_us(work: Work) -> int | None:
    firsts = [work.session.scalar(sa.select(sa.func.min(table.bucket_us))) for table in (QueueRollup, AgentRollup)]
    return min((first for first in firsts if first is not None), default=None)


def _owed(work: Work, zone: str, first_us: int) -> tuple[str, list[Bucket]]:
    """(grain, spans) that are over and not settled: days first, then months, which are made of settled days."""
    now_us = micros(work.now)
    over = whole_days(max(first_us, now_us - OLDEST_US), now_us, ZoneInfo(zone))
    settled = set(
        work.session.execute(sa.select(SettledSpan.grain, SettledSpan.start_us).where(SettledSpan.zone == zone))
    )
    open_days = [day for day in over if (DAY, day.start_us) not in settled]
    if open_days:
        # One stretch of visits is read for all of them: what lies far back waits for its own turn.
        near_us = open_days[-1].start_us - DAYS_AT_ONCE * 25 * 3600 * SECOND_US
        return DAY, [day for day in open_days[-DAYS_AT_ONCE:] if day.start_us > near_us]
    # The month that is running has days that are over, and more to come.
    running = months(whole_days(now_us, now_us, ZoneInfo(zone)))
    ended = months(over)[:-1] if running else months(over)
    return MONTH, [month for month in ended if (MONTH, month.start_us) not in settled]


def _add_up(work: Work, zone: str, grain: str, spans: Sequence[Bucket]) -> None:
    starts = [span.start_us for span in spans]
    for table in (QueueSpan, AgentSpan):
        work.session.execute(
            sa.delete(table)
            .where(table.zone == zone, table.grain == grain, table.start_us.in_(starts))
            .execution_options(synchronize_session=False)
        )
    bounds = {"from_us": starts[0], "to_us": spans[-1].end_us}
    for statement in STATEMENTS[grain]:
        asked = {"zone": zone, "starts": starts, "ends": [span.end_us for span in spans]}
        work.session.execute(statement, asked | bounds if grain == DAY else asked)
    rows = [{"zone": zone, "grain": grain, "start_us": span.start_us, "end_us": span.end_us} for span in spans]
    work.session.execute(sa.insert(SettledSpan), rows)
