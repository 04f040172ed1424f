"""Webhooks: signed posts to the sites, which cannot be turned against the operator's own network."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class WebhookRefused(Exception):
    """The address is one that must not be posted to; trying again would not help until it changes."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one attempt ended: `delivered`, and a short reason for the operator."""

    delivered: bool
    outcome: str


class Webhooks:
    """Owns the connections to the sites. `local` allows loopback and private addresses."""

    def __init__(self, local: bool = False) -> None:
        self.local = local
        # No redirects, and no proxy from the environment: the address that was checked is the one that is used.
        self.client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def post(self, url: str, secret: str, event_id: str, payload: str) -> Delivery:
        """Post one event, signed as the Standard Webhooks specification 1.0 says. 2xx means delivered."""
        try:
            target, host, name = self.pin(url)
        except WebhookRefused as error:
            return Delivery(False, str(error))
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
        except httpx.HTTPError as error:
            return Delivery(False, type(error).__name__)
        return Delivery(response.is_success, f"HTTP {response.status_code}")

    def pin(self, url: str) -> tuple[str, str, str]:
        """Resolve the host once: (the same URL with a checked address in it, Host header, name for TLS)."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise WebhookRefused("The webhook address must be a plain http or https URL.")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self.resolve(parts.hostname, port)
        literal = f"[{address}]" if address.version == 6 else str(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return f"{parts.scheme}://{literal}:{port}{path}", parts.netloc, parts.hostname

    def resolve(self, host: str, port: int) -> Address:
        """The first address of the host; every one of them has to be public, or nothing is sent."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise WebhookRefused(f"The webhook's host cannot be resolved: {error.strerror}.") from error
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
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast
