"""The kinds of text that the wire shapes are made of: what each may hold, and what is said when it does not."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

TEXT_LIMIT = 20_000
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")


def storable(value: str) -> str:
    """No database and no page can carry a NUL or half a surrogate pair."""
    if "\0" in value:
        raise ValueError("must not contain a NUL character")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("must not contain lone surrogates")
    return value


def web_address(value: str) -> str:
    """Empty, or an http(s) address without its fragment."""
    value = value.strip()
    if value and not WEB_ADDRESS.fullmatch(value):
        raise ValueError("must be a web address that begins with http:// or https://")
    return value.split("#", 1)[0]


def page_address(value: str) -> str:
    """A web address that is not empty."""
    if not value.strip():
        raise ValueError("must name the page's web address")
    return web_address(value)


def email_address(value: str) -> str:
    """Empty, or something with one @ in it; whether mail arrives there is not checked."""
    value = value.strip()
    if value and not EMAIL.fullmatch(value):
        raise ValueError("must be an e-mail address such as name@example.org, or empty")
    return value


def not_blank(value: str) -> str:
    """A comment says something."""
    if not value.strip():
        raise ValueError("must not be empty: write your comment")
    return value


def documented(pattern: str) -> Any:
    """What the document says of a value; the validators say it better to whoever gets it wrong."""
    return Field(json_schema_extra={"pattern": pattern})


HTTP = r"[hH][tT][tT][pP][sS]?://[^\s/?#\x00-\x20\x7f-\xa0]+[^\s\x00-\x20\x7f-\xa0]*"
MAIL = r"[^\s@\x00-\x20\x7f-\xa0]{1,64}@[^\s@\x00-\x20\x7f-\xa0]{1,255}"

Plain = Annotated[str, AfterValidator(storable), documented(r"^[^\x00]*$")]
Short = Annotated[Plain, StringConstraints(max_length=200, strip_whitespace=True)]
Title = Annotated[Plain, StringConstraints(max_length=500, strip_whitespace=True)]
Url = Annotated[Plain, StringConstraints(max_length=2000), AfterValidator(web_address), documented(rf"^ *({HTTP})? *$")]
PageUrl = Annotated[
    Plain, StringConstraints(max_length=2000), AfterValidator(page_address), documented(rf"^ *{HTTP} *$")
]
Email = Annotated[
    Plain, StringConstraints(max_length=320), AfterValidator(email_address), documented(rf"^ *({MAIL})? *$")
]
CommentText = Annotated[
    Plain,
    StringConstraints(max_length=TEXT_LIMIT),
    AfterValidator(not_blank),
    documented(r"^[^\x00]*[^\s\x00-\x20\x7f-\xa0][^\x00]*$"),
]
Identifier = Annotated[Plain, StringConstraints(max_length=64)]
