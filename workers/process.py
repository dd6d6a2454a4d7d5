"""What every process of ours does first: speak JSON, and know when it is told to stop."""

import gc
import logging
import os
import signal
import sys
import threading

import structlog
from flask import Flask
from flask_babel import Babel
from sqlalchemy.orm import configure_mappers
from structlog.typing import Processor

from ticketing.bare import bare_app
from ticketing.config import Config

NICENESS = 10


def start() -> tuple[Flask, Config]:
    """The application without doors, and its settings; logging goes to standard error, a JSON object per line."""
    speak_json()
    config = Config.from_env()
    app = bare_app(config)
    seldom_collecting()
    return app, config


def speak_languages(app: Flask) -> None:
    """For processes that write for people: files of lists, mails. Without a reader's choice they speak Chinese."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, default_locale="zh_CN", default_timezone=app.config["REXIAN"].timezone)


def seldom_collecting() -> None:
    """Never look again for circles among what is there for good: code, mappings, tables, 150,000 objects.

    A whole collection stopped a busy process for 100 to 170 ms, every few seconds. The young are still looked through
    often: a session's rows are circles, and twenty thousand of them at once are a pause of their own.
    """
    configure_mappers()
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 20)


def give_way() -> None:
    """Leave the processors to those whom somebody waits for, as far as they want them."""
    os.nice(NICENESS)


def speak_json() -> None:
    """One JSON object per line on standard error, from our own loggers and from the libraries'."""
    stamp: list[Processor] = [structlog.processors.add_log_level, structlog.processors.TimeStamper("iso", utc=True)]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *stamp,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=stamp,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def stop_signal() -> threading.Event:
    """Set on SIGTERM or SIGINT."""
    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    return told_to_stop
