"""A log is followed through whatever rotates it, and no line is lost, torn or read twice."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ticketing.telephony.follow import LONGEST_LINE, Follower, Place, generation_at, read_file, same_text


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "queue_log"
    path.write_text("1|a\n2|b\n")
    return path


Follow = Callable[..., Follower]


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Make a follower; its file is closed after the test."""
    made: list[Follower] = []

    def start(path: Path, place: Place | None = None) -> Follower:
        made.append(Follower(path, place or Place()))
        return made[-1]

    yield start
    for follower in made:
        follower.close()


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def drain(follower: Follower) -> list[str]:
    """Everything that there is now; several looks, as the process takes them."""
    found = []
    for _ in range(8):
        while (stretch := follower.take()) is not None:
            found += [line.text.decode() for line in stretch.lines]
    return found


def test_lines_come_as_they_are_written(log: Path, follow: Follow) -> None:
    follower = follow(log)
    assert drain(follower) == ["1|a", "2|b"]
    add(log, "3|c\n")
    assert drain(follower) == ["3|c"]


def test_half_a_line_waits_for_its_other_half(log: Path, follow: Follow) -> None:
    follower = follow(log)
    drain(follower)
    add(log, "3|c|ha")
    assert drain(follower) == []
    add(log, "lf\n")
    assert drain(follower) == ["3|c|half"]


def test_a_log_that_does_not_exist_yet_is_waited_for(tmp_path: Path, follow: Follow) -> None:
    follower = follow(tmp_path / "queue_log")
    assert drain(follower) == []
    add(tmp_path / "queue_log", "1|a\n")
    assert drain(follower) == ["1|a"]


def by_renaming(log: Path) -> None:
    """logger rotate: the writer goes on in the old file for a moment."""
    log.rename(log.with_name("queue_log.0"))


def by_time_stamp(log: Path) -> None:
    log.rename(log.with_name("queue_log.1795291722"))


@pytest.mark.parametrize("rotate", [by_renaming, by_time_stamp])
def test_the_old_file_is_read_to_its_end_before_the_new_one(
    log: Path, follow: Follow, rotate: Callable[[Path], None]
) -> None:
    follower = follow(log)
    drain(follower)
    with log.open("a") as writer:
        rotate(log)
        writer.write("3|late in the old file\n")
    log.write_text("4|new\n")
    assert drain(follower) == ["3|late in the old file", "4|new"]


def test_a_copied_and_emptied_log_loses_nothing(log: Path, follow: Follow) -> None:
    follower = follow(log)
    drain(follower)
    add(log, "3|before the copy\n")
    shutil.copyfile(log, log.with_name("queue_log.1"))
    os.truncate(log, 0)
    add(log, "4|x\n")
    assert drain(follower) == ["3|before the copy", "4|x"]


def test_after_a_stop_the_files_rotated_meanwhile_are_read_in_order(log: Path, follow: Follow) -> None:
    follower = follow(log)
    drain(follower)
    place = follower.place
    follower.close()
    add(log, "3|c\n")
    log.rename(log.with_name("queue_log.2"))
    os.utime(log.with_name("queue_log.2"), (1000, 1000))
    log.with_name("queue_log.1").write_text("4|d\n")
    os.utime(log.with_name("queue_log.1"), (2000, 2000))
    log.write_text("5|e\n")
    assert drain(follow(log, place)) == ["3|c", "4|d", "5|e"]


def test_a_torn_last_line_of_a_rotated_file_is_given_out_torn(log: Path, follow: Follow) -> None:
    follower = follow(log)
    drain(follower)
    add(log, "3|torn by a cra")
    log.rename(log.with_name("queue_log.0"))
    log.write_text("4|new\n")
    assert drain(follower) == ["3|torn by a cra", "4|new"]


def test_a_file_keeps_its_name_when_it_is_renamed_and_half_of_it_when_it_is_copied(log: Path, tmp_path: Path) -> None:
    before = generation_at(log)
    assert before is not None
    renamed, copied = log.rename(tmp_path / "queue_log.1"), tmp_path / "copy"
    shutil.copyfile(renamed, copied)
    assert generation_at(renamed) == before
    copy = generation_at(copied)
    assert copy is not None
    assert copy != before
    assert same_text(copy, before)


def test_an_over_long_line_is_cut_and_says_how_long_it_was(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes(b"1|a\n" + b"x" * 3_000_000 + b"\n2|b\n")
    lines = [line for stretch in read_file(path) for line in stretch.lines]
    assert [line.length for line in lines] == [3, 3_000_000, 3]
    assert len(lines[1].text) == LONGEST_LINE
    assert [line.offset for line in lines] == [0, 4, 3_000_005]


def test_offsets_count_bytes_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes("1|热线\n\n2|b".encode())
    (whole, rest) = read_file(path)
    assert [line.offset for line in whole.lines] == [0]
    assert [(line.offset, line.text) for line in rest.lines] == [(10, b"2|b")]
