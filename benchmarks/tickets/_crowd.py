"""A centre that has worked for years: a million customers and tickets, two million call-backs, made by the database."""

import itertools
import random
import time
from datetime import UTC, datetime

import sqlalchemy as sa

from ticketing.actions import setup
from ticketing.actions.customers import pinyin
from ticketing.auth import passwords
from ticketing.db import begin, db
from ticketing.domain.actors import SYSTEM, Role
from ticketing.domain.finding import document
from ticketing.domain.tickets import TicketKind
from ticketing.models import counts
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue, QueueMember

QUEUES, AGENTS = 10, 60
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华建国文玉红志海波"
THINGS = ("空调", "冰箱", "洗衣机", "电视", "热水器", "油烟机", "宽带", "账单")
MATTERS = (
    "不制冷",
    "漏水",
    "维修延迟",
    "噪音大",
    "安装预约",
    "退款未到",
    "服务态度",
    "无法开机",
    "配件缺货",
    "发票开具",
)
OPENINGS = ("客户投诉", "客户咨询", "客户报修", "客户催办", "客户建议")

_CUSTOMERS = """
INSERT INTO customers (name, pinyin, grade, company, address, product, note, created_at)
SELECT name, pinyin, CASE WHEN n % 500 = 0 THEN 'key' WHEN n % 50 = 0 THEN 'vip' ELSE 'normal' END,
    CASE WHEN n % 7 = 0 THEN '上海第' || n % 9000 || '贸易公司' ELSE '' END, '', '', '', now() - interval '2 years'
FROM generate_series(1, CAST(:n AS bigint)) n JOIN bench_names b ON b.no = n % :names"""
_PHONES = """
INSERT INTO customer_phones (customer_id, e164, raw, shared)
SELECT id, '+861' || (3000000000 + id * 6999 % 6999999937)::text, '', false FROM customers"""
_TICKETS = """
INSERT INTO tickets (number, kind, category, priority, state, source, subject, content, demand, department, queue_id,
    team_id, owner_id, customer_id, contact_phone, reopen_count, pause_count, paused_s, opened_at, next_due_at,
    breached, changed_in, policy_id, policy_version)
SELECT to_char(at, 'YYYYMMDD') || '-' || lpad((n % 100000)::text, 5, '0') || '-' || n / 100000,
    (ARRAY['inquiry', 'complaint', 'suggestion', 'repair', 'order', 'other'])[1 + n % 6], '维修/空调',
    (ARRAY['low', 'normal', 'normal', 'high', 'urgent'])[1 + n * 7 % 5],
    CASE WHEN n <= :n - 40000 THEN (ARRAY['closed', 'closed', 'closed', 'cancelled'])[1 + n % 4]
        ELSE (ARRAY['new', 'open', 'open', 'open', 'waiting_customer', 'waiting_internal', 'resolved'])[1 + n % 7] END,
    'call_in', b.subject, b.subject || '，请尽快处理', '', '售后服务部', 1 + (n * 13 + n / 400) % :queues, 1,
    CASE WHEN n % 7 = 0 AND n > :n - 40000 THEN NULL ELSE 1 + n * 17 % :agents END, 1 + n * 6997 % :n,
    '+861' || (3000000000 + (1 + n * 6997 % :n) * 6999 % 6999999937)::text, 0, 0, 0, at,
    CASE WHEN n > :n - 40000 THEN now() + (n % 5000 - 1000) * interval '1 minute' END, n % 11 = 0, '{}', 1, 1
FROM (SELECT n, now() - (:n - n) * interval '60 seconds' AS at FROM generate_series(1, CAST(:n AS bigint)) n) s
JOIN bench_subjects b ON b.no = n * 31 % :subjects"""
_CALLBACKS = """
INSERT INTO callbacks (kind, state, ticket_id, customer_id, queue_id, phone, window_start, window_end, original_start,
    original_end, owner_mode, owner_id, priority, note, counted_attempts, max_attempts, reschedule_count, call_count,
    reached, promised_at)
SELECT 'follow_up', CASE WHEN n > :n - 20000 THEN 'scheduled' ELSE 'done' END, 1 + n / 2, 1 + n % :customers,
    1 + n % :queues, '+861' || (3000000000 + n * 6999 % 6999999937)::text, at, at + interval '1 hour', at,
    at + interval '1 hour', 'agent', 1 + n % :agents, 'normal', '', 0, 3, 0, 1, false, at
FROM (SELECT n, now() - (:n - 20000 - n) * interval '30 seconds' AS at
    FROM generate_series(1, CAST(:n AS bigint) - 1) n) s"""
_ENDS = "array_to_tsvector(ARRAY(SELECT '~' || substr({0}, at) FROM generate_series(1, length({0}) - 3) at))"
_TICKET_WORDS = f"""
INSERT INTO ticket_words (id, document)
SELECT t.id, s.words || b.words || array_to_tsvector(string_to_array(t.number, '-'))
    || {_ENDS.format("replace(t.number, '-', '')")} || {_ENDS.format("substr(t.contact_phone, 2)")}
FROM tickets t JOIN bench_subjects s ON s.subject = t.subject JOIN customers c ON c.id = t.customer_id
JOIN bench_names b ON b.name = c.name"""  # noqa: S608 - of constants
_CUSTOMER_WORDS = f"""
INSERT INTO customer_words (id, document)
SELECT c.id, b.words || {_ENDS.format("substr(p.e164, 2)")}
FROM customers c JOIN bench_names b ON b.name = c.name JOIN customer_phones p ON p.customer_id = c.id"""  # noqa: S608 - of constants
_SIZES = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relname IN ('tickets', 'ticket_words', 'customers', 'customer_words', 'callbacks')"  # noqa: E501


def fill(size: int) -> dict[str, float]:
    """`size` customers and tickets, twice as many call-backs, documents and counts; the seconds that each part took."""
    took: dict[str, float] = {}
    _people()
    subjects, names = _words()
    sizes = {"n": size, "queues": QUEUES, "agents": AGENTS, "names": names, "subjects": subjects}
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tickets DISABLE TRIGGER USER")
        # Nothing of it can be wrong, and nobody is told.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name, sql in (("customers", _CUSTOMERS), ("phones", _PHONES), ("tickets", _TICKETS)):
            took[name] = _timed(lambda sql=sql: connection.execute(sa.text(sql), sizes))
        more = sizes | {"n": size * 2, "customers": size}
        took["callbacks"] = _timed(lambda: connection.execute(sa.text(_CALLBACKS), more))
        connection.exec_driver_sql("ALTER TABLE tickets ENABLE TRIGGER USER")
        connection.exec_driver_sql(counts.RECOUNT)
        connection.exec_driver_sql(counts.SETTLE)
    took["documents"] = _timed(_documents)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        took["vacuum"] = _timed(lambda: connection.exec_driver_sql("VACUUM ANALYZE"))
        for name, found in connection.exec_driver_sql(_SIZES):
            took[f"{name} MB"] = found / 1e6
    return took


def _people() -> None:
    hashed = passwords.hash_of(PASSWORD)
    with begin(SYSTEM) as work:
        setup.first_run(work)
        work.add(Team(code="one", name="One"))
        queues = [work.add(Queue(code=f"q{n}", name=f"Q{n}", kind=TicketKind.INQUIRY)).id for n in range(QUEUES)]
        for n in range(AGENTS + 1):
            role = Role.AGENT if n < AGENTS else Role.SUPERVISOR
            who = {"login": f"p{n}", "code": f"p{n}", "name": f"P{n}", "password_hash": hashed, "roles": [role.value]}
            person = work.add(Person(**who, team_id=1, created_at=datetime(2026, 1, 1, tzinfo=UTC)))
            for queue in (queues[n % QUEUES], queues[(n + 1) % QUEUES]):
                work.add(QueueMember(queue_id=queue, person_id=person.id))


def _words() -> tuple[int, int]:
    """What matters and people are called; how many of each. The words that two share are as common as in life."""
    subjects = ["".join(parts) for parts in itertools.product(OPENINGS, THINGS, MATTERS)]
    dice = random.Random(1)
    names = sorted({dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2)))) for _ in range(6000)})
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bench_subjects (no int PRIMARY KEY, subject text, words tsvector)")
        connection.exec_driver_sql(
            "CREATE TABLE bench_names (no int PRIMARY KEY, name text, pinyin text, words tsvector)"
        )
        about = [
            {"no": no, "text": text, "words": document([text, f"{text}，请尽快处理", "维修/空调", "售后服务部"])}
            for no, text in enumerate(subjects)
        ]
        connection.execute(sa.text("INSERT INTO bench_subjects VALUES (:no, :text, CAST(:words AS tsvector))"), about)
        called = [
            {"no": no, "text": text, "pinyin": pinyin(text), "words": document([text, pinyin(text)])}
            for no, text in enumerate(names)
        ]
        into = sa.text("INSERT INTO bench_names VALUES (:no, :text, :pinyin, CAST(:words AS tsvector))")
        connection.execute(into, called)
    return len(subjects), len(names)


def _documents() -> None:
    """The documents that `card_index` would write, put together from their parts; the indexes are made afterwards."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
        connection.exec_driver_sql("ANALYZE")
        for table, rows in (("ticket_words", _TICKET_WORDS), ("customer_words", _CUSTOMER_WORDS)):
            connection.exec_driver_sql(f"DROP INDEX ix_{table}_document")
            connection.exec_driver_sql(rows)
            connection.exec_driver_sql(
                f"CREATE INDEX ix_{table}_document ON {table} USING gin (document) WITH (fastupdate = off)"
            )


def _timed(deed) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started
