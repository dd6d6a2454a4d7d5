"""Addresses of e-mail: plain ones only, because what is odd in one is somebody's attempt at a second recipient."""

import re
from typing import Final

from ticketing.domain.phones import masked
from ticketing.errors import Invalid

LONGEST_ADDRESS: Final = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*", re.ASCII)


def email_of(text: str, field: str = "email") -> str:
    """The address as it is used; `Invalid` (`bad_email`) for anything but `name@host` in ASCII."""
    address = text.strip()
    if not _EMAIL.fullmatch(address):
        raise Invalid("bad_email", errors={field: ["bad_email"]})
    return address


def masked_address(address: str, region: str = "CN") -> str:
    """As lists show it: `z***@example.com`, `138****8000`."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at else masked(address, region) or ""
