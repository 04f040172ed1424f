"""The Content-Security-Policy of the widget's pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)


def guarded(html: str, framed_by: Sequence[str] = ()) -> Response:
    """A page that runs only our script, sends nothing elsewhere and is framed only by the site itself."""
    response = Response(html)
    response.headers["Content-Security-Policy"] = POLICY + " ".join(["'self'", *framed_by])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
