"""The audit chain: added to, never changed, and any tampering is named."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from ticketing.actions import audit
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.system import AuditRow
from ticketing.queries import verify_audit


def write(*actions: str) -> None:
    for action in actions:
        with begin(SYSTEM) as work:
            audit.record(
                work, action, "person:7", reason="测试 \x00\ud800", n=1, when=work.now + timedelta(1), sides=[1, None]
            )


def found() -> list[str]:
    with reading() as session:
        return verify_audit.differences(session)


def tamper(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit", "TRUNCATE raw_events"]
)
def test_the_database_refuses_to_change_what_was_written(app: Flask, statement: str) -> None:
    write("login")
    with pytest.raises(IntegrityError, match="append-only"), db.engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_an_untouched_chain_verifies(app: Flask) -> None:
    write("login", "phone_opened", "export")
    assert found() == []


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE audit SET detail = detail || '{\"n\": 2}' WHERE id = 2", 2),
        ("UPDATE audit SET at = at + interval '1 microsecond' WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET hash = repeat('a', 64) WHERE id = 1", 1),
    ],
)
def test_a_row_changed_behind_the_triggers_is_named(app: Flask, statement: str, row: int) -> None:
    write("login", "phone_opened", "export")
    tamper(statement)
    assert found()[0].startswith(f"audit row {row}:")


def test_a_row_slipped_in_is_named(app: Flask) -> None:
    write("login", "export")
    with begin(SYSTEM) as work:
        words = {"at": work.now, "actor": "x", "action": "y", "previous_hash": "0" * 64, "hash": "f" * 64}
        work.add(AuditRow(detail={}, **words))
    assert [line[:12] for line in found()] == ["audit row 3:", "audit row 3:"]
