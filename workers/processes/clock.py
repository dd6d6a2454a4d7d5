"""The process that keeps time: what is due, what must be told, what recurs."""

from typing import Any

from realtime.carry import Carrier
from realtime.touched import FLOOR
from ticketing import redis_clients
from ticketing.db import centre
from workers import alerts, process, queues
from workers.dispatcher import Dispatcher
from workers.loops import Loop, run_until
from workers.outward import ears
from workers.relay import BATCH, Relay
from workers.schedule import TIMELY, Schedule

# Between two carryings: half of it is added to the way from the phone line to the browser, and it lets a busy floor's
# events come in handfuls, each of which costs little more than one of them.
RELAY_PAUSE_S = 0.04


def main() -> None:
    app, config = process.start()
    redis = redis_clients.for_clock(config.redis_url)
    slow = queues.queue(queues.SLOW, redis)

    def enqueue(job: str, arguments: dict[str, Any], job_id: str) -> None:
        queues.hand_over(slow, job, arguments, job_id=job_id)

    with app.app_context():
        carrier = Carrier(redis, centre())
    watcher = alerts.Watcher()
    relay = Relay(carrier.publish, enqueue, watcher.hear, [event.__name__ for event in FLOOR], ears.hear)
    run_until(
        process.stop_signal(),
        [
            Loop("relay", app, lambda: 0.0 if relay.step() >= BATCH else RELAY_PAUSE_S),
            Loop("board", app, carrier.beat),
            Loop("alerts", app, watcher.step),
            Loop("dispatcher", app, Dispatcher(redis_clients.for_clock(config.redis_url), config.lease_s).step),
            Loop("schedule", app, Schedule(TIMELY).step),
        ],
    )


if __name__ == "__main__":
    main()
