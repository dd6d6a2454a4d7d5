"""Recordings found as real sites name them, and nothing else found however it is asked for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ticketing.domain.recordings import Heard, Shelf, check_names
from ticketing.telephony.recordings import Sound, of_call, open_path

AT = datetime(2026, 11, 22, 4, 8, 46, tzinfo=UTC)
# Names as a real Asterisk wrote them.
CONSULT = "consult-20261122-040846-13804010602-1795291724.2.wav"
COMPLAINT = "complaint-13805649863-1795291827.205.wav"
CALLBACK = "callback-13828355493-rexian-0a1b2c.wav"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "monitor"
    root.mkdir()
    for name in (CONSULT, COMPLAINT, CALLBACK):
        (root / name).write_bytes(b"RIFF" + b"\0" * 2000)
    (tmp_path / "secret.wav").write_bytes(b"secret" * 100)
    return root


def heard(uniqueid: str, **more: object) -> Heard:
    return Heard(uniqueids=[uniqueid], at=AT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("uniqueid", "name"),
    [("1795291724.2", CONSULT), ("1795291827.205", COMPLAINT), ("rexian-0a1b2c", CALLBACK)],
)
def test_a_call_without_a_told_name_is_found_by_the_id_in_it(folder: Path, uniqueid: str, name: str) -> None:
    found = of_call(Shelf(str(folder)), heard(uniqueid))
    assert [(one.name, one.sound) for one in found] == [(name, Sound.OK)]


def test_an_id_that_begins_like_another_is_another(folder: Path) -> None:
    assert of_call(Shelf(str(folder)), heard("795291724.2")) == []
    assert of_call(Shelf(str(folder)), heard("1795291724.20")) == []


def test_folders_by_day_and_the_members_own_id_are_ways_to_name_files(folder: Path) -> None:
    (folder / "2026/11/22").mkdir(parents=True)
    (folder / "2026/11/22/q-400-1.9.wav").write_bytes(b"x" * 99)
    shelf = Shelf(str(folder), ("{Y}/{m}/{d}/*-{member_uniqueid}.wav",))
    assert [one.name for one in of_call(shelf, heard("1.8", member_uniqueids=["1.9"]))] == ["2026/11/22/q-400-1.9.wav"]
    assert of_call(shelf, heard("1.8")) == []


def test_a_header_alone_is_empty_and_a_told_file_that_is_gone_is_missing(folder: Path) -> None:
    (folder / COMPLAINT).write_bytes(b"x" * 44)
    found = of_call(
        Shelf(str(folder)), heard("1.1", told=[COMPLAINT, "gone-1.1.wav", f"/var/spool/asterisk/{CONSULT}"])
    )
    assert {one.name: one.sound for one in found} == {
        COMPLAINT: Sound.EMPTY,
        CONSULT: Sound.OK,
        "gone-1.1.wav": Sound.MISSING,
    }


def test_without_a_folder_that_is_said(tmp_path: Path) -> None:
    for root in ("", str(tmp_path / "nowhere"), "/"):
        assert [one.sound for one in of_call(Shelf(root), heard("1.1", told=["a.wav"]))] == [Sound.NO_FOLDER]


@pytest.mark.parametrize(
    "name",
    ["../secret.wav", "/etc/passwd", "..\\secret.wav", "a/../../secret.wav", "link.wav", "x\0.wav", "", ".", "sub"],
)
def test_no_name_leads_out_of_the_folder(folder: Path, name: str) -> None:
    (folder / "link.wav").symlink_to(folder.parent / "secret.wav")
    (folder / "sub").mkdir()
    shelf = Shelf(str(folder))
    assert open_path(shelf, name) is None
    assert all(one.sound is not Sound.OK for one in of_call(shelf, heard("1.1", told=[name])))


def test_what_a_caller_is_called_is_no_pattern(folder: Path) -> None:
    shelf = Shelf(str(folder), ("*-{caller}-*.wav",))
    for caller in ("*", "[0-9]*", "../*", "?"):
        assert of_call(shelf, heard("1.1", caller=caller)) == []
    assert [one.name for one in of_call(shelf, heard("1.1", caller="13805649863"))] == [COMPLAINT]


def test_only_sounds_are_opened(folder: Path) -> None:
    (folder / "notes-1.1.txt").write_bytes(b"x" * 99)
    assert open_path(Shelf(str(folder)), "notes-1.1.txt") is None
    assert [one.sound for one in of_call(Shelf(str(folder)), heard("1.1"))] == [Sound.UNPLAYABLE]


@pytest.mark.parametrize("name", ["../{uniqueid}.wav", "/{uniqueid}", "{password}.wav", "a b.wav", "x;{uniqueid}"])
def test_a_template_that_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        check_names([name])
