"""Webhooks: signed posts to the sites, which cannot be turned against the operator's own network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from standardwebhooks import Webhook

if TYPE_CHECKING:
    import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that has been handed out as public IPv6 so far (RFC 4291)."""


class WebhookRefused(Exception):
    """The address is one that must not be posted to; trying again would not help until it changes."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one attempt ended: `delivered`, a short reason for the operator, and whether anybody was there."""

    delivered: bool
    outcome: str
    reachable: bool = True


class Webhooks:
    """Owns the connections to the sites. `local` allows loopback and private addresses; `lookup` resolves names."""

    def __init__(self, local: bool = False, lookup: Callable[..., Any] = socket.getaddrinfo) -> None:
        self.local = local
        self.lookup = lookup

    @cached_property
    def client(self) -> httpx.Client:
        """The connections, once they are needed: most processes never post.

        No redirects, and no proxy from the environment: the address that was checked is the one that is used.
        """
        import httpx

        timeout = httpx.Timeout(10.0, connect=5.0)
        return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Give back every connection."""
        if "client" in vars(self):
            self.client.close()

    def post(self, url: str, secret: str, event_id: str, payload: str) -> Delivery:
        """Post one event, signed as the Standard Webhooks specification 1.0 says. 2xx means delivered."""
        import httpx  # slow to load, and most processes never post

        try:
            target, host, name = self.pin(url)
        except WebhookRefused as error:
            return Delivery(False, str(error), reachable=False)
        at = datetime.now(UTC)
        headers = {
            "Host": host,
            "Content-Type": "application/json",
            "User-Agent": "AdRem/0.1",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(event_id, at, payload),
        }
        try:
            request = self.client.build_request(
                "POST", target, content=payload.encode(), headers=headers, extensions={"sni_hostname": name}
            )
            response = self.client.send(request, stream=True)
            response.close()  # the body is not ours to read: only the status counts
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Delivery(False, type(error).__name__, reachable=False)
        return Delivery(response.is_success, f"HTTP {response.status_code}")

    def pin(self, url: str) -> tuple[str, str, str]:
        """Resolve the host once: (the same URL with a checked address in it, Host header, name for TLS)."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise WebhookRefused("The webhook address must be a plain http or https URL.") from error
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            raise WebhookRefused("The webhook address must be a plain http or https URL.")
        address = self.resolve(parts.hostname, port)
        literal = f"[{address}]" if address.version == 6 else str(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return f"{parts.scheme}://{literal}:{port}{path}", parts.netloc, parts.hostname

    def resolve(self, host: str, port: int) -> Address:
        """The first address of the host; every one of them has to be public, or nothing is sent."""
        try:
            found = self.lookup(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # the latter from a name that IDNA cannot write
            raise WebhookRefused("The webhook's host cannot be resolved.") from error
        addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
        if not self.local and not all(is_public(address) for address in addresses):
            raise WebhookRefused("The webhook's host has an address that is not public.")
        return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address is somebody else's on the internet, also when it hides in an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_public(inner)
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        return address in UNICAST and address.is_global
    return address.is_global and not address.is_multicast
