"""Chromium before a real web process and a real clock process, and a phone system that tests speak for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.phones import PhoneSystem
from tests.conftest import _execute, _numbers
from tests.realtime.conftest import free_port, started
from tests.waiting import wait_for
from ticketing.actions import people, setup
from ticketing.actions.people import PersonWish
from ticketing.app import create_app
from ticketing.auth import passwords
from ticketing.auth.sessions import COOKIE, new_token
from ticketing.clock import SystemClock
from ticketing.config import Config
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import TicketKind
from ticketing.embedded import postgres
from ticketing.embedded.running import running_redis
from ticketing.journal import JournalEntry
from ticketing.models.calendars import Calendar, SlaPolicy, SlaPolicyVersion
from ticketing.models.people import LoginSession, Person
from ticketing.models.queues import Queue
from ticketing.work import Work

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PASSWORD = "correct horse battery"
QUEUES = {
    "consult": ("咨询", "Enquiries", TicketKind.INQUIRY),
    "complaint": ("投诉", "Complaints", TicketKind.COMPLAINT),
}
# login: name, number, roles, team
CAST = {
    "wang": ("王芳", "8001", ("agent",), "one"),
    "li": ("李娜", "8002", ("agent",), "one"),
    "chen": ("陈静", "8101", ("lead",), "one"),
    "sun": ("孙浩", None, ("supervisor",), None),
    "shen": ("沈洁", None, ("inspector",), None),
    "guest": ("访客", None, ("viewer",), None),
    "root": ("管理员", None, ("admin",), None),
}


@dataclass
class House:
    """A running system: where it answers, who is in it, and its phones."""

    app: Flask
    url: str
    people: dict[str, int]
    phones: PhoneSystem

    def cookie(self, login: str) -> str:
        """A fresh login of this person."""
        token, hashed = new_token()
        now = SystemClock().now()
        with begin(SYSTEM) as work:
            person = work.session.get_one(Person, self.people[login])
            row = {"token_hash": hashed, "person_id": person.id, "session_version": person.session_version}
            times = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
            work.session.add(LoginSession(csrf_token=hashed, **row, **times))
        return token


@dataclass
class Watch:
    """What a page must never do; the test fails when it did."""

    url: str
    wrongs: list[str] = field(default_factory=list)
    # What the browser may complain of because the test asked for it: a refusal, a missing network.
    expected: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrongs.append(f"page error: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in self.expected):
            self.wrongs.append(f"console: {message.text} at {message.location['url']}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, self.url.replace("http", "ws"), "data:", "blob:")):
            self.wrongs.append(f"left the machine: {request.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all; without Chromium these tests are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium fonts-noto-cjk, or set CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house_redis_url(servers_dir: Path) -> Iterator[str]:
    """A Redis of the house alone: its worker would eat the jobs of every other test on the same server."""
    with running_redis(servers_dir / "house") as url:
        yield url


@pytest.fixture(scope="session")
def house(template_database: str, servers_dir: Path, house_redis_url: str) -> Iterator[House]:
    """A centre on the machine's clock, served by processes of its own."""
    name = f"browser_{next(_numbers)}"
    _execute(servers_dir, f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY")
    config = Config(
        env="test",
        database_url=postgres.url(servers_dir, name),
        redis_url=house_redis_url,
        secret_key="only for tests",
    )
    app = create_app(config)
    with app.app_context():
        ids = _populated()
        phones = PhoneSystem(app, {code: ids[login] for login, (_, code, _, _) in CAST.items() if code})
        phones.install(tuple(QUEUES))
        node = started(config, free_port(), {})
        others = [_process(config, name) for name in ("clock", "worker_fast")]
        wait_for(_all_is_told, 90)
        yield House(app, node.origin, ids, phones)
        for process in others:
            process.kill()
            process.wait()
        node.kill()
        db.session.remove()
        db.engine.dispose()
    _execute(servers_dir, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def visit(house: House, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody: `visit("wang", "/desk", theme="dark", lang="en", size=(1920, 1080))`."""
    watches: list[Watch] = []
    contexts = []

    def open_page(
        login: str | None, path: str = "/", theme: str = "light", lang: str = "zh", size: tuple[int, int] = (1366, 768)
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, locale="zh-CN" if lang == "zh" else "en"
        )
        cookies = [{"name": "rexian_lang", "value": lang, "url": house.url}]
        if login:
            cookies.append({"name": COOKIE, "value": house.cookie(login), "url": house.url})
        context.add_cookies(cookies)
        page = context.new_page()
        watch = Watch(house.url)
        watch.over(page)
        page.watch = watch
        watches.append(watch)
        contexts.append(context)
        page.goto(house.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [wrong for watch in watches for wrong in watch.wrongs] == []


def _populated() -> dict[str, int]:
    hashed = passwords.hash_of(PASSWORD)
    with begin(SYSTEM) as work:
        setup.first_run(work)
        people.add_team(work, "one", "一组")
        _impatient_policy(work)
        for position, (code, (name, english, kind)) in enumerate(QUEUES.items()):
            work.add(Queue(code=code, name=name, name_en=english, kind=kind, position=position))
        ids = {}
        for login, (name, number, roles, team) in CAST.items():
            queues = tuple(QUEUES) if number else ()
            wish = PersonWish(login=login, name=name, roles=roles, code=number, team=team, queues=queues)
            ids[login] = people.add(work, wish, hashed, must_change=False).id
    return ids


def _impatient_policy(work: Work) -> None:
    """Suggestions are answered and settled within three seconds, or the desk hears of it."""
    calendar = work.session.scalars(sa.select(Calendar).filter_by(code="CAL-24")).one()
    targets = {kind: dict.fromkeys(("low", "normal", "high", "urgent"), 3) for kind in ("first_response", "resolution")}
    definition = {"calendar": "CAL-24", "warn_pct": [50], "targets": targets}
    named = {"code": "P-FAST", "name": "fast", "rank": 1, "match": {"kind": ["suggestion"]}}
    policy = work.add(SlaPolicy(calendar_id=calendar.id, definition=definition, **named))
    kept = {"version": 1, "valid_from": work.now, "definition": definition, "calendar_id": calendar.id}
    work.add(SlaPolicyVersion(policy_id=policy.id, **kept))


def _all_is_told() -> bool:
    """Whether the relay is up: what was recorded before it has been carried to the board."""
    with reading() as session:
        return session.scalar(sa.select(JournalEntry.id).where(JournalEntry.delivered_at.is_(None)).limit(1)) is None


def _process(config: Config, name: str) -> "subprocess.Popen[bytes]":
    env = {
        **os.environ,
        "REXIAN_ENV": "test",
        "REXIAN_DATABASE_URL": config.database_url,
        "REXIAN_REDIS_URL": config.redis_url,
        "REXIAN_SECRET_KEY": config.secret_key,
    }
    return subprocess.Popen(
        [sys.executable, "-m", f"workers.processes.{name}"], cwd=ROOT, env=env, start_new_session=True
    )
