"""What may be dialled, and how it is written for a phone system: nothing passes that could be dialplan."""

import re
import unicodedata
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from ticketing.errors import Invalid

# What people write numbers with. No letter, no comma, no slash, no at sign, no line break: those mean things
# to a dialplan (channel/resource, options, variables) and to the manager protocol.
_NUMBER: Final = re.compile(r"\+?[0-9 ().\-]{3,30}", re.ASCII)
_EXTENSION: Final = re.compile(r"[0-9A-Za-z_*#\-]{1,32}", re.ASCII)
# Technology/resource as Asterisk names a phone: PJSIP/1001, Local/2001@mobile/n.
_DEVICE: Final = re.compile(r"[A-Za-z0-9]{2,12}/[A-Za-z0-9_.+\-]{1,40}(@[A-Za-z0-9_.\-]{1,40})?(/n)?", re.ASCII)
_NOT_IN_A_NAME: Final = re.compile(r"[^\w \-.]")
_COSTLY: Final = frozenset({PhoneNumberType.PREMIUM_RATE})
PLACE: Final = "{extension}"


def dialable(raw: str, region: str, *, abroad: bool = False) -> str:
    """The number in E.164. Raises `Invalid`: `bad_phone`, `not_dialable`, `premium_number`, `foreign_number`."""
    text = unicodedata.normalize("NFKC", raw)
    if not _NUMBER.fullmatch(text):
        raise _refusal("bad_phone")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise _refusal("bad_phone") from None
    if not phonenumbers.is_valid_number(number):
        raise _refusal("not_dialable")
    if phonenumbers.number_type(number) in _COSTLY:
        raise _refusal("premium_number")
    if not abroad and number.country_code != phonenumbers.country_code_for_region(region):
        raise _refusal("foreign_number")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def keys_of(e164: str, region: str, prefix: str = "") -> str:
    """What a phone in this region would press to reach a number: the prefix of the outside line, then digits."""
    number = phonenumbers.parse(e164, region)
    text = phonenumbers.format_out_of_country_calling_number(number, region)
    return prefix + "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def extension(raw: str) -> str:
    """An inner extension, fit to be a dialplan's. Raises `Invalid` (`bad_extension`)."""
    if not _EXTENSION.fullmatch(raw):
        raise Invalid("bad_extension", errors={"extension": ["bad_extension"]})
    return raw


def device_of(phone: str, template: str) -> str:
    """The channel that rings a person's phone: an extension set into the site's template, or a whole device.

    Raises `Invalid` (`bad_extension`) for anything that is neither.
    """
    device = phone if "/" in phone else template.replace(PLACE, extension(phone))
    if not _DEVICE.fullmatch(device):
        raise Invalid("bad_extension", errors={"extension": ["bad_extension"]})
    return device


def caller_id(name: str, number: str) -> str:
    """`"name" <number>` with whatever could end the quotation or the header taken out of the name."""
    clean = _NOT_IN_A_NAME.sub("", name.replace("\r", " ").replace("\n", " ")).strip()[:40]
    digits = "".join(sign for sign in number if sign in "+0123456789")
    return f'"{clean}" <{digits}>' if clean else f"<{digits}>"


def _refusal(code: str) -> Invalid:
    return Invalid(code, errors={"number": [code]})
