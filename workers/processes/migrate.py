"""The step that brings the tables up to date before anything else starts."""

from ticketing.config import Config
from workers import migration, process


def main() -> None:
    process.speak_json()
    migration.upgrade(Config.from_env().database_url)


if __name__ == "__main__":
    main()
