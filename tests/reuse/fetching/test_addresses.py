"""Which addresses are asked: none of the house's own network, however it is spelled, named or reached."""

import ipaddress
import socket
from typing import Any, NoReturn

import pytest

from strahlkraft.reuse.fetching import Fetcher, FetchPolicy, FetchRefused, is_public
from strahlkraft.reuse.fetching.addresses import forwarded, read
from tests.factories.web import Reply, Web, serving

pytestmark = pytest.mark.house

PRIVATE = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.100.100.200 192.0.0.1 192.0.0.170 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 168.63.129.16 192.88.99.1
2130706433 017700000001 0x7f000001 0x7f.1 0x7f.0.0.1 127.1 127.0.1 0177.0.0.1 127.0.0.01 0x 0X7F000001 0 1 10.1
00000177.0.0.1 127.0.0.1. 3232235777 0xC0A80101 ①②⑦.0.0.1 １２７.0.0.1 127。0。0。1
[::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [0:0:0:0:0:ffff:a00:1] [::ffff:169.254.169.254]
[fe80::1] [fe80::1%25eth0] [fe80::1%eth0] [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] [2001:db8::1] [2001::1]
[2002:7f00:1::] [2002:a00:1::1] [64:ff9b::7f00:1] [64:ff9b::10.0.0.1] [64:ff9b:1::7f00:1] [100::1] [::ffff:0:127.0.0.1]
[3fff::1] [5f00::1] [2620:4f:8000::1%25lo] [v1.fe80]
""".split()
PUBLIC = "9.9.9.9 193.99.144.80 2a01:4f8::1 2620:fe::fe 64:ff9b::909:909 ::ffff:9.9.9.9".split()
OTHER = [
    ("ftp://example.org/x", "scheme"),
    ("file:///etc/passwd", "scheme"),
    ("gopher://127.0.0.1:70/_x", "scheme"),
    ("javascript:alert(1)", "scheme"),
    ("data:text/plain,x", "scheme"),
    ("https://user:secret@example.org/", "credentials"),
    ("https://@example.org/", "credentials"),
    ("http://example.org@127.0.0.1/", "credentials"),
    ("https://example.org:22/", "port"),
    ("https://example.org:6379/", "port"),
    ("https://example.org:0/", "port"),
    ("https://example.org:99999/", "address"),
    ("", "address"),
    ("example.org/x", "address"),
    ("//example.org/x", "address"),
    ("https://", "address"),
    ("https:///x", "address"),
    ("https://.../", "address"),
    ("https://example..org/", "address"),
    ("https://exam ple.org/", "address"),
    ("https://example.org/\r\nHost: intern", "address"),
    ("https://example.org\\@127.0.0.1/", "address"),
    ("https://example.org/" + "a" * 3000, "address"),
]


@pytest.fixture
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Counts every attempt to connect and lets none through."""
    attempts: list[Any] = []

    def refuse(self: socket.socket, address: Any) -> NoReturn:
        attempts.append(address)
        raise OSError

    def unknown(host: str, port: int, *more: Any, **named: Any) -> NoReturn:
        attempts.append((host, port))
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    return attempts


@pytest.mark.parametrize("host", PRIVATE)
def test_no_spelling_of_a_private_address_is_asked(host: str, no_way_out: list[Any]) -> None:
    with Fetcher(FetchPolicy("test")) as fetcher, pytest.raises(FetchRefused) as refused:
        fetcher.get(f"http://{host}/")
    assert (refused.value.reason in {"private", "address"}, no_way_out, fetcher.requests) == (True, [], 0)


@pytest.mark.parametrize("host", PRIVATE)
def test_no_redirect_leads_to_a_private_address(host: str) -> None:
    with serving(Web({"/": Reply(302, headers={"Location": f"http://{host}/".encode().decode("latin-1")})})) as web:
        with Fetcher(web.policy(seconds=0.5)) as fetcher, pytest.raises(FetchRefused) as refused:
            fetcher.get(f"{web.url}/", robots=False)
        assert (refused.value.reason in {"private", "address"}, web.paths) == (True, ["/"])


@pytest.mark.parametrize(("url", "reason"), OTHER)
def test_an_unfit_address_is_refused_with_its_reason(url: str, reason: str, no_way_out: list[Any]) -> None:
    with Fetcher(FetchPolicy("test")) as fetcher, pytest.raises(FetchRefused) as refused:
        fetcher.get(url)
    assert (refused.value.reason, no_way_out) == (reason, [])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "answers",
    [
        ["10.0.0.1"],
        ["9.9.9.9", "127.0.0.1"],
        ["2a01:4f8::1", "fe80::1"],
        ["fe80::1%eth0"],
        ["64:ff9b::a00:1"],
        ["nonsense"],
    ],
)
def test_a_name_with_any_private_address_is_not_asked(answers: list[str], no_way_out: list[Any]) -> None:
    with Fetcher(FetchPolicy("test"), resolve=lambda host, port: answers) as fetcher:
        for call in (
            lambda: fetcher.get("https://harmlos.example/"),
            lambda: fetcher.post("https://harmlos.example/", b"{}", {}),
        ):
            with pytest.raises(FetchRefused) as refused:
                call()
            assert refused.value.reason == "private"
    assert no_way_out == []


def test_a_name_that_changes_its_address_after_the_check_is_not_looked_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: public when checked, private when connected to."""
    answers, connected = iter([["9.9.9.9"], ["127.0.0.1"], ["127.0.0.1"]]), []

    def connect(self: socket.socket, address: Any) -> NoReturn:
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", connect)
    with Fetcher(FetchPolicy("test"), resolve=lambda host, port: next(answers)) as fetcher:
        with pytest.raises(FetchRefused):
            fetcher.get("http://wechselhaft.example/", robots=False)
        assert connected == [("9.9.9.9", 80)]
        with pytest.raises(FetchRefused) as refused:
            fetcher.get("http://wechselhaft.example/", robots=False)
    assert (refused.value.reason, connected) == ("private", [("9.9.9.9", 80)])


def test_a_kept_connection_is_not_used_when_the_name_now_leads_elsewhere() -> None:
    with serving(Web({"/": Reply(body=b"one")})) as web:
        answers = iter([["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"], ["::1"]])
        policy = web.policy(allowed_hosts=frozenset({f"haus.example:{web.port}"}), seconds=0.5)
        with Fetcher(policy, resolve=lambda host, port: next(answers)) as fetcher:
            url = f"http://haus.example:{web.port}/"
            assert [fetcher.get(url, robots=False).body for _ in "12"] == [b"one", b"one"]
            assert web.connections == 1
            with pytest.raises(FetchRefused):
                fetcher.get(url, robots=False)
        assert web.asked[0].headers["host"] == f"haus.example:{web.port}"


def test_the_allow_list_lifts_private_but_never_the_secrets_of_clouds(no_way_out: list[Any]) -> None:
    allowed = frozenset({"intern.example", "169.254.169.254", "[fd00:ec2::254]", "fd00:ec2::254", "10.0.0.1"})
    policy = FetchPolicy("test", allowed_hosts=allowed)
    reasons = []
    for url, answer in [
        ("http://169.254.169.254/", ""),
        ("http://[fd00:ec2::254]/", ""),
        ("http://intern.example/", "169.254.169.254"),
        ("http://intern.example:6379/", "10.0.0.1"),
        ("http://10.0.0.2/", ""),
        ("http://intern.example/", "10.0.0.1"),
    ]:
        with Fetcher(policy, resolve=lambda host, port, answer=answer: [answer]) as fetcher:
            with pytest.raises(FetchRefused) as refused:
                fetcher.get(url, robots=False)
            reasons.append(str(refused.value.reason))
    assert (reasons, no_way_out) == (
        ["private", "private", "private", "port", "private", "unreachable"],
        [("10.0.0.1", 80)],
    )


def test_no_redirect_leads_from_outside_to_an_allowed_host() -> None:
    policy = FetchPolicy("test", allowed_hosts=frozenset({"intern.example", "auch.example"}))
    outside, inside = (read(f"http://{name}.example/", policy) for name in ("fremd", "intern"))
    assert forwarded(inside, "//auch.example/x", policy).url == "http://auch.example/x"
    assert forwarded(inside, "https://fremd.example/", policy).allowed is False
    with pytest.raises(FetchRefused) as refused:
        forwarded(outside, "http://intern.example/", policy)
    assert refused.value.reason == "private"


def test_an_international_name_is_asked_by_its_ascii_form() -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return []

    with Fetcher(FetchPolicy("test"), resolve=resolve) as fetcher:
        for url in ("https://Straße.example/", "https://xn--strae-oqa.example./"):
            with pytest.raises(FetchRefused) as refused:
                fetcher.get(url, robots=False)
            assert refused.value.reason == "unknown_host"
    assert asked == [("xn--strae-oqa.example", 443)] * 2
