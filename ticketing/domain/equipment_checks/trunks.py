"""Which channels are trunks: those that lead outside, by the name that the phone system gives the line."""

import re

from ticketing.domain.whole_calls.channels import Channel, is_outside
from ticketing.domain.whole_calls.told import House

_PROFILE = re.compile(r"^sofia/(?:gateway/)?([^/]+)")
#: Peers named by nothing but a caller's number share one line of the sheet.
UNNAMED = ""


def trunk_of(peer: str, number: str, house: House) -> str | None:
    """The trunk's name of `PJSIP/trunk` or `sofia/gateway/carrier`; None for a phone of the house.

    `number` is one that was heard there; it decides where the name says nothing.
    """
    profile = _PROFILE.match(peer)
    if profile is not None:
        return None if profile[1] == "internal" else profile[1]
    if not peer or not is_outside(Channel("", f"{peer}-0", 0, number=number), house):
        return None
    name = peer.partition("/")[2]
    return UNNAMED if name.lstrip("+").isdecimal() and peer not in house.trunks else peer
