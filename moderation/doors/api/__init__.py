"""The native API: its operations in one table, which serves them and documents them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from moderation.doors.api import comments, complaints, operators, pages, problems, reading, wire
from moderation.doors.api.access import Limits, at_home
from moderation.doors.api.document import Operation, openapi
from moderation.doors.api.door import Door
from moderation.doors.api.memo import Memo
from moderation.errors import AdRemError, Refused
from moderation.toolbox import Toolbox

READING = (400, 413, 415, 422, 503)

OPERATIONS = (
    Operation(
        "GET",
        "/api/v1/challenge",
        comments.get_challenge,
        "A fresh challenge for the form of a page",
        {200: wire.ChallengeOut},
        problems=(400, 401, 403, 422, 429, 503),
        query=wire.ChallengeQuery,
        security=(None, "secretKey"),
    ),
    Operation(
        "POST",
        "/api/v1/comments",
        comments.post_comment,
        "Submit a comment",
        {201: wire.CommentOut, 202: wire.CommentOut},
        problems=(401, 403, 409, *READING),
        body=wire.CommentIn,
        form=wire.CommentForm,
        headers=("Idempotency-Key",),
        security=(None, "secretKey"),
        pages=True,
    ),
    Operation(
        "GET",
        "/api/v1/comments",
        comments.list_comments,
        "The published comments of a page",
        {200: wire.CommentsOut},
        problems=(400, 401, 403, 422, 503),
        query=wire.CommentsQuery,
        security=(None, "secretKey"),
    ),
    Operation(
        "GET",
        "/api/v1/comments/<comment_id>",
        comments.get_comment,
        "What became of a comment",
        {200: wire.CommentOut},
        problems=(401, 404, 503),
        headers=("X-Receipt",),
        security=(None, "secretKey"),
        pages=True,
    ),
    Operation(
        "POST",
        "/api/v1/comments/<comment_id>/decision",
        comments.decide,
        "Decide on a comment, as a moderator",
        {200: wire.DecisionOut},
        problems=(401, 403, 404, 409, *READING),
        body=wire.DecisionIn,
        security=("secretKey",),
    ),
    Operation(
        "GET",
        "/api/v1/comments/<comment_id>/report",
        complaints.show_report,
        "The reasons for which a published comment may be reported",
        {200: wire.ReportableOut},
        problems=(400, 401, 403, 404, 422, 503),
        query=wire.SiteQuery,
        security=(None, "secretKey"),
        pages=True,
    ),
    Operation(
        "POST",
        "/api/v1/comments/<comment_id>/report",
        complaints.report_comment,
        "Report a published comment, as a reader",
        {200: wire.ReportOut},
        problems=(401, 403, 404, 429, *READING),
        body=wire.ReportIn,
        form=wire.ReportForm,
        security=(None, "secretKey"),
        pages=True,
    ),
    Operation(
        "POST",
        "/api/v1/comments/<comment_id>/appeal",
        complaints.appeal_comment,
        "Appeal against a rejection, as the author",
        {200: wire.CommentOut},
        problems=(404, 409, 429, *READING),
        body=wire.AppealIn,
        form=wire.AppealIn,
        headers=("X-Receipt",),
        pages=True,
    ),
    Operation(
        "POST",
        "/api/v1/preview",
        comments.preview,
        "What the verdict on a text would be",
        {200: wire.PreviewOut},
        problems=(401, 403, *READING),
        body=wire.PreviewIn,
        security=(None, "secretKey"),
    ),
)


def api(toolbox: Toolbox) -> Blueprint:
    """The blueprint of the native API and of its documentation."""
    door = Blueprint("api", __name__, template_folder="templates")
    context = Door(toolbox, Limits(), Memo())
    for operation in OPERATIONS:
        view = partial(operation.view, context)
        door.add_url_rule(operation.path, operation.name, view, methods=[operation.method])
    add_operators(door, toolbox)
    door.register_error_handler(AdRemError, partial(refuse, toolbox))
    door.after_request(partial(allow_origin, toolbox))
    return door


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of this door, made when somebody asks: a process starts without it."""
    return openapi(OPERATIONS)


def add_operators(door: Blueprint, toolbox: Toolbox) -> None:
    """The paths for operators and for whoever reads the documentation."""
    views: dict[str, Callable[[], ResponseReturnValue]] = {
        "/healthz": operators.healthz,
        "/readyz": partial(operators.readyz, toolbox),
        "/metrics": partial(operators.metrics, toolbox),
        "/openapi.json": lambda: jsonify(document()),
        "/docs": lambda: operators.docs(document()),
        "/docs.css": operators.stylesheet,
    }
    for path, view in views.items():
        door.add_url_rule(path, path.strip("/").replace(".", "_"), view)


def refuse(toolbox: Toolbox, error: AdRemError) -> Response:
    """An error as a problem document, with a fresh challenge when the old one failed; for forms, the form again."""
    if complaints.asked(request):
        return complaints.refused(request, error) if pages.wanted(request) else problems.of_error(error)
    if not (reading.is_form(request) and isinstance(error, Refused | comments.Unsolved)):
        challenge = fresh_for_json(toolbox) if isinstance(error, comments.Unsolved) else None
        return problems.of_error(error, challenge)
    try:
        fields = reading.form_fields(request)
    except Refused:
        fields = {}
    site = toolbox.store.site_by_key(fields.get("site", ""))
    challenge = comments.fresh(toolbox, site, fields.get("page_url", "")) if site else None
    if pages.wanted(request):
        return pages.refused(fields, problems.document(error), challenge)
    return problems.of_error(error, challenge if isinstance(error, comments.Unsolved) else None)


def fresh_for_json(toolbox: Toolbox) -> dict[str, Any] | None:
    """A fresh challenge for the page that the JSON body names."""
    sent = reading.read_json(request, wire.CommentIn)
    site = toolbox.store.site_by_key(sent.site)
    return comments.fresh(toolbox, site, sent.page.url) if site else None


def allow_origin(toolbox: Toolbox, response: Response) -> Response:
    """CORS: a browser page of a site that is known here may read the answer, and send what the form sends."""
    origin = request.environ.get("HTTP_ORIGIN")
    if request.method != "POST":  # only what a cache may keep
        response.headers.add("Vary", "Origin")
    if origin and (at_home(toolbox, request, origin) or origin in toolbox.store.origins()):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Location, Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key, X-Receipt"
            response.headers["Access-Control-Max-Age"] = "600"
    return response
