"""How texts are cut so that Chinese is found: into pairs of characters, words, and ends of numbers.

Both sides are written for PostgreSQL: a document as `tsvector`, a question as `tsquery`. Every character of a
Chinese run begins a pair (the last one stands alone), so one character is found as the beginning of a pair, and a
longer run as pairs that follow each other: it finds 投诉 in a long line, and no 维修空调 for 空调维修.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: The shortest piece of a number that is looked for.
SHORTEST_FRAGMENT = 4
#: What is read of one thing; PostgreSQL counts places up to 16,383.
LONGEST_TEXT = 16_000
#: A question is a few words; what comes after them narrows nothing.
MOST_PARTS = 12
_LONGEST_WORD = 40
_CJK = "\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PART = re.compile(rf"([{_CJK}]+)|([^\W_{_CJK}]+)")
# Marks an end of a number, so that no word is taken for one.
_NUMBER = "~"


def document(texts: Iterable[str], numbers: Iterable[str | None] = ()) -> str:
    """The texts as a `tsvector`: what stands in different texts is never taken for neighbours.

    `numbers` are found by any four and more digits that follow each other in them.
    """
    places: dict[str, list[int]] = {}
    at = 1
    for text in texts:
        for run, word in _parts(text[:LONGEST_TEXT]):
            for lexeme in _pairs(run) if run else (word[:_LONGEST_WORD],):
                places.setdefault(lexeme, []).append(at)
                at += 1
            at += 1
    ends: dict[str, list[int]] = {end: [] for number in numbers for end in _ends(number or "")}
    return " ".join(_spelled(lexeme, found) for lexeme, found in (places | ends).items())


def question(text: str) -> str | None:
    """What is asked for as a `tsquery`: every part of it must be there; None when there is nothing to look for."""
    parts = [_asked(run, word) for run, word in _parts(text)][:MOST_PARTS]
    words = " & ".join(parts)
    digits = phone_digits(text)
    if digits is None:
        return words or None
    number = f"{_quoted(_NUMBER + digits)}:*"
    return f"{number} | ({words})" if words else number


def phone_digits(text: str) -> str | None:
    """The digits to look for in numbers: 4 and more, without the national 0 in front; None when it is no fragment."""
    if any(sign.isalpha() for sign in text):
        return None
    digits = "".join(sign for sign in text if sign.isdecimal() and sign.isascii()).lstrip("0")
    return digits if len(digits) >= SHORTEST_FRAGMENT else None


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """(Chinese run, "") or ("", word), in order, whatever the width and the case of the letters."""
    for found in _PART.finditer(unicodedata.normalize("NFKC", text).casefold()):
        yield found[1] or "", found[2] or ""


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def _ends(number: str) -> Iterator[str]:
    digits = "".join(sign for sign in number if sign.isdecimal() and sign.isascii())
    for at in range(len(digits) - SHORTEST_FRAGMENT + 1):
        yield _NUMBER + digits[at:]


def _asked(run: str, word: str) -> str:
    if not run:
        return f"{_quoted(word[:_LONGEST_WORD])}:*"
    if len(run) == 1:
        return f"{_quoted(run)}:*"
    return "(" + " <-> ".join(_quoted(pair) for pair in _pairs(run)[:-1]) + ")"


def _spelled(lexeme: str, places: list[int]) -> str:
    return f"{_quoted(lexeme)}:{','.join(map(str, places[:255]))}" if places else _quoted(lexeme)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
