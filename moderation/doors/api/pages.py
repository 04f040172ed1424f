"""Pages: the answers of the API as HTML, for a form that works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Request, Response, make_response, render_template

from moderation.acts.appeal import MOST_WORDS, Account
from moderation.acts.submit import Receipt
from moderation.doors.api import present

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
REFRESH_AFTER = 3
"""Seconds after which the page of a pending comment looks again by itself."""


def wanted(request: Request) -> bool:
    """Whether a browser shows the answer to a person. API clients say */* or JSON."""
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"] and "text/html" in request.headers.get("Accept", "")


def receipt_url(comment_id: str, token: str) -> str:
    """The page where an author sees what became of a comment."""
    return f"/api/v1/comments/{comment_id}?{urlencode({'receipt': token})}"


def result(receipt: Receipt, fields: Mapping[str, str], challenge: Mapping[str, Any], account: Account) -> Response:
    """What became of a comment and why, its deciding words marked; one that was rejected stands in the form again."""
    said = account.statement
    return page(
        200,
        "result",
        comment=present.comment(receipt),
        said=said,
        redress=present.REDRESS,
        appeal=account.appeal,
        may_appeal=account.may_appeal,
        most_words=MOST_WORDS,
        when=present.when,
        problem=None,
        submitted=fields,
        challenge=challenge if receipt.status == "rejected" else None,
        house_rules=challenge["house_rules"],
        page_url=fields["page_url"],
        receipt_url=receipt_url(receipt.id, receipt.receipt),
        marked=present.marked(fields["text"], said.spans if said else ()),
        refresh=REFRESH_AFTER,
    )


def refused(submitted: Mapping[str, str], problem: Mapping[str, Any], challenge: Mapping[str, Any] | None) -> Response:
    """The form again, filled with what was typed, the problem beside its field and a fresh sum."""
    return page(
        problem["status"],
        "result",
        comment=None,
        problem=problem,
        submitted=submitted,
        challenge=challenge,
        house_rules=challenge["house_rules"] if challenge else [],
        page_url=submitted.get("page_url", ""),
        receipt_url=None,
        marked=[],
        refresh=REFRESH_AFTER,
    )


def page(status: int, template: str, **context: Any) -> Response:
    """A page for one person: nobody indexes, keeps or frames it, and its address goes to no other site."""
    response = make_response(render_template(f"api/{template}.html", **context), status)
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
