"""One POST to a place that somebody named, over a connection whose address was judged (security.md X60, X62).

The name is asked for once, every answer is judged, and the connection is made to that very address: a name that
means something else a moment later changes nothing. No redirect is followed, no cookie kept, no proxy used, and the
whole affair ends within `LONGEST_S`, however slowly the other side speaks.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Final

from ticketing.domain.outbound import Network, Place, place_of, refusal
from ticketing.outside.answers import Unsent

CONNECT_S: Final = 5.0
LONGEST_S: Final = 10.0
MOST_BYTES: Final = 65_536

#: Gives the addresses of a host as text; raises OSError when it has none.
Resolve = Callable[[str, int], Sequence[str]]


def addresses_of(host: str, port: int) -> list[str]:
    """What the machine's resolver says: names, and every spelling of a number (`127.1`, `2130706433`)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def judged(place: Place, own: Sequence[Network] | None, resolve: Resolve = addresses_of) -> str:
    """The address to connect to. Raises `Unsent` when the host has none, or when any of them is not for us to reach:
    a name that means one public and one private address is somebody's trick.

    `own` None: the operator named the place in the settings, and nothing is judged.
    """
    try:
        found = resolve(place.host, place.port)
    except OSError:
        raise Unsent("no_such_host") from None
    if not found:
        raise Unsent("no_such_host")
    refused = [] if own is None else [why for one in found if (why := refusal(place, one, own))]
    if refused:
        raise Unsent(refused[0])
    return found[0]


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    own: Sequence[Network] | None,
    resolve: Resolve = addresses_of,
    longest_s: float = LONGEST_S,
) -> tuple[int, bytes]:
    """The status and the first `MOST_BYTES` of the answer. Raises `Unsent`: `timeout`, `unreachable`, `not_http`,
    `bad_certificate`, `no_such_host`, or why it is not for us to reach."""
    until = time.monotonic() + longest_s
    place = place_of(url)
    address = judged(place, own, resolve)
    try:
        with closing(_connected(place, address, until)) as line:
            _say(line, place, body, headers)
            return _heard(line, until)
    except TimeoutError:
        raise Unsent("timeout") from None
    except ssl.SSLError:
        raise Unsent("bad_certificate") from None
    except http.client.HTTPException:
        raise Unsent("not_http") from None
    except OSError:
        raise Unsent("unreachable") from None


def _connected(place: Place, address: str, until: float) -> socket.socket:
    line = socket.create_connection((address, place.port), timeout=min(CONNECT_S, _left(until)))
    if place.scheme == "http":
        return line
    try:
        line.settimeout(_left(until))
        # The certificate is that of the name, whatever the address.
        return ssl.create_default_context().wrap_socket(line, server_hostname=place.host)
    except BaseException:
        line.close()
        raise


def _say(line: socket.socket, place: Place, body: bytes, headers: Mapping[str, str]) -> None:
    request = http.client.HTTPConnection(place.host, place.port)
    request.sock = line
    fixed = {"Host": place.host_header, "User-Agent": "Rexian", "Connection": "close"}
    request.request("POST", place.path, body, {**headers, **fixed})


def _heard(line: socket.socket, until: float) -> tuple[int, bytes]:
    """Read until the other side closes, or enough was said; then take it apart."""
    heard = bytearray()
    while len(heard) < MOST_BYTES and not _is_whole(heard):
        line.settimeout(_left(until))
        part = line.recv(8_192)
        if not part:
            break
        heard += part
    answer = http.client.HTTPResponse(_Heard(bytes(heard[:MOST_BYTES])))  # type: ignore[arg-type]  # it wants makefile
    answer.begin()
    try:
        return answer.status, answer.read()
    except http.client.IncompleteRead as cut:
        return answer.status, cut.partial


def _is_whole(heard: bytearray) -> bool:
    """Whether the length that was announced is there; an answer without one ends with the connection."""
    head, found, rest = bytes(heard).partition(b"\r\n\r\n")
    if not found or head.split(b" ")[1:2] == [b"100"]:
        return False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = line.partition(b":")[2].strip()
            return length.isdigit() and len(rest) >= int(length)
    return False


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Heard:
    """What was heard, in the form of a connection that has said everything."""

    def __init__(self, heard: bytes) -> None:
        self._heard = heard

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._heard)
