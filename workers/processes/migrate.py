"""The step that brings the tables up to date before anything else starts."""

import sys

from ticketing.bare import bare_app
from ticketing.config import Config
from workers import first_start, migration, process


def main() -> None:
    process.speak_json()
    config = Config.from_env()
    migration.upgrade(config.database_url)
    with bare_app(config).app_context():
        # A demonstration brings people of its own.
        for line in first_start.prepare(with_administrator=not config.demo):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
