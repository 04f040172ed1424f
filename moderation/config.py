"""Every setting of the operator: its name in the environment, type, default and meaning, in one place."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from moderation.errors import ConfigError


def setting(default: Any, name: str, meaning: str) -> Any:
    """A field that is read from the environment variable `name`, or from the file in `name`_FILE."""
    return field(default=default, metadata={"name": name, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process. `Config.from_env()` reads them; tests construct it."""

    home: Path = setting(Path("var"), "ADREM_HOME", "Folder for the embedded database, queue, logs and keys")
    host: str = setting("127.0.0.1", "HOST", "Address that the web server listens on")
    port: int = setting(8000, "PORT", "Port that the web server listens on")
    public_url: str = setting("", "ADREM_PUBLIC_URL", "Address that visitors see, if it is not http://HOST:PORT")
    database_url: str = setting("", "DATABASE_URL", "PostgreSQL or SQLite; empty means SQLite in ADREM_HOME")
    redis_url: str = setting(
        "",
        "REDIS_URL",
        "Redis or Valkey, also rediss:// and sentinel://HOST:PORT,…/NAME; empty means the embedded Valkey",
    )
    secret: str = setting("", "ADREM_SECRET", "Master key of all hashes and signatures; empty: kept in the database")
    model_dir: Path = setting(Path("models/versions"), "MODEL_DIR", "Folder of the classifier's versions")
    workers: int = setting(2, "ADREM_WORKERS", "Worker processes on this machine")
    threads: int = setting(64, "ADREM_THREADS", "Threads of the web server; half of them may wait for a verdict")
    retention_days: int = setting(30, "ADREM_RETENTION_DAYS", "Days that plain addresses and e-mails are kept")
    trusted_proxies: int = setting(0, "ADREM_TRUSTED_PROXIES", "Proxies in front that set X-Forwarded-For")
    local_webhooks: bool = setting(False, "ADREM_LOCAL_WEBHOOKS", "Allow webhooks to loopback and private addresses")
    challenge_limit: int = setting(6000, "ADREM_CHALLENGE_LIMIT", "Challenges a minute for one address or IPv6 /64")
    in_flight: int = setting(20_000, "ADREM_IN_FLIGHT", "Comments that may stand in the queue at once")
    second_factor: bool = setting(False, "ADREM_SECOND_FACTOR", "Everybody at the desk must have a second factor")
    smtp_host: str = setting("", "ADREM_SMTP_HOST", "Mail server; empty: no mail is sent")
    smtp_port: int = setting(587, "ADREM_SMTP_PORT", "Port of the mail server")
    smtp_security: str = setting("starttls", "ADREM_SMTP_SECURITY", "How mail is encrypted: starttls, tls or none")
    smtp_user: str = setting("", "ADREM_SMTP_USER", "Login at the mail server; empty: none")
    smtp_password: str = setting("", "ADREM_SMTP_PASSWORD", "Password at the mail server")
    mail_from: str = setting("", "ADREM_MAIL_FROM", "Address that mail comes from")
    chat_webhook: str = setting("", "ADREM_CHAT_WEBHOOK", "Address of a chat that is told of long queues; empty: none")
    remind_length: int = setting(50, "ADREM_REMIND_LENGTH", "Held comments on a site from which moderators are told")
    remind_age: int = setting(6, "ADREM_REMIND_AGE", "Hours that the oldest waits before moderators are told")
    remind_every: int = setting(12, "ADREM_REMIND_EVERY", "Hours between two reminders of one site to one person")
    oidc_issuer: str = setting("", "ADREM_OIDC_ISSUER", "OpenID provider by which moderators may sign in, https://…")
    oidc_client_id: str = setting("", "ADREM_OIDC_CLIENT_ID", "How the OpenID provider knows Ad Rem")
    oidc_client_secret: str = setting("", "ADREM_OIDC_CLIENT_SECRET", "What the OpenID provider gave for it")
    oidc_name: str = setting("OpenID", "ADREM_OIDC_NAME", "What the login page calls the OpenID provider")
    log_level: str = setting("INFO", "ADREM_LOG_LEVEL", "Least level that is logged: DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read every setting; the first that will not do raises a ConfigError that names it."""
        found = {entry.name: read(entry, environ) for entry in fields(cls)}
        return cls(**{name: value for name, value in found.items() if value is not None})

    @property
    def url(self) -> str:
        """The address that visitors see, without a slash at its end."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def origin(self) -> str:
        """Where the desk is: by name on one's own machine, since browsers give passkeys to no address of numbers."""
        parts = urlsplit(self.url)
        try:
            own = ipaddress.ip_address(parts.hostname or "").is_loopback
        except ValueError:
            own = False
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://localhost{port}" if own else f"{parts.scheme}://{parts.netloc}"

    @property
    def database(self) -> str:
        """The database's address, the embedded default included."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'adrem.db'}"

    @property
    def redis(self) -> str:
        """The queue's address: the one that is set, else the embedded Valkey's, else the usual port."""
        told = self.home / "run" / "redis.url"
        return self.redis_url or (told.read_text().strip() if told.exists() else "redis://127.0.0.1:6379/0")


KINDS = {int: "a whole number", bool: "yes or no"}
"""What settings must be that not every text can be."""


def read(entry: Any, environ: Mapping[str, str]) -> Any:
    """The value of one field from the environment, or None when it is not set."""
    name = entry.metadata["name"]
    text = environ.get(name) or read_file(name, environ.get(f"{name}_FILE"))
    if not text:
        return None
    kind = type(entry.default)
    try:
        return parse_bool(text) if kind is bool else kind(text)
    except ValueError as error:
        raise ConfigError(f"{name} is {text!r}, but it must be {KINDS[kind]}.") from error


def parse_bool(text: str) -> bool:
    """Read yes or no as people write them."""
    answers = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in answers:
        raise ValueError(text)
    return answers[text.lower()]


def read_file(name: str, path: str | None) -> str | None:
    """A secret from the file that NAME_FILE names. Set but unreadable fails loudly."""
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise ConfigError(f"{name}_FILE names {path}, which cannot be read: {why}.") from error
