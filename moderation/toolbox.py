"""The toolbox: every backing service, opened once per process and passed to whoever needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation.config import Config
from moderation.tools.cache import Cache
from moderation.tools.captcha import Challenges
from moderation.tools.classifier import Reader
from moderation.tools.keys import Keys
from moderation.tools.queue import Queue
from moderation.tools.store import secrets
from moderation.tools.store.connection import Store, now_ms
from moderation.tools.webhooks import Webhooks

if TYPE_CHECKING:
    from moderation.tools.provider import Provider


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What acts work with. Tests build it from fakes."""

    config: Config
    store: Store
    cache: Cache
    captcha: Challenges
    queue: Queue
    classifier: Reader
    webhooks: Webhooks
    keys: Keys
    clock: Callable[[], int] = now_ms
    provider: Provider | None = None

    def close(self) -> None:
        """Give back what holds a connection."""
        self.store.close()
        self.webhooks.close()
        if self.provider:
            self.provider.close()


def open_toolbox(config: Config, pool_size: int = 8, durable: bool = True) -> Toolbox:
    """Open every tool. Only the database has to be there; the others may come later."""
    store = Store(config.database, pool_size, durable)
    master = config.secret
    if not master:
        with store.write() as db:
            master = secrets.master(db)
    keys = Keys(master)
    return Toolbox(
        config=config,
        store=store,
        cache=Cache(config.redis),
        captcha=Challenges(keys.derive("captcha")),
        queue=Queue(config.redis, seats=max(1, config.threads // 2)),
        classifier=Reader(config.model_dir),
        webhooks=Webhooks(config.local_webhooks),
        keys=keys,
        provider=open_provider(config),
    )


def open_provider(config: Config) -> Provider | None:
    """The OpenID provider, if there is one."""
    if not config.oidc_issuer:
        return None
    from moderation.tools.provider import Provider  # its libraries are slow to load, and few sites have one

    back = f"{config.url}/desk/login/openid/back"
    return Provider(config.oidc_issuer, config.oidc_client_id, config.oidc_client_secret, back)
