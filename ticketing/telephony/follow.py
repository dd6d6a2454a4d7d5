"""A log file is read to its end, then waited for; when it is rotated, the old one is finished before the new begins."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

#: Asterisk writes at most 8,192 bytes a line; what is longer is kept cut, marked with its true length.
LONGEST_LINE = 8192
CHUNK = 1 << 20


class Place(NamedTuple):
    """How far a log has been read: which file (`generation_of`) and the byte after the last line taken."""

    generation: int = 0
    offset: int = 0


class LogLine(NamedTuple):
    """One line without its end, as bytes, and where it begins; `length` is its true length when it was cut."""

    offset: int
    text: bytes
    length: int


class Stretch(NamedTuple):
    """Some lines of one file, in order; `end` is the place after the last of them."""

    lines: list[LogLine]
    end: Place


def generation_of(inode: int, first_line: bytes) -> int:
    """A file's name for ever: 32 bits of its first line, 31 of its inode (telephony.md 5.2).

    A rotated file keeps both; a copy keeps the upper half, by which `same_text` knows it.
    """
    words = hashlib.blake2b(first_line, digest_size=4).digest()
    node = hashlib.blake2b(str(inode).encode(), digest_size=4).digest()
    return int.from_bytes(words, "big", signed=True) << 31 | int.from_bytes(node, "big") >> 1


def same_text(one: int, other: int) -> bool:
    """Whether two generations begin with the same line: the one may be a copy of the other."""
    return one >> 31 == other >> 31


def generation_at(path: Path) -> int | None:
    """The generation of the file at `path`; None without one, or before its first line is whole."""
    try:
        with path.open("rb") as file:
            return _generation(file)
    except OSError:
        return None


def read_file(path: Path, start: int = 0) -> Iterator[Stretch]:
    """Every line of a file that stands still, in stretches of about a megabyte; a last line without its end too.

    Raises `OSError` when the file cannot be read.
    """
    with path.open("rb") as file:
        reader = _Reader(file, start, _generation(file) or 0)
        while (stretch := reader.take()) is not None:
            yield stretch
        if (rest := reader.rest()) is not None:
            yield rest


class Follower:
    """Reads the log at `path` from a place on, through every rotation: rename, copytruncate, time-stamped names.

    Call `take` again and again: it gives the next lines, or None when there is nothing new.
    """

    def __init__(self, path: Path, place: Place) -> None:
        self.path = path
        self.place = place
        self._reader: _Reader | None = None
        # Rotated files that were not read to their end, oldest first, and the generation they go on under.
        self._older: list[tuple[Path, int | None]] = []
        self._started = False
        self._idle = 0

    def take(self) -> Stretch | None:
        """The next lines, None when there are none now; a log that does not exist yet is waited for."""
        if not self._started:
            self._older = self._missed()
            self._started = True
        if self._reader is None and not self._open_next():
            return None
        stretch = self._read()
        if stretch is not None:
            self.place = stretch.end
        return stretch

    def close(self) -> None:
        """Let go of the file."""
        if self._reader is not None:
            self._reader.file.close()
            self._reader = None

    def _read(self) -> Stretch | None:
        reader = self._reader
        assert reader is not None  # noqa: S101 - take() has just opened it
        if reader.was_truncated():
            return self._after_truncation(reader)
        stretch = reader.take()
        if stretch is not None:
            self._idle = 0
            return stretch
        if not self._is_over(reader):
            return None
        rest = reader.rest()
        self.close()
        return rest or self.take()

    def _is_over(self, reader: "_Reader") -> bool:
        """Whether the file at hand was rotated away and its writer has let go: two looks found nothing new."""
        try:
            same = os.stat(self.path).st_ino == reader.inode
        except OSError:
            return False
        if same:
            self._idle = 0
            return False
        self._idle += 1
        return self._idle > 1

    def _after_truncation(self, reader: "_Reader") -> Stretch | None:
        """copytruncate: what was written after the last look is in the copy, if it is still there."""
        generation, offset = reader.generation, reader.offset
        self.close()
        self.place = Place()
        for sibling in self._siblings():
            found = generation_at(sibling)
            if found is not None and same_text(found, generation) and sibling.stat().st_size > offset:
                with sibling.open("rb") as file:
                    copy = _Reader(file, offset, generation)
                    return copy.take() or copy.rest()
        return None

    def _open_next(self) -> bool:
        path, known_as = self._older.pop(0) if self._older else (self.path, None)
        try:
            file = path.open("rb")
        except OSError:
            return False
        generation = known_as or _generation(file)
        if generation is None:
            file.close()
            return False
        same = generation == self.place.generation
        self._reader = _Reader(file, self.place.offset if same else 0, generation)
        self._idle = 0
        return True

    def _missed(self) -> list[tuple[Path, int | None]]:
        """The rotated files since the one we stopped in, oldest first, that one included."""
        ours = self.place.generation
        if not ours or generation_at(self.path) == ours:
            return []
        rotated = sorted(self._siblings(), key=lambda path: path.stat().st_mtime_ns)
        named = [(path, generation_at(path)) for path in rotated]
        # A copy made by copytruncate while we were away goes on under the name of what it is a copy of.
        for is_ours in (lambda found: found == ours, lambda found: found is not None and same_text(found, ours)):
            for index, (path, generation) in enumerate(named):
                if is_ours(generation):
                    return [(path, ours), *((later, None) for later, _ in named[index + 1 :])]
        return []

    def _siblings(self) -> list[Path]:
        found = self.path.parent.glob(self.path.name + "[.-]*")
        return [path for path in found if path.is_file() and path.suffix not in {".gz", ".xz", ".bz2", ".zst"}]


class _Reader:
    """Whole lines of one open file from an offset on."""

    def __init__(self, file: BinaryIO, offset: int, generation: int) -> None:
        self.file = file
        self.offset = offset
        self.generation = generation
        self.inode = os.fstat(file.fileno()).st_ino

    def was_truncated(self) -> bool:
        return os.fstat(self.file.fileno()).st_size < self.offset

    def take(self) -> Stretch | None:
        """The whole lines of the next megabyte; None when there is no whole line."""
        data = self._data(CHUNK)
        end = data.rfind(b"\n") + 1
        while not end and len(data) >= CHUNK:
            # A line longer than a chunk: no log of a phone system, but it must not stop the feed.
            more = self._data(len(data) * 2)
            if len(more) == len(data):
                break
            data, end = more, more.rfind(b"\n") + 1
        return self._stretch(data[:end]) if end else None

    def rest(self) -> Stretch | None:
        """What stands after the last whole line."""
        data = self._data(CHUNK)
        return self._stretch(data) if data else None

    def _data(self, size: int) -> bytes:
        self.file.seek(self.offset)
        return self.file.read(size)

    def _stretch(self, data: bytes) -> Stretch:
        lines: list[LogLine] = []
        at = self.offset
        for text in data.split(b"\n"):
            if text.strip():
                lines.append(LogLine(at, text[:LONGEST_LINE], len(text)))
            at += len(text) + 1
        self.offset += len(data)
        return Stretch(lines, Place(self.generation, self.offset))


def _generation(file: BinaryIO) -> int | None:
    """From the first line of an open file; None while that line is not whole."""
    file.seek(0)
    first = file.readline(CHUNK)
    if not first.endswith(b"\n") and len(first) < CHUNK:
        return None
    return generation_of(os.fstat(file.fileno()).st_ino, first)
