"""Access: which site a request speaks for, by public key and Origin or by secret key, and from where."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from moderation.acts import submit
from moderation.errors import Forbidden, TooMany, Unauthorised
from moderation.toolbox import Toolbox
from moderation.tools.store.sites import Site


@dataclass(frozen=True, slots=True)
class Caller:
    """The site a request speaks for. `trusted` when it came with the secret key."""

    site: Site
    trusted: bool


class Limits:
    """Owns the counters of requests per network in this process."""

    def __init__(self) -> None:
        self.limiter = FixedWindowRateLimiter(MemoryStorage())

    def take(self, what: str, per_minute: int, request: Request) -> None:
        """Count one request of this address or IPv6 /64; TooMany when its minute is used up."""
        here = submit.network(request.remote_addr or "") or "unknown"
        if not self.limiter.hit(RateLimitItemPerMinute(per_minute), what, here):
            raise TooMany("Too many requests from your network; wait a minute and try again.", retry_after=60)


def secret_of(request: Request) -> str | None:
    """The secret key of the Authorization header, if there is one."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" and key.strip() else None


def caller(toolbox: Toolbox, request: Request, public_key: str) -> Caller:
    """Who calls: a server by its secret key, or a browser by the public key of a site that knows its origin."""
    if secret := secret_of(request):
        site = toolbox.store.site_by_secret(secret)
        if site is None:
            raise Unauthorised("This secret key is not known. `python -m moderation keys` makes a new one.")
        if public_key and public_key != site.public_key:
            raise Forbidden("The secret key belongs to another site than the public key.")
        return Caller(site, trusted=True)
    if not public_key:
        raise Unauthorised("Name the site by its public key in `site`, or send its secret key as a Bearer token.")
    site = toolbox.store.site_by_key(public_key)
    if site is None:
        raise Unauthorised("This public key is not known.")
    origin = request.headers.get("Origin")
    if origin is not None and not at_home(toolbox, request, origin) and origin not in site.origins:
        raise Forbidden("This site does not take comments from that origin. Add it with `add-site --origin`.")
    return Caller(site, trusted=False)


def trusted(toolbox: Toolbox, request: Request) -> Site:
    """The site of the secret key; nothing less will do."""
    if not secret_of(request):
        raise Unauthorised("This needs the site's secret key as a Bearer token.")
    return caller(toolbox, request, "").site


def at_home(toolbox: Toolbox, request: Request, origin: str) -> bool:
    """Whether the page came from Ad Rem itself, as the demo does."""
    return origin in {toolbox.config.url, request.host_url.rstrip("/")}
