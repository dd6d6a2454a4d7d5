"""Who is connected to this node, as whom, and whether they still may be."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.auth.sessions import machine_now, usable
from ticketing.domain.actors import Actor, Scope
from ticketing.models.people import ApiToken, LoginSession
from ticketing.models.queues import QueueMember

SOCKETS_PER_PERSON = 6
TOPICS_PER_SOCKET = 16
# Messages a client may send at once, and per second after that.
BURST, RATE = 60.0, 20.0


@dataclass
class Bucket:
    """Tokens for messages from one client."""

    tokens: float = BURST
    at: float = field(default_factory=time.monotonic)

    def take(self) -> bool:
        now = time.monotonic()
        self.tokens = min(BURST, self.tokens + (now - self.at) * RATE)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class Listener:
    """One socket: the actor as they were when it connected, the login it stands on, what it listens to."""

    sid: str
    actor: Actor
    session_id: int
    session_version: int
    # A screen on the wall stands on the token of its link instead of a login.
    token_id: int | None = None
    bucket: Bucket = field(default_factory=Bucket)
    # Topic name as the client says it -> key of the view.
    views: dict[str, str] = field(default_factory=dict)

    @property
    def principal(self) -> int:
        """Whose socket it is: a person's id, or a token's below zero."""
        return -self.token_id if self.token_id is not None else self.actor.id or 0


class Listeners:
    def __init__(self) -> None:
        self._by_sid: dict[str, Listener] = {}
        self._by_person: dict[int, set[str]] = defaultdict(set)
        self._lock = threading.Lock()

    def admit(self, listener: Listener) -> bool:
        """Take a socket in, unless its person has as many as a person may have."""
        person = listener.principal
        with self._lock:
            if len(self._by_person[person]) >= SOCKETS_PER_PERSON:
                return False
            self._by_sid[listener.sid] = listener
            self._by_person[person].add(listener.sid)
            return True

    def leave(self, sid: str) -> Listener | None:
        with self._lock:
            listener = self._by_sid.pop(sid, None)
            if listener is not None:
                self._by_person[listener.principal].discard(sid)
            return listener

    def get(self, sid: str) -> Listener | None:
        return self._by_sid.get(sid)

    def all(self) -> list[Listener]:
        with self._lock:
            return list(self._by_sid.values())

    def of(self, people: Iterable[int]) -> list[Listener]:
        with self._lock:
            sids = [sid for person in people for sid in self._by_person.get(person, ())]
            return [self._by_sid[sid] for sid in sids]

    def answering(self) -> set[int]:
        """Who has their own console open here: those who follow what only concerns themselves."""
        with self._lock:
            return {one.actor.id for one in self._by_sid.values() if one.actor.id is not None and "me" in one.views}

    def people(self) -> set[int]:
        with self._lock:
            return {person for person, sids in self._by_person.items() if sids and person > 0}

    def __len__(self) -> int:
        return len(self._by_sid)


def no_longer_welcome(session: Session, listeners: Sequence[Listener]) -> list[Listener]:
    """Those whose login has ended, or who are by now somebody else: other roles, team or queues. Three queries."""
    logins = {
        login.id: login
        for login in session.scalars(
            sa.select(LoginSession)
            .where(LoginSession.id.in_({listener.session_id for listener in listeners}))
            .options(joinedload(LoginSession.person))
        )
    }
    queues: dict[int, set[int]] = defaultdict(set)
    members = sa.select(QueueMember.person_id, QueueMember.queue_id).where(
        QueueMember.person_id.in_({listener.actor.id for listener in listeners})
    )
    for person_id, queue_id in session.execute(members):
        queues[person_id].add(queue_id)
    now = machine_now()
    links = _good_links(session, listeners)
    return [
        one
        for one in listeners
        if not (one.token_id in links if one.token_id is not None else _is_still(one, logins, queues, now))
    ]


def _good_links(session: Session, listeners: Sequence[Listener]) -> set[int]:
    """Of the kiosk links that screens stand on those that nobody has revoked."""
    asked = {one.token_id for one in listeners if one.token_id is not None}
    good = sa.select(ApiToken.id).where(ApiToken.id.in_(asked), ApiToken.revoked_at.is_(None))
    return set(session.scalars(good)) if asked else set()


def _is_still(listener: Listener, logins: dict[int, LoginSession], queues: dict[int, set[int]], now: datetime) -> bool:
    login = logins.get(listener.session_id)
    if login is None or not usable(login, now):
        return False
    person = login.person
    scope = Scope(team_id=person.team_id, queue_ids=frozenset(queues[person.id]))
    return (
        login.session_version == listener.session_version
        and person.role_set == listener.actor.roles
        and scope == listener.actor.scope
    )
