"""Every word of the islands is in both catalogues, with the same places to fill."""

import json
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "realtime" / "web" / "src"
SAID = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')
PLACE = re.compile(r"\{(\w+)\}")


def catalogue(language: str) -> Catalog:
    with (ROOT / "ticketing" / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as text:
        return read_po(text, locale=language)


def said() -> set[str]:
    files = [path for path in SOURCES.rglob("*.ts*") if path.is_file()]
    return {json.loads(quoted) for path in files for quoted in SAID.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_the_islands_say_is_in_the_catalogue(language: str) -> None:
    known = catalogue(language)

    assert {message for message in said() if not known.get(message) or not known.get(message).string} == set()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_translation_fills_the_same_places(language: str) -> None:
    known = catalogue(language)
    wrong = [m for m in said() if set(PLACE.findall(m)) != set(PLACE.findall(str(known.get(m).string)))]

    assert wrong == []


def test_no_two_tables_of_words_have_one_name() -> None:
    """The second of two would stand in for the first wherever that is asked for."""
    pages = ROOT / "ticketing" / "pages"
    modules = [import_module(f"ticketing.pages.{path.stem}") for path in sorted(pages.glob("*_words.py"))]
    names = [name for module in modules for name in getattr(module, "TABLES", {})]
    names += re.findall(r'^    "(\w+)": {$', (pages / "vocabulary.py").read_text("utf-8"), re.MULTILINE)
    assert len(names) > 40
    assert [name for name, times in Counter(names).items() if times > 1] == []
