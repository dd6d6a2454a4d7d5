"""What the screens cost the browser: 200 agents and ten deltas a second on the wallboard, the console's first paint,
and an eight-hour day of deltas at speed with the heap before and after.

Chromium, one page; the share of its main thread is processor time by the browser's own metrics. Targets: <= 30 % of
the main thread, no delta lost; first paint <= 1 s, live <= 1.5 s; the heap after a day at most a tenth above an hour's.
"""

import json
import os
import re
import shutil
import threading
from collections.abc import Callable
from typing import Any

import redis
from playwright.sync_api import BrowserContext, CDPSession, Page, WebSocketRoute, sync_playwright

from benchmarks._centre import empty_house, token_of
from benchmarks._node import Web, web_node
from realtime import stream
from ticketing.auth.sessions import COOKIE
from ticketing.clock import SystemClock
from ticketing.config import Config
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.people import Person
from ticketing.queries.board.change import Change

AGENTS, DELTAS_PER_S, ROWS_A_DELTA = 200, 10, 20
SECONDS = 20.0
HOUR, DAY = 3_600, 8 * 3_600
MAIN_PCT, PAINT_MS, LIVE_MS, HEAP_TIMES = 30.0, 1_000.0, 1_500.0, 1.1
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--js-flags=--expose-gc"]
STATES = ("idle", "ringing", "talking", "hold", "wrapup", "busy")
FIRST_VERSION = 1_000_000
SETTINGS = {"fsync": "off"}


def main() -> None:
    with empty_house(SETTINGS) as house:
        cookie = _login()
        with redis.Redis.from_url(house.config.redis_url) as client:
            stream.beat(client, SystemClock().now())
        with web_node(house.config) as web:
            report(_measure(house.config, web, cookie))


def _login() -> str:
    """Somebody who leads and answers, with a cookie."""
    with begin(SYSTEM) as work:
        named = {"login": "lead", "code": "8000", "name": "Lead", "password_hash": "-"}
        return token_of(work, work.add(Person(**named, roles=["agent", "supervisor"], created_at=work.now)))


def _measure(config: Config, web: Web, cookie: str) -> dict[str, Any]:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": web.origin}])
        with redis.Redis.from_url(config.redis_url) as client, _teller(lambda: _beat(client)):
            found = _opening(context, web) | _ten_a_second(context, web, client) | _a_day(context, web)
        browser.close()
    return found


def _beat(client: redis.Redis) -> None:
    stream.beat(client, SystemClock().now())


class _teller:  # noqa: N801 - read as a verb in a with statement
    """Says its word once a second until the block ends, as a relay does."""

    def __init__(self, word: Callable[[], None]) -> None:
        self._word, self._stopped = word, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._stopped.wait(1.0):
            self._word()

    def __enter__(self) -> None:
        self._word()
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()


def _opening(context: BrowserContext, web: Web) -> dict[str, Any]:
    """Milliseconds from asking for the console to its first paint and to its first live row; the better of three."""
    paints, lives = [], []
    for _ in range(3):
        page = context.new_page()
        page.goto(web.origin + "/", wait_until="commit")
        page.wait_for_selector("[data-link=live]", timeout=20_000)
        lives.append(page.evaluate("performance.now()"))
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"))
        page.close()
    return {"paint_ms": min(paints), "live_ms": min(lives)}


def _ten_a_second(context: BrowserContext, web: Web, client: redis.Redis) -> dict[str, Any]:
    """The main thread's share while every agent changes once a second, and whether the last of each is on the glass."""
    page = context.new_page()
    page.goto(web.origin + "/wallboard")
    page.wait_for_selector("[data-link=live]", timeout=20_000)
    told = _tell(client, 0, range(AGENTS))
    page.locator("[data-agent]").nth(AGENTS - 1).wait_for(state="attached")
    devtools = _metrics_of(context, page)
    before = _metrics(devtools)
    for tick in range(int(SECONDS * DELTAS_PER_S)):
        first = tick * ROWS_A_DELTA % AGENTS
        told |= _tell(client, tick + 1, range(first, first + ROWS_A_DELTA))
        page.wait_for_timeout(1000 / DELTAS_PER_S)
    after = _metrics(devtools)
    page.wait_for_timeout(2_000)
    read = "all => all.map(a => [a.dataset.agent, a.querySelector('b').textContent])"
    shown = dict(page.eval_on_selector_all("[data-agent]", read))
    page.close()
    lost = sum(1 for code, name in told.items() if shown.get(code) != name)
    share = (after["TaskDuration"] - before["TaskDuration"]) / (after["Timestamp"] - before["Timestamp"])
    return {"main_pct": 100 * share, "lost": lost}


def _tell(client: redis.Redis, tick: int, agents: range) -> dict[str, str]:
    rows = {f"{9000 + n}": _agent(n, tick) for n in agents}
    version = FIRST_VERSION + tick
    stream.publish(client, [Change("wallboard", f"agent:{code}", version, row) for code, row in rows.items()])
    return {code: row["name"] for code, row in rows.items()}


def _agent(n: int, tick: int) -> dict[str, Any]:
    """Short rows: a snapshot too large for a message is read from SQL, where these people are not."""
    code, since = f"{9000 + n}", SystemClock().now().isoformat()
    return {
        "code": code,
        "raw": code,
        "name": f"P{n} {tick}",
        "state": STATES[(n + tick) % len(STATES)],
        "since": since,
        "mapped": True,
    }


def _a_day(context: BrowserContext, web: Web) -> dict[str, Any]:
    """A delta for every second of eight hours, put into the page's own socket as fast as it takes them."""
    page, line = context.new_page(), _Line()
    page.route_web_socket(re.compile("/socket.io/"), line.through)
    page.goto(web.origin + "/wallboard")
    page.wait_for_selector("[data-link=live]", timeout=20_000)
    devtools = _metrics_of(context, page)
    heaps = {}
    for until in (HOUR, DAY):
        while line.sent < until:
            line.say(100)
            page.wait_for_timeout(1)
        devtools.send("HeapProfiler.collectGarbage")
        heaps[until] = _metrics(devtools)["JSHeapUsedSize"] / 1e6
    page.close()
    return {"heap_hour_mb": heaps[HOUR], "heap_day_mb": heaps[DAY]}


class _Line:
    """Between page and server: remembers where the wallboard's chain stands and goes on with it."""

    def __init__(self) -> None:
        self.sent, self._epoch, self._seq = 0, "", 0
        self._page: WebSocketRoute | None = None

    def through(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        self._page = page
        server.on_message(lambda message: self._heard(page, message))

    def _heard(self, page: WebSocketRoute, message: str | bytes) -> None:
        found = re.search(r'"snap":\{"e":"([^"]+)","s":(\d+)', str(message))
        if found:
            self._epoch, self._seq = found[1], int(found[2])
        page.send(message)

    def say(self, times: int) -> None:
        assert self._page is not None
        for _ in range(times):
            rows = [
                [f"agent:{9000 + n}", FIRST_VERSION * 2 + self.sent, _agent(n, self.sent)]
                for n in range(self.sent % 40, self.sent % 40 + 5)
            ]
            delta = {"t": "wallboard", "e": self._epoch, "p": self._seq, "s": self._seq + 1, "i": rows}
            self._page.send(f"42/live,{json.dumps(['d', delta])}")
            self.sent, self._seq = self.sent + 1, self._seq + 1


def _metrics_of(context: BrowserContext, page: Page) -> CDPSession:
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    return devtools


def _metrics(devtools: CDPSession) -> dict[str, float]:
    return {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}


def report(found: dict[str, Any]) -> None:
    lines = {
        "first paint of the console, ms": (found["paint_ms"], PAINT_MS),
        "live rows on the console, ms": (found["live_ms"], LIVE_MS),
        "main thread of the wallboard, %": (found["main_pct"], MAIN_PCT),
        "agents whose last delta is not shown": (found["lost"], 0),
        "heap after a day, MB": (found["heap_day_mb"], HEAP_TIMES * found["heap_hour_mb"]),
    }
    print(f"load {os.getloadavg()[0]:.1f}")
    for what, (value, most) in lines.items():
        print(f"{what:<40}{value:>10.1f}   target <= {most:.1f}")
    found["met"] = all(value <= most for value, most in lines.values())
    print(json.dumps({"bench": "screens", **found}))


if __name__ == "__main__":
    main()
