"""The process that fires due timers, batch by batch."""

from workers import heartbeat, process, queues


def main() -> None:
    app, config = process.start()
    heartbeat.keep_beating()
    with app.app_context():
        queues.fast_worker(config.redis_url).work(with_scheduler=False, logging_level="WARNING")


if __name__ == "__main__":
    main()
