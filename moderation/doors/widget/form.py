"""What the plain form shows: the page, the house rules, a fresh sum and the published comments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import request

from moderation.acts import submit
from moderation.acts.submit import Page
from moderation.toolbox import Toolbox
from moderation.tools.store.sites import Site

PER_PAGE = 50


def filled(toolbox: Toolbox, site: Site, page: Page) -> dict[str, Any]:
    """Every variable of the form's templates. The query's `after` and `parent` say where a reader is."""
    after = cursor(request.args.get("after", ""))
    comments, following = submit.published(toolbox, site, page.url, after, PER_PAGE)
    welcome, *rules = site.policy.house_rules.values()
    return {
        "site": site,
        "page": page,
        "welcome": welcome,
        "rules": rules,
        "comments": comments,
        "names": {comment.id: comment.author for comment in comments},
        "later": link(after=f"{following[0]}-{following[1]}") if following else None,
        "link": link,
        "moment": moment,
        "parent": request.args.get("parent", "")[:64],
        "challenge": submit.challenge(toolbox, site, page.url),
    }


def link(**changed: str) -> str:
    """The query of the page that is shown, with some of its fields changed."""
    return "?" + urlencode({**request.args, **changed})


def cursor(text: str) -> tuple[int, str]:
    """Where to go on: a moment and an identifier, as the link to later comments has them. Else the first."""
    at, _, comment_id = text.partition("-")
    return (int(at), comment_id) if at.isascii() and at.isdecimal() and len(at) < 16 else (0, "")


def moment(at: int, pattern: str = "%-d %B %Y, %H:%M UTC") -> str:
    """Milliseconds since 1970 as people write a moment."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime(pattern)
