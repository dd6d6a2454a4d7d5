"""Two nodes, twenty pages that come and go, and everything dies now and then: in the end every page tells the truth."""

import contextlib
import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from realtime.carry import Carrier
from tests.realtime.conftest import Floor, Node, free_port, populated, started
from tests.realtime.wire import LiveClient, Refused
from ticketing.app import create_app
from ticketing.config import Config
from ticketing.db import begin, centre, db
from ticketing.domain.actors import SYSTEM
from ticketing.domain.events import ConsoleStateChanged
from ticketing.embedded.running import running_redis
from ticketing.models.presence import ConsoleState

PAGES = 20
SECONDS = 25.0
SETTLES_WITHIN_S = 20.0
FAULTS = ("flush", "node", "redis", "flush")
STATES = ("busy", "break", "ready", "offline")

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]


@dataclass
class Centre:
    """What the chaos is done to; `relay` writes and publishes as the clock process does, and never loses an event."""

    floor: Floor
    config: Config
    folder: Path
    dice: random.Random
    nodes: list[Node]
    restarts: contextlib.ExitStack
    owed: list[ConsoleStateChanged] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    quiet: threading.Event = field(default_factory=threading.Event)

    def relay(self) -> None:
        with self.floor.app.app_context(), self.client() as client:
            carrier = Carrier(client, centre())
            beat_at = 0.0
            while not self.over.wait(0.05):
                if not self.quiet.is_set():
                    self.owed.append(self.say())
                with contextlib.suppress(RedisError):
                    carrier.publish(self.owed)
                    self.owed = []
                    if time.monotonic() > beat_at:
                        carrier.beat()
                        beat_at = time.monotonic() + 1.0

    def say(self) -> ConsoleStateChanged:
        person_id = self.floor.people[self.dice.choice(("agent1", "agent2"))]
        with begin(SYSTEM) as work:
            found = work.session.query(ConsoleState).filter_by(person_id=person_id).one_or_none()
            row = found or work.add(ConsoleState(person_id=person_id, state="ready", since=work.now))
            row.take(self.dice.choice(STATES), "会议", work.now)
            return ConsoleStateChanged(person_id, row.state, row.reason)

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.config.redis_url, socket_timeout=1, retry=Retry(NoBackoff(), 0))

    def fault(self, kind: str) -> None:
        if kind == "flush":
            with contextlib.suppress(RedisError), self.client() as client:
                client.flushall()
        elif kind == "redis":
            with self.client() as client:
                os.kill(client.info("server")["process_id"], signal.SIGKILL)
            self.restarts.close()
            time.sleep(self.dice.random())
            self.restarts.enter_context(running_redis(self.folder))
        elif kind == "node":
            index = self.dice.randrange(len(self.nodes))
            self.nodes[index].kill()
            self.nodes[index] = started(self.config, self.nodes[index].port, {})


@dataclass
class Page:
    """A page that reconnects to any node when its connection breaks, and sometimes just so."""

    centre: Centre
    cookie: str
    dice: random.Random
    rows: dict[str, object] = field(default_factory=dict)
    visits: int = 0

    def live(self) -> None:
        memory = None
        while not self.centre.over.is_set():
            node = self.dice.choice(self.centre.nodes)
            client = LiveClient(node.port, node.origin, self.cookie)
            try:
                client.enter()
                self.visits += 1
                client.topics = memory or client.topics
                client.sub("wallboard")
                self.follow(client)
            except (OSError, EOFError, Refused, TimeoutError, KeyError):
                time.sleep(self.dice.random() * 0.5)
            finally:
                memory = getattr(client, "topics", None)
                client.close()

    def follow(self, client: LiveClient) -> None:
        leaves_at = time.monotonic() + self.dice.expovariate(1 / 6)
        while not self.centre.over.is_set():
            client.listen(0.2)
            self.rows = client.rows("wallboard")
            if time.monotonic() > leaves_at and not self.centre.quiet.is_set():
                return


@pytest.fixture
def in_trouble(database_url: str, servers_dir: Path) -> Iterator[Centre]:
    folder = servers_dir / "chaos"
    folder.mkdir()
    with contextlib.ExitStack() as restarts:
        url = restarts.enter_context(running_redis(folder))
        config = Config(env="test", database_url=database_url, redis_url=url, secret_key="only for tests")
        app = create_app(config)
        with app.app_context():
            floor = populated(app)
            nodes = [started(config, free_port(), {}) for _ in range(2)]
            centre_ = Centre(floor, config, folder, random.Random(11), nodes, restarts)
            yield centre_
            centre_.over.set()
            for node in centre_.nodes:
                node.kill()
            db.session.remove()
            db.engine.dispose()


def test_after_all_that_every_page_equals_the_database(in_trouble: Centre) -> None:
    logins = ("super", "viewer", "lead1", "agent1")
    pages = [Page(in_trouble, in_trouble.floor.cookie(logins[n % len(logins)]), random.Random(n)) for n in range(PAGES)]
    threads = [threading.Thread(target=one) for one in (in_trouble.relay, *(page.live for page in pages))]
    for thread in threads:
        thread.start()
    ends_at = time.monotonic() + SECONDS
    # Each at least once, however slow the machine; then again until the time is over.
    for kind in itertools.chain(FAULTS, itertools.cycle(FAULTS)):
        time.sleep(1.0)
        in_trouble.fault(kind)
        if time.monotonic() > ends_at and kind == FAULTS[-1]:
            break
    in_trouble.quiet.set()
    wrong = settle(in_trouble, pages)
    in_trouble.over.set()
    for thread in threads:
        thread.join(10)
    assert wrong == {}
    assert sum(page.visits for page in pages) > PAGES


def settle(centre_: Centre, pages: list[Page]) -> dict[int, object]:
    """The pages that do not show what the database says, once they had their time."""
    deadline = time.monotonic() + SETTLES_WITHIN_S
    while True:
        truth = said(centre_)
        wrong = {n: shown(page) for n, page in enumerate(pages) if shown(page) != truth}
        if not wrong or time.monotonic() > deadline:
            return wrong
        time.sleep(0.5)


def said(centre_: Centre) -> dict[str, str]:
    with begin(SYSTEM) as work:
        rows = {one.person_id: one for one in work.session.query(ConsoleState)}
    codes = {"agent:8001": centre_.floor.people["agent1"], "agent:8002": centre_.floor.people["agent2"]}
    words = {"ready": "idle"}
    return {id_: words.get(rows[person].state, rows[person].state) for id_, person in codes.items()}


def shown(page: Page) -> dict[str, object]:
    rows = page.rows
    return {id_: rows[id_]["state"] for id_ in ("agent:8001", "agent:8002") if id_ in rows}  # type: ignore[index]
