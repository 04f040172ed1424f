"""Mail: letters over SMTP, in plain text and HTML, with the headers that let people stop them."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from moderation.config import Config
from moderation.errors import ConfigError

log = logging.getLogger("adrem.mail")

TIMEOUT = 10.0
"""Seconds for each step of the conversation with the server."""

LETTER = SMTP.clone(max_line_length=998)
"""Shorter lines would have the address of List-Unsubscribe written as an encoded word, which no program follows."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person. A POST to `stop` ends such letters (RFC 8058)."""

    to: str
    subject: str
    text: str
    html: str
    stop: str


def send(config: Config, letters: Sequence[Letter]) -> Iterator[Letter]:
    """Send the letters over one connection; yields each that the server took. A server that fails ends it."""
    if not letters:
        return
    try:
        with connected(config) as server:
            for letter in letters:
                if accepted(server, config, letter):
                    yield letter
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail was not sent: %s", type(error).__name__)


def connected(config: Config) -> smtplib.SMTP:
    """A conversation with the server, encrypted and logged in as the settings say."""
    if config.smtp_security not in {"starttls", "tls", "none"}:
        raise ConfigError("ADREM_SMTP_SECURITY must be starttls, tls or none.")
    trusted = ssl.create_default_context()
    where = (config.smtp_host, config.smtp_port, sender(config).domain)  # the last is how we greet
    if config.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(*where, timeout=TIMEOUT)
    try:
        if config.smtp_security == "starttls":
            server.starttls(context=trusted)
        if config.smtp_user:
            server.login(config.smtp_user, config.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def accepted(server: smtplib.SMTP, config: Config, letter: Letter) -> bool:
    """Hand one letter over. One that cannot be written, or whose receiver is refused, keeps no other back."""
    try:
        server.send_message(written(config, letter))
    except (ValueError, IndexError, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
        log.warning("a letter was not sent: %s", type(error).__name__)
        return False
    return True


def written(config: Config, letter: Letter) -> EmailMessage:
    """The letter as a message. Its subject is one line, and its receiver one person."""
    message = EmailMessage(LETTER)
    message["From"] = sender(config)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender(config).domain)
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{letter.stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def sender(config: Config) -> Address:
    """In whose name letters go out."""
    return Address("Ad Rem", addr_spec=config.mail_from or "adrem@localhost.localdomain")
