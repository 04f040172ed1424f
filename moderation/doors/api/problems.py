"""Problems: the errors of the service as RFC 9457 documents."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException

from moderation.errors import AdRemError, Invalid, TooMany, Unavailable

log = logging.getLogger("adrem.api")


def document(error: AdRemError, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The problem document of an error."""
    problem: dict[str, Any] = {
        "type": f"/docs#{type(error).__name__.lower()}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
    }
    if isinstance(error, Invalid):
        problem["errors"] = [{"field": entry.field, "detail": entry.detail} for entry in error.problems]
    return {**problem, **(extra or {})}


def answer(problem: Mapping[str, Any], retry_after: int | None = None) -> Response:
    """A problem document as a response."""
    response = jsonify(problem)
    response.status_code = problem["status"]
    response.content_type = "application/problem+json"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def of_error(error: AdRemError, challenge: Mapping[str, Any] | None = None) -> Response:
    """What the service refuses, or cannot do now; with a fresh challenge when the old one failed."""
    retry_after = error.retry_after if isinstance(error, TooMany | Unavailable) else None
    if isinstance(error, Unavailable):
        log.error("unavailable: %s", type(error.__cause__).__name__)
    return answer(document(error, {"challenge": challenge} if challenge else None), retry_after)


def of_http(error: HTTPException) -> Response:
    """What Flask itself refuses: an unknown path, a method, a body over the limit."""
    status = error.code or 500
    response = answer(
        {
            "type": "about:blank",
            "title": error.name,
            "status": status,
            "detail": error.description or error.name,
        }
    )
    for name, value in error.get_headers():
        if name.lower() in {"allow", "location"}:
            response.headers[name] = value
    return response


def of_crash(error: Exception) -> Response:
    """A defect of ours. The log has it all; the answer says nothing about the inside."""
    log.error("crashed", exc_info=error)
    return answer(
        {
            "type": "about:blank",
            "title": "Internal error",
            "status": 500,
            "detail": "Something broke on our side. Your text is still in your browser; please try again.",
        }
    )
