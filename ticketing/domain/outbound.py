"""Where we may connect to when somebody else names the place: public addresses, and the networks the operator allows.

Judged is the address that will be connected to, never the name (security.md X60): a name may mean another address the
next time it is asked.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NoReturn
from urllib.parse import SplitResult, urlsplit

from ticketing.errors import Invalid

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_URL: Final = 500
#: Elsewhere than in a network of the operator's own no other port is knocked at.
PORTS: Final = frozenset({80, 443, 8080, 8443})
_DEFAULT_PORT: Final = {"https": 443, "http": 80}

# What Python's own `is_global` lets pass or did in 3.11, and what carries an IPv4 address inside.
_NEVER: Final[Sequence[Network]] = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32"),
        *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
_NAT64: Final = ip_network("64:ff9b::/96")
_6TO4: Final = ip_network("2002::/16")
_MAPPED_MASK: Final = 0xFFFFFFFF


@dataclass(frozen=True)
class Place:
    """A URL taken apart: `host` as it is asked for and named in the certificate, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _DEFAULT_PORT[self.scheme] else f"{name}:{self.port}"


def networks(text: str) -> tuple[Network, ...]:
    """The operator's own networks out of the setting; `ValueError` names what is none."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def place_of(url: str) -> Place:
    """The URL taken apart. Raises `Invalid` (`bad_url`) unless it is plain http or https: no user, no fragment, no
    odd signs."""
    text = unicodedata.normalize("NFKC", url)
    if len(url) > LONGEST_URL or any(sign.isspace() or not sign.isprintable() for sign in text) or "\\" in text:
        _refuse("bad_url")
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError:
        _refuse("bad_url")
    host = split.hostname
    if split.scheme not in _DEFAULT_PORT or not host or _has_more(split) or port == 0:
        _refuse("bad_url")
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    if not path.isascii():
        _refuse("bad_url")
    return Place(split.scheme, _ascii(host), port or _DEFAULT_PORT[split.scheme], path)


def refusal(place: Place, address: str, own: Sequence[Network]) -> str | None:
    """Why nothing is sent there, as a code: `private_address`, `port_not_allowed`, `needs_https`; None: it is."""
    try:
        found = _bare(ip_address(address.partition("%")[0]))
    except ValueError:
        return "private_address"
    if any(found in network for network in own if network.version == found.version):
        return None
    if not _is_public(found):
        return "private_address"
    if place.port not in PORTS:
        return "port_not_allowed"
    return "needs_https" if place.scheme != "https" else None


def _bare(address: Address) -> Address:
    """The IPv4 address behind an IPv6 spelling of it (mapped, NAT64, 6to4): that is where the packet goes."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & _MAPPED_MASK)
    if address in _6TO4:
        return IPv4Address(int(address) >> 80 & _MAPPED_MASK)
    return address


def _is_public(address: Address) -> bool:
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def _has_more(split: SplitResult) -> bool:
    return split.username is not None or split.password is not None or bool(split.fragment)


def _ascii(host: str) -> str:
    if host.isascii():
        return host.rstrip(".")
    try:
        return host.encode("idna").decode("ascii").rstrip(".")
    except UnicodeError:
        _refuse("bad_url")


def _refuse(code: str) -> NoReturn:
    raise Invalid(code, errors={"url": [code]})
