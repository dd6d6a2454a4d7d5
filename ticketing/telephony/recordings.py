"""Files on a recordings' shelf: found below its folder or not at all, however they are asked for."""

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from ticketing.domain.recordings import HEADER_ONLY, TYPES, Heard, Shelf, every_name, patterns

#: No call has more recordings than this.
MOST = 20
#: A look into a folder stops here: somebody waits for it.
MOST_LOOKED_AT = 5_000


class Sound(StrEnum):
    """`empty`: the file is a header without a sound; `missing`: there is no file; `unplayable`: no browser plays it;
    `no_folder`: the phone system's recordings are not within our reach."""

    OK = "ok"
    EMPTY = "empty"
    MISSING = "missing"
    UNPLAYABLE = "unplayable"
    NO_FOLDER = "no_folder"


@dataclass(frozen=True)
class Found:
    """One file, by its name below the shelf's folder."""

    name: str
    sound: Sound
    bytes: int = 0


def of_call(shelf: Shelf, heard: Heard) -> list[Found]:
    """The recordings of a call, each once; what the phone system named and is not there is said to be missing."""
    root = folder(shelf)
    if root is None:
        return [Found(name, Sound.NO_FOLDER) for name in heard.told[:MOST]]
    found: dict[str, Found] = {}
    for pattern in patterns(shelf, heard):
        for path in islice(_within(root, pattern), MOST):
            name = str(path.relative_to(root))
            found.setdefault(name, _judged(path, name))
    known = {Path(name).name for name in found}
    gone = [
        Found(name, Sound.MISSING) for name in heard.told if name.replace("\\", "/").rpartition("/")[2] not in known
    ]
    return [*found.values(), *gone][:MOST]


def open_path(shelf: Shelf, name: str) -> Path | None:
    """The file of this name below the folder, None for whatever is elsewhere, no file, or no sound."""
    root = folder(shelf)
    if root is None or "\0" in name:
        return None
    path = (root / name).resolve()
    if not path.is_relative_to(root) or not path.is_file() or path.suffix.lower() not in TYPES:
        return None
    return path


@dataclass(frozen=True)
class Survey:
    """What lies in a folder, as far as the first `MOST_LOOKED_AT` files tell: how many, how many of them are named as
    the shelf says, can be played by a browser, hold no sound."""

    files: int
    named: int
    playable: int
    empty: int

    @property
    def is_all(self) -> bool:
        return self.files < MOST_LOOKED_AT


def survey(shelf: Shelf) -> Survey | None:
    """Look into a shelf's folder; None where it names none that is there."""
    root = folder(shelf)
    if root is None:
        return None
    names = [re.compile(fnmatch.translate(pattern)) for pattern in every_name(shelf)]
    files = list(islice((path for path in root.rglob("*") if path.is_file()), MOST_LOOKED_AT))
    told = [str(path.relative_to(root)) for path in files]
    return Survey(
        files=len(files),
        named=sum(any(name.match(one) for name in names) for one in told),
        playable=sum(path.suffix.lower() in TYPES for path in files),
        empty=sum(path.stat().st_size <= HEADER_ONLY for path in files),
    )


def folder(shelf: Shelf) -> Path | None:
    """The shelf's folder, if it names one that is there."""
    if not shelf.root:
        return None
    root = Path(shelf.root).resolve()
    return root if root.is_dir() and root != Path(root.anchor) else None


def _within(root: Path, pattern: str) -> Iterator[Path]:
    """Files that the pattern finds, links that lead out of the folder left aside."""
    parts = Path(pattern).parts
    if not parts or pattern.startswith("/") or ".." in parts or "\0" in pattern:
        return
    for path in root.glob(pattern):
        if path.is_file() and path.resolve().is_relative_to(root):
            yield path


def _judged(path: Path, name: str) -> Found:
    size = path.stat().st_size
    if size <= HEADER_ONLY:
        return Found(name, Sound.EMPTY, size)
    return Found(name, Sound.OK if path.suffix.lower() in TYPES else Sound.UNPLAYABLE, size)
