"""Where a call's recording lies: names told by the phone system first, then the site's way of naming files."""

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

#: How sites name their files when nothing else says so; `*` stands for anything within one name.
USUAL_NAMES: Final = (
    "*-{uniqueid}.*",
    "*-{member_uniqueid}.*",
    "{uniqueid}.*",
    "{Y}/{m}/{d}/*-{uniqueid}.*",
)
#: What browsers can play, and what it is called on the wire.
TYPES: Final[Mapping[str, str]] = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".webm": "audio/webm",
}
#: A WAV header and nothing behind it: the caller never talked.
HEADER_ONLY: Final = 44
_PLACE = re.compile(r"\{(\w+)\}")
_TEMPLATE = re.compile(r"[A-Za-z0-9_.\-*{}/]{1,200}", re.ASCII)
PLACES: Final = frozenset({"uniqueid", "member_uniqueid", "linkedid", "caller", "queue", "Y", "m", "d"})


@dataclass(frozen=True)
class Shelf:
    """One phone system's recordings: a folder of ours, and how files in it are named."""

    root: str = ""
    names: Sequence[str] = USUAL_NAMES

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Shelf":
        """`{"recordings": {"root": path, "names": [template]}}` of the phone system's settings."""
        found = settings.get("recordings") or {}
        return cls(str(found.get("root") or ""), tuple(found.get("names") or USUAL_NAMES))


@dataclass(frozen=True)
class Heard:
    """What is known of the call: its channels and `at` on the phone system's own clock; `told`: names it wrote down."""

    uniqueids: Sequence[str] = ()
    member_uniqueids: Sequence[str] = ()
    linkedid: str = ""
    caller: str = ""
    queue: str = ""
    at: datetime | None = None
    told: Sequence[str] = field(default_factory=tuple)


def check_names(names: Sequence[str]) -> None:
    """Raises `ValueError` with the template that could lead out of the folder or holds an unknown place."""
    for name in names:
        unknown = set(_PLACE.findall(name)) - PLACES
        if unknown or not _TEMPLATE.fullmatch(name) or name.startswith("/") or ".." in name:
            raise ValueError(name)


def relative(told: str, root: str) -> str:
    """A name as the phone system wrote it, below the folder: a whole path of its own machine is its last part."""
    path = told.replace("\\", "/")
    if path.startswith(f"{root.rstrip('/')}/") and root:
        return path[len(root.rstrip("/")) + 1 :]
    return path.rpartition("/")[2] if path.startswith("/") else path


def every_name(shelf: Shelf) -> list[str]:
    """The shelf's templates with any word in every place, as patterns of whole names below the folder."""
    return [_PLACE.sub("*", template) for template in shelf.names]


def patterns(shelf: Shelf, heard: Heard) -> Iterator[str]:
    """Glob patterns below the folder, the likeliest first; whatever came from a call is taken literally."""
    for name in heard.told:
        yield glob.escape(relative(name, shelf.root))
    for template in shelf.names:
        yield from _filled(template, heard)


def _filled(template: str, heard: Heard) -> Iterator[str]:
    needed = set(_PLACE.findall(template))
    for uniqueid in heard.uniqueids or ("",):
        for member in heard.member_uniqueids or ("",):
            values = _values(heard, uniqueid, member)
            # A place without a value would match other people's calls.
            if all(values.get(place) for place in needed):
                yield _PLACE.sub(lambda found, values=values: glob.escape(values[found[1]]), template)  # type: ignore[misc]
            if "member_uniqueid" not in needed:
                break
        if not needed & {"uniqueid", "member_uniqueid"}:
            break


def _values(heard: Heard, uniqueid: str, member: str) -> dict[str, str]:
    day = {sign: heard.at.strftime(f"%{sign}") for sign in "Ymd"} if heard.at else {}
    own = {"linkedid": heard.linkedid, "caller": heard.caller, "queue": heard.queue}
    return {"uniqueid": uniqueid, "member_uniqueid": member, **own, **day}
