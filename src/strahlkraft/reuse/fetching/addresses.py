"""Which addresses may be asked at all: the first half of what keeps the crawler out of the house's own network.

The other half is in ``connections``: what was checked here is what is connected to, without a second look-up.
"""

import dataclasses
import ipaddress
import re
from urllib.parse import urljoin

import urllib3
from urllib3.util import parse_url

from .policy import USUAL_PORTS, FetchPolicy
from .refusals import FetchRefused, Reason

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

USUAL_PORT = {"http": 80, "https": 443}
MAX_LENGTH = 2048
UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
USER_PART = re.compile(r"[^/]*//[^/?#]*@")
NUMBER = re.compile(r"(?:\d+|0[xX][0-9a-fA-F]*)\Z")
SECRETS = tuple(
    ipaddress.ip_network(net)
    for net in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32", "168.63.129.16/32")
)
"""Where clouds answer a machine's questions about its own passwords: never asked, whatever is allowed."""
NEVER_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "2002::/16", "3fff::/20")
)
"""Formally global, in truth a machine's own service (Azure), a tunnel (Teredo, 6to4), a protocol's, or for
documentation (not known to every Python)."""
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
EMBEDDING = tuple(ipaddress.IPv6Network(net) for net in ("::ffff:0:0/96", "64:ff9b::/96"))
"""IPv6 forms of an IPv4 address: mapped, and translated by NAT64."""


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart once; whoever connects, connects to these parts and never reads the text again."""

    scheme: str
    host: str
    """In lower case, an international name in its ASCII form, an IPv6 address without brackets."""
    port: int
    path: str
    """With the query, without the fragment."""
    allowed: bool
    """May be private: it is on the list of allowed hosts."""

    @property
    def netloc(self) -> str:
        """Host and, where unusual for the scheme, port: the value of the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORT[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def url(self) -> str:
        """The address as it is asked for."""
        return self.origin + self.path


def embedded(address: IPAddress) -> IPAddress:
    """The IPv4 address inside an IPv6 form of it; any other address as it is."""
    if isinstance(address, ipaddress.IPv6Address) and any(address in net for net in EMBEDDING):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_secret(address: IPAddress) -> bool:
    """Does a cloud's own service sit there?"""
    inner = embedded(address)
    return any(inner.version == net.version and inner in net for net in SECRETS)


def is_public(address: IPAddress) -> bool:
    """Is this one machine on the public internet? Anything we are not sure of is not."""
    inner = embedded(address)
    if any(inner.version == net.version and inner in net for net in NEVER_PUBLIC):
        return False
    if isinstance(inner, ipaddress.IPv6Address) and inner not in PUBLIC_V6:
        return False
    return inner.is_global and not (
        inner.is_private or inner.is_multicast or inner.is_reserved or inner.is_unspecified or inner.is_loopback
    )


def literal(host: str) -> IPAddress | None:
    """The IP address a host spells out; None for a name. Raises ``ValueError`` for any unusual spelling of one."""
    if ":" in host:
        return ipaddress.IPv6Address(host)
    if NUMBER.match(host.rsplit(".", 1)[-1]):  # no public name ends so: decimal, octal, hexadecimal, shortened
        return ipaddress.IPv4Address(host)
    return None


def read(url: str, policy: FetchPolicy) -> Target:
    """Take an address apart, or refuse it: scheme, credentials, host, port, and an IP address that is not public."""
    if len(url) > MAX_LENGTH or UNFIT.search(url):
        raise FetchRefused(Reason.ADDRESS, url[:MAX_LENGTH])
    try:
        parts = parse_url(url)
    except urllib3.exceptions.LocationParseError:
        raise FetchRefused(Reason.ADDRESS, url) from None
    if parts.scheme not in {"http", "https"}:
        reason = Reason.SCHEME if parts.scheme and ":" in url else Reason.ADDRESS
        raise FetchRefused(reason, url, scheme=f"{parts.scheme}:")
    if parts.auth is not None or USER_PART.match(url):
        raise FetchRefused(Reason.CREDENTIALS, url)
    host = (parts.host or "").lower().strip("[]").removesuffix(".")
    if not host or "%" in host or ".." in host or host.startswith(".") or host.endswith("."):
        raise FetchRefused(Reason.ADDRESS, url)
    try:
        address = literal(host)
        host = host if address is None else str(address)
        host.encode("ascii")
    except ValueError:
        raise FetchRefused(Reason.PRIVATE, url, host=host) from None
    port = parts.port if parts.port is not None else USUAL_PORT[parts.scheme]
    named = f"{host}:{port}" in policy.allowed_hosts
    allowed = named or (host in policy.allowed_hosts and port in USUAL_PORTS)
    if port not in USUAL_PORTS and not allowed:
        raise FetchRefused(Reason.PORT, url, port=port)
    target = Target(parts.scheme, host, port, parts.request_uri, allowed)
    if address is not None:
        check(target, [address])
    return target


def check(target: Target, addresses: list[IPAddress]) -> None:
    """Refuse a host of which any address is not public: a name that is half private is a trap."""
    if not addresses:
        raise FetchRefused(Reason.UNKNOWN_HOST, target.url, host=target.host)
    for address in addresses:
        if is_secret(address) or not (target.allowed or is_public(address)):
            raise FetchRefused(Reason.PRIVATE, target.url, host=target.host)


def forwarded(target: Target, location: str, policy: FetchPolicy) -> Target:
    """Where a redirect leads, judged as any address; never from https to http, never from outside to an allowed host."""
    try:
        joined = urljoin(target.url, location)
    except ValueError:
        raise FetchRefused(Reason.ADDRESS, location[:MAX_LENGTH]) from None
    following = read(joined, policy)
    if target.scheme == "https" and following.scheme == "http":
        raise FetchRefused(Reason.DOWNGRADE, following.url)
    if following.allowed and not target.allowed:
        raise FetchRefused(Reason.PRIVATE, following.url, host=following.host)
    return following
