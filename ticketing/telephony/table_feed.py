"""The realtime queue_log table is asked for what is new, by id; rows of slower transactions are asked for again."""

from collections.abc import Sequence
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from ticketing import db
from ticketing.actions import calls
from ticketing.domain.actors import SYSTEM
from ticketing.errors import NotFound
from ticketing.models.telephony import LinkState, PbxSource
from ticketing.telephony import ingest
from ticketing.telephony.csv_lines import reading_of
from ticketing.telephony.realtime import Row, RowClock, hear_rows, id_of, named
from ticketing.telephony.row_places import is_another, next_generation, take_rows

LOOK_AGAIN_S = 0.5
#: How long a table that cannot be read rests before it is tried again.
REST_S = 5.0
MOST_ROWS = 5_000
#: Two rows may be committed in the other order than their ids: a missing one is asked for so long, and so many.
GAP_S = 60.0
MOST_GAPS = 1_000
CONNECT_S = 5
#: What a database that cannot be read raises: the driver may be missing, or lack the server's way of logging in.
TROUBLE = (sa.exc.SQLAlchemyError, ImportError, RuntimeError)


class LiveTable:
    """Somebody else's table: read, never held. Raises `sa.exc.SQLAlchemyError` for whatever is wrong with it."""

    def __init__(self, url: str, name: str) -> None:
        parsed = make_url(url)
        wait = {} if parsed.get_backend_name() == "sqlite" else {"connect_timeout": CONNECT_S}
        self.engine = sa.create_engine(parsed, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=wait)
        try:
            self._table = _described(self.engine, name)
        except Exception:
            self.engine.dispose()
            raise
        self._columns = tuple(column.name.lower() for column in self._table.c)
        self._id = next(column for column in self._table.c if column.name.lower() == "id")

    def newest(self) -> int:
        """The highest id, 0 of an empty table."""
        with self.engine.connect() as connection:
            return int(connection.scalar(sa.select(sa.func.max(self._id))) or 0)

    def rows(self, mark: int, missing: Sequence[int]) -> list[Row]:
        """The next rows from id `mark` on and those of the missing ids that are there by now, by id."""
        new = sa.select(self._table).where(self._id >= mark).order_by(self._id).limit(MOST_ROWS)
        late = sa.select(self._table).where(self._id.in_(missing)).order_by(self._id)
        with self.engine.connect() as connection:
            found = list(connection.execute(late)) if missing else []
            found += connection.execute(new)
        return [named(self._columns, tuple(row)) for row in found]

    def close(self) -> None:
        """Let go of the connection."""
        self.engine.dispose()


def _described(engine: sa.Engine, name: str) -> sa.TableClause:
    schema, _, table = name.rpartition(".")
    found = sa.inspect(engine).get_columns(table, schema=schema or None)
    columns = [str(column["name"]) for column in found]
    if not {"id", "time", "event"} <= {column.lower() for column in columns}:
        raise sa.exc.NoSuchColumnError(f"{name} has no id, time and event")
    return sa.table(table, *(sa.column(column) for column in columns), schema=schema or None)


class TableFeed:
    """Polls the table of a source's `url` from the id that the database remembers."""

    def __init__(self, source_id: int) -> None:
        self.source_id = source_id
        self._table: LiveTable | None = None
        self._clock: RowClock | None = None
        self._mark = 0
        # Ids that were passed over, and until when they are asked for.
        self._gaps: dict[int, float] = {}
        # Set when the table is known to be another one than before, until its first rows are stored.
        self._generation: int | None = None
        self._told: tuple[LinkState, str] | None = None

    def step(self) -> float:
        try:
            table = self._table or self._open()
            if table.newest() < self._mark - 1:
                self._begin_anew()
            rows = table.rows(self._mark, self._asked_again())
        except TROUBLE as error:
            self.close()
            self._tell(LinkState.DOWN, why(error))
            return REST_S
        self._tell(LinkState.UP)
        return self._take(rows)

    def close(self) -> None:
        if self._table is not None:
            self._table.close()
        self._table = self._clock = None

    def _open(self) -> LiveTable:
        with db.reading() as session:
            source = session.get(PbxSource, self.source_id)
            if source is None:
                raise NotFound(what=PbxSource.__tablename__)
            self._clock = RowClock(reading_of(source.settings, source.pbx.timezone), source.last_event_us)
            self._mark = source.pos_offset
            url, name = str(source.settings["url"]), str(source.settings.get("table") or "queue_log")
            generation = source.pos_generation
        self._table = LiveTable(url, name)
        last = [row for row in self._table.rows(self._mark - 1, ())[:1] if id_of(row) == self._mark - 1]
        if is_another(self.source_id, generation, hear_rows(last, generation, RowClock(self._clock.reading), None)):
            self._begin_anew()
        return self._table

    def _begin_anew(self) -> None:
        """The table was emptied: its ids mean other rows now."""
        self._mark, self._gaps, self._generation = 0, {}, next_generation(self.source_id)

    def _take(self, rows: list[Row]) -> float:
        if not rows or self._clock is None:
            return LOOK_AGAIN_S
        heard = hear_rows(rows, 0, self._clock, ingest.now_us())
        take_rows(self.source_id, heard, self._generation)
        self._generation = None
        self._note(sorted(number for number in map(id_of, rows) if number is not None))
        return 0.0 if len(rows) >= MOST_ROWS else LOOK_AGAIN_S

    def _note(self, ids: list[int]) -> None:
        """Remember how far this was, and which ids were left out on the way."""
        until = monotonic() + GAP_S
        for number in ids:
            self._gaps.pop(number, None)
            if number >= self._mark:
                left_out = range(self._mark if self._mark else number, min(number, self._mark + MOST_GAPS))
                if len(self._gaps) + len(left_out) <= MOST_GAPS:
                    self._gaps.update(dict.fromkeys(left_out, until))
                self._mark = number + 1

    def _asked_again(self) -> list[int]:
        now = monotonic()
        self._gaps = {number: until for number, until in self._gaps.items() if until > now}
        return list(self._gaps)

    def _tell(self, state: LinkState, error: str = "") -> None:
        if (state, error) != self._told:
            db.do(SYSTEM, lambda work: calls.link_moved(work, self.source_id, state, error))
        self._told = (state, error)


def why(error: Exception) -> str:
    """What is wrong with somebody's database: the driver's own first line, in which no password stands."""
    text = str(getattr(error, "orig", None) or error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
