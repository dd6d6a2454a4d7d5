"""Which places may be posted to (security.md X60)."""

import pytest

from ticketing.domain.outbound import networks, place_of, refusal
from ticketing.errors import Invalid

HOOK = place_of("https://hooks.example/a?b=c")
PRIVATE = (
    *("0.0.0.0", "10.1.2.3", "100.64.1.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.168.1.1"),  # noqa: S104 - refused, not bound
    *("192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1"),
    *("64:ff9b::a00:1", "64:ff9b:1::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "no address"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_not_reached(address):
    assert refusal(HOOK, address, ()) == "private_address"


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_public_is_reached(address):
    assert refusal(HOOK, address, ()) is None


def test_networks_of_the_operators_own_are_reached_on_any_port_and_without_tls():
    own = networks("10.1.0.0/16, fd00::/8")
    inner = place_of("http://desk.inner:9000/")
    assert refusal(inner, "10.1.2.3", own) is None
    assert refusal(inner, "::ffff:10.1.2.3", own) is None
    assert refusal(inner, "fd00::7", own) is None
    assert refusal(inner, "10.2.2.3", own) == "private_address"
    assert networks("") == ()
    with pytest.raises(ValueError, match="nonsense"):
        networks("nonsense")


def test_elsewhere_only_ports_of_the_web_and_only_tls():
    assert refusal(place_of("https://hooks.example:6379/"), "1.1.1.1", ()) == "port_not_allowed"
    assert refusal(place_of("http://hooks.example/"), "1.1.1.1", ()) == "needs_https"


@pytest.mark.parametrize(
    "url",
    ["", "hooks.example", "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "https://", "https:///x"]
    + ["https://user@a.example/", "https://u:p@a.example/", "https://a.example/#x", "https://a.example:0/"]
    + ["https://a.example:99999/", "https://a.example/ b", "https://a.example/\r\nHost: b", "https://a.example\\@b/"]
    + ["unix:///run/redis.sock", "https://a.example/ü", "https://[::1/", "https://a.example/" + "x" * 500],
)
def test_a_place_is_plain_or_it_is_refused(url):
    with pytest.raises(Invalid) as refused:
        place_of(url)
    assert refused.value.params["errors"] == {"url": ["bad_url"]}


def test_a_name_is_taken_as_it_is_asked_for():
    assert place_of("https://①②⑦.0.0.1/").host == "127.0.0.1"
    assert place_of("https://例子.example./").host == "xn--fsqu00a.example"
    assert place_of("https://a.example:8443/x").host_header == "a.example:8443"
    assert place_of("https://[2606:4700::1]/").host_header == "[2606:4700::1]"
