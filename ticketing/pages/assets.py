"""What the browser loads: the built console by its content-hashed names, and the words of its islands."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, send_from_directory, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from ticketing.auth import public
from ticketing.pages.formats import block

BUILD = Path(__file__).resolve().parents[2] / "realtime" / "static" / "build"
A_YEAR_S = 365 * 24 * 3600

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Built:
    """The manifest of one build; empty when the console was never built."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    icons: str = ""
    strings: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        return "app" in self.entries


def built() -> Built:
    """The newest build; a rebuild is noticed without a restart."""
    manifest = BUILD / "manifest.json"
    try:
        return _read(manifest, manifest.stat().st_mtime_ns)
    except (OSError, ValueError):
        return Built()


@lru_cache(maxsize=2)
def _read(manifest: Path, _changed_ns: int) -> Built:
    found = json.loads(manifest.read_text("utf-8"))
    return Built(found["entries"], found["icons"], tuple(found["strings"]))


@blueprint.get("/static/build/<path:name>")
@public
def file(name: str) -> Response:
    """A built file; its name changes with its content, so it may be kept for a year."""
    response = send_from_directory(BUILD, name, max_age=A_YEAR_S)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def asset(name: str) -> Markup:
    """The tags that load one entry: styles, early chunks, module."""
    entry = built().entries.get(name)
    if entry is None:
        return Markup("")
    tags = [f'<link rel="stylesheet" href="{_url(entry["css"])}">'] if entry["css"] else []
    tags += [f'<link rel="modulepreload" href="{_url(chunk)}">' for chunk in entry["preload"]]
    tags.append(f'<script type="module" src="{_url(entry["js"])}"></script>')
    # Names come from our own manifest and are escaped by url_for.
    return Markup("\n").join(Markup(tag) for tag in tags)  # noqa: S704


def sprite() -> str:
    return _url(built().icons) if built().icons else ""


def icon(name: str) -> Markup:
    """One icon of the sprite, for the eye only: the word stands beside it."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(sprite(), name)


def island_strings() -> Markup:
    """The islands' messages in the page's language, as a block of data (no script)."""
    return block({message: gettext(message) for message in built().strings})


def _url(name: str) -> str:
    return str(escape(url_for("assets.file", name=name)))
