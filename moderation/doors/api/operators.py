"""For operators: health, readiness, metrics, and the documentation of the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, jsonify, make_response, render_template, send_from_directory
from flask.typing import ResponseReturnValue

from moderation.toolbox import Toolbox

CSP = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"


def healthz() -> ResponseReturnValue:
    """That the process answers; nothing is asked of others."""
    return jsonify({"status": "ok", "checks": {}})


def readyz(toolbox: Toolbox) -> ResponseReturnValue:
    """200 as long as comments are taken in: only the database is needed. The others are told, not required."""
    checks = {
        "database": toolbox.store.alive(),
        "redis": toolbox.cache.alive(),
        "classifier": toolbox.classifier.ready(),
    }
    ready = checks["database"]
    response = jsonify({"status": "ready" if ready else "not ready", "checks": checks})
    response.status_code = 200 if ready else 503
    return response


def metrics(toolbox: Toolbox) -> Response:
    """Counters in the text format of Prometheus 0.0.4."""
    counters = toolbox.cache.counters()
    lines = [
        "# HELP adrem_cache_lookups_total Content verdicts asked of the cache.",
        "# TYPE adrem_cache_lookups_total counter",
        f'adrem_cache_lookups_total{{outcome="hit"}} {counters["hits"]}',
        f'adrem_cache_lookups_total{{outcome="miss"}} {counters["misses"]}',
    ]
    response = make_response("\n".join(lines) + "\n")
    response.content_type = "text/plain; version=0.0.4"
    return response


def docs(document: dict[str, Any]) -> Response:
    """The OpenAPI document as a page to read, with nothing loaded from elsewhere."""
    response = make_response(render_template("api/docs.html", document=document))
    response.headers["Content-Security-Policy"] = CSP
    return response


def stylesheet() -> Response:
    """The look of the documentation."""
    return send_from_directory(Path(__file__).parent / "static", "docs.css", max_age=300)
