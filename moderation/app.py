"""The web application: opens the toolbox, registers the doors, and renders what no door renders."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from flask import Flask, Response, request
from flask.json.provider import JSONProvider
from werkzeug.exceptions import HTTPException

from moderation.config import Config
from moderation.doors.api import api, problems
from moderation.doors.api.reading import BODY_LIMIT
from moderation.doors.desk import desk, turn_away
from moderation.doors.widget import widget
from moderation.toolbox import Toolbox, open_toolbox


class Json(JSONProvider):
    """JSON through orjson."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialise; a lone surrogate cannot get here, the doors refuse it."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """A response with the bytes as they come."""
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), mimetype="application/json")


def create_app(config: Config | None = None, toolbox: Toolbox | None = None) -> Flask:
    """The WSGI application. Without arguments it reads the environment."""
    config = config or Config.from_env()
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    tools = toolbox or open_toolbox(config)
    app = Flask("moderation", static_folder=None)
    app.json = Json(app)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT + 1  # a chunked body is cut here, and the reader must see that it was
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.register_blueprint(api(tools))
    app.register_blueprint(desk(tools))
    app.register_blueprint(widget(tools))
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, problems.of_crash)
    app.after_request(protect)
    app.extensions["adrem"] = tools
    return app


def of_http(error: HTTPException) -> Response:
    """What no door was asked about, told as that door would whose address it is."""
    return turn_away(error) if request.path.startswith("/desk/") else problems.of_http(error)


def protect(response: Response) -> Response:
    """No answer is guessed to be another type; pages load nothing that they do not name themselves."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "text/html":
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    return response
