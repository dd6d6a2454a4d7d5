"""Every word on the screen is there in both languages."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parent.parent.parent / "ticketing" / "translations"


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def ids(language: str) -> set[str]:
    return {str(message.id) for message in catalogue(language) if message.id}


def test_both_catalogues_hold_the_same_words() -> None:
    assert ids("zh_CN") ^ ids("en") == set()


@pytest.mark.parametrize("language", ["zh_CN"])
def test_nothing_is_left_untranslated_or_in_doubt(language: str) -> None:
    open_ = [str(message.id) for message in catalogue(language) if message.id and (not message.string or message.fuzzy)]
    assert open_ == []


def test_placeholders_survive_translation() -> None:
    said = {str(m.id): str(m.string) for m in catalogue("zh_CN") if isinstance(m.id, str) and m.id and m.string}
    assert [word for word, translated in said.items() if placeholders(word) != placeholders(translated)] == []


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}|%\(\w+\)[sd]", text))
