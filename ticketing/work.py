"""One transaction: who acts, at which instant, and what must be told when it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from ticketing import card_index
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.centre import Centre
from ticketing.domain.events import Event
from ticketing.domain.permissions import Permission, Target, Verdict, judge
from ticketing.errors import Conflict, Forbidden, Hidden, NotFound
from ticketing.journal import write_down
from ticketing.models.base import Base, Versioned

Row = TypeVar("Row", bound=Base)
Record = tuple[Event, Actor]


class Work:
    """Handed to every action. The doors open it with `db.begin`; actions never commit."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        now: datetime,
        request_id: str = "",
        centre: Centre | None = None,
        address: str = "",
    ) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.request_id = request_id
        self.address = address
        self.centre = centre or Centre()
        self._recorded: list[Record] = []

    def require(self, permission: Permission, target: Target | None = None) -> None:
        """Raise `Forbidden` without the right, `NotFound` when the object is outside its reach."""
        match judge(self.actor, permission, target):
            case Verdict.FORBIDDEN:
                raise Forbidden(permission=permission.value)
            case Verdict.HIDDEN:
                raise Hidden()

    def may(self, permission: Permission, target: Target | None = None) -> bool:
        return judge(self.actor, permission, target) is Verdict.ALLOWED

    @contextmanager
    def as_system(self) -> Iterator[None]:
        """What a deed sets off by itself is the system's doing: it needs no right of whoever did the deed."""
        person, self.actor = self.actor, SYSTEM
        try:
            yield
        finally:
            self.actor = person

    def get(self, model: type[Row], key: Any) -> Row:
        """The row, locked until the work is done; `NotFound` without one."""
        row = self.session.get(model, key, with_for_update=True, populate_existing=True)
        if row is None:
            raise NotFound(what=model.__tablename__)
        return row

    def add(self, row: Row) -> Row:
        """The row with its id, in the database but not committed."""
        self.session.add(row)
        self.session.flush()
        return row

    def record(self, event: Event) -> None:
        """The event will stand in the journal, in this same transaction."""
        self._recorded.append((event, self.actor))

    @contextmanager
    def undoable(self) -> Iterator[None]:
        """What raises inside leaves no trace: neither rows nor events."""
        before = len(self._recorded)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self._recorded[before:]
            raise

    def close(self) -> bool:
        """Write the journal, all at once, as the last thing before the commit; gives whether there is any news."""
        card_index.keep(self.session, (event for event, _ in self._recorded))
        write_down(self.session, self._recorded, self.now, self.request_id)
        return bool(self._recorded)


def expect_version(row: Versioned, version: int | None) -> None:
    """Refuse a write that was made looking at an older row (`If-Match`), and count this one."""
    if version is not None and version != row.version:
        raise Conflict("stale_version", version=row.version)
    row.version += 1
