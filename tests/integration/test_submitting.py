"""Submitting: what the form and a site's server send, and what they get back."""

from __future__ import annotations

from factories import Owned, body
from flask.testing import FlaskClient


def test_a_verdict_in_time_answers_201(client: FlaskClient, paper: Owned) -> None:
    answer = client.post("/api/v1/comments", json=body(paper), headers=paper.bearer)
    assert answer.status_code == 201
    assert answer.json["status"] == "published"
    assert answer.json["verdict"]["action"] == "approve"
    assert answer.headers["Location"] == f"/api/v1/comments/{answer.json['id']}"
