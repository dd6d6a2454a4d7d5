"""When a login or a token was used last, to the minute: not every request is worth a write."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from ticketing.auth.sessions import Login, machine_now
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.people import ApiToken, LoginSession

EVERY = timedelta(minutes=1)


def note_use(login: Login) -> None:
    """Move `last_seen_at` (session) or `last_used_at` (token) forward when it is a minute old."""
    now = machine_now()
    if login.seen_at is not None and now - login.seen_at < EVERY:
        return
    with begin(SYSTEM, nudge=False) as work:
        work.session.execute(_statement(login, now))


def _statement(login: Login, now: datetime) -> sa.Update:
    if login.session_id is not None:
        return sa.update(LoginSession).where(LoginSession.id == login.session_id).values(last_seen_at=now)
    return sa.update(ApiToken).where(ApiToken.id == login.token_id).values(last_used_at=now)
