"""The peer: a bare Flask view that reads JSON and answers with it."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request

application = Flask(__name__)


@application.post("/echo")
def echo() -> Response:
    """Answer with what came."""
    return jsonify(request.get_json())
