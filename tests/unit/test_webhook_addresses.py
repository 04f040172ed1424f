"""Webhooks cannot be turned against the operator's own network. No socket is opened here."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from moderation.tools.webhooks import Delivery, WebhookRefused, Webhooks

PUBLIC = "93.184.216.34"


class Names:
    """A resolver that knows only what it is told. Numbers are read as the system's resolver reads them."""

    def __init__(self, **known: tuple[str, ...]) -> None:
        self.known = {name.replace("_", "."): addresses for name, addresses in known.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: Any) -> list[Any]:
        self.asked.append(host)
        if host in self.known:
            return [(0, 0, 0, "", (address, port)) for address in self.known[host]]
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.9.10",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b:1::10.0.0.1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fec0::1]",
        "[ff02::1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0",
        "224.0.0.1",
        "255.255.255.255",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "localhost",
        "inside.example",
        "half.example",
        "half6.example",
    ],
)
def test_it_refuses_an_address_that_is_not_public(host: str) -> None:
    names = Names(
        localhost=("127.0.0.1", "::1"),
        inside_example=("10.1.2.3",),
        half_example=(PUBLIC, "10.0.0.1"),
        half6_example=(PUBLIC, "::ffff:169.254.169.254"),
    )
    with pytest.raises(WebhookRefused, match="not public"):
        Webhooks(lookup=names).pin(f"http://{host}/hook")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "//paper.example/hook",
        "ftp://paper.example/hook",
        "file:///etc/passwd",
        "gopher://paper.example/",
        "http://",
        "http:///hook",
        "http://user@paper.example/",
        "http://user:pass@paper.example/",
        "http://@paper.example/",
        "http://paper.example:99999/",
        "http://paper.example:x/",
        "http://[::1/",
        "javascript:alert(1)",
    ],
)
def test_it_refuses_what_is_no_plain_web_address(url: str) -> None:
    names = Names(paper_example=(PUBLIC,))
    with pytest.raises(WebhookRefused, match="plain http or https"):
        Webhooks(lookup=names).pin(url)
    assert names.asked == []


@pytest.mark.parametrize("host", ["nowhere.example", "a" * 64 + ".example", "..", "x" * 300])
def test_a_name_that_does_not_resolve_is_refused(host: str) -> None:
    with pytest.raises(WebhookRefused, match="cannot be resolved"):
        Webhooks(lookup=Names()).pin(f"https://{host}/")


@pytest.mark.parametrize(
    ("url", "pinned", "host"),
    [
        ("https://paper.example/hook?a=1", f"https://{PUBLIC}:443/hook?a=1", "paper.example"),
        ("http://paper.example", f"http://{PUBLIC}:80/", "paper.example"),
        ("https://paper.example:8443/", f"https://{PUBLIC}:8443/", "paper.example:8443"),
        ("https://six.example/", "https://[2606:2800:220:1::1]:443/", "six.example"),
    ],
)
def test_it_connects_to_the_address_that_was_checked(url: str, pinned: str, host: str) -> None:
    names = Names(paper_example=(PUBLIC, "93.184.216.35"), six_example=("2606:2800:220:1::1",))
    target, header, name = Webhooks(lookup=names).pin(url)
    assert (target, header) == (pinned, host)
    assert name == host.split(":")[0]
    assert len(names.asked) == 1


def test_the_operator_may_allow_local_addresses() -> None:
    assert Webhooks(local=True).pin("http://127.0.0.1:5000/hook")[0] == "http://127.0.0.1:5000/hook"


def test_a_refused_address_is_an_attempt_that_failed() -> None:
    assert Webhooks().post("http://127.0.0.1/", "whsec_AAAA", "msg_1", "{}") == Delivery(
        False, "The webhook's host has an address that is not public.", reachable=False
    )
