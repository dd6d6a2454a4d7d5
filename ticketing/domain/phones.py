"""One number, one spelling: E.164 where the number can be real, its bare digits where it can't."""

import re
import unicodedata
from collections.abc import Iterable

import phonenumbers

# Long enough for any extension or national number; what is longer is no telephone number (E.164 stops at 15).
_LONGEST = 20
# A mainland mobile in E.164, of which it is plain what is national.
_MOBILE = re.compile(r"\+861[3-9]\d{9}", re.ASCII)
# What can only be a number: with a plus, a mainland mobile, a national number. An epoch has ten digits.
_IN_TEXT = re.compile(r"(?<![\d.])(?:\+\d{8,15}|(?:0086|86)?1[3-9]\d{9}|0\d{9,11})(?![\d.])")


def normal(raw: str | None, region: str) -> str | None:
    """The number in E.164 (`+8613800138000`) whatever the notation, bare digits for short and inner numbers.

    None when there is no number in it ("anonymous", empty). `region` is the centre's own, as ISO 3166 (`CN`).
    """
    text = unicodedata.normalize("NFKC", raw or "").strip()
    digits = "".join(sign for sign in text if sign.isdecimal())
    if not digits or len(digits) > _LONGEST or any(sign.isalpha() for sign in text):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_valid_number(number):
        return digits
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str | None, region: str = "CN") -> str | None:
    """The number as those see it who may not read it whole: `138****8000`; short numbers keep their last two digits."""
    if not number:
        return number
    national = _national(number, region)
    if len(national) >= 9:
        return f"{national[:3]}****{national[-4:]}"
    return "****" + national[-2:]


def masked_text(text: str) -> str:
    """A line of a log with the telephone numbers in it masked; stamps and channel names stay readable."""
    return _IN_TEXT.sub(lambda found: masked(found[0]) or "", text)


def _national(number: str, region: str) -> str:
    # Nearly every number of a centre in China; a list of 50,000 has them read one by one.
    if _MOBILE.fullmatch(number):
        return number[3:]
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.national_significant_number(parsed)


#: A mobile or long national number among other text; a unique id (`1795291724.2`) is none.
_NUMBER_IN_TEXT = re.compile(r"(?<![\d.])(?:\+?86)?(1[3-9]\d{9}|0\d{9,11})(?!\d)")


def masked_in(text: str, numbers: Iterable[str], region: str = "CN") -> str:
    """The text with every telephone number in it masked: these, however short, and whatever looks like one."""
    for number in sorted({number for number in numbers if number}, key=len, reverse=True):
        text = re.sub(rf"(?<![\d.]){re.escape(number)}(?![\d])", masked(number, region) or "", text)
    return _NUMBER_IN_TEXT.sub(lambda found: masked(found[0], region) or "", text)
