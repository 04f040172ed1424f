"""Deciding: a moderator's word is a row that stays, moves the comment, and is told to the site."""

from __future__ import annotations

import json
from typing import Any

import pytest
from factories import ALICE, Owned, alices_paper, judged, pending, state_of
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from moderation.toolbox import Toolbox
from moderation.tools.store.tables import author, decision, webhook_event


def decide(client: FlaskClient, site: Owned, comment_id: str, status: str, **fields: Any) -> TestResponse:
    """Alice's decision."""
    said = {"status": status, "moderator": ALICE, "reason": "It attacks the author, not the argument.", **fields}
    return client.post(f"/api/v1/comments/{comment_id}/decision", json=said, headers=site.bearer)


def test_a_decision_wins_over_the_verdict(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    state = judged(toolbox, paper, "Only an idiot could have written this article.")
    answer = decide(client, paper, state.id, "published")
    assert (answer.status_code, answer.json) == (200, {"id": state.id, "status": "published", "was": "held"})
    after = state_of(toolbox, state.id)
    assert (after.status, after.verdict) == ("published", state.verdict)


def test_every_decision_stays(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper).id
    for status in ("rejected", "held", "published", "rejected"):
        assert decide(client, paper, comment_id, status).status_code == 200
    with toolbox.store.read() as db:
        rows = db.execute(select(decision.c.from_status, decision.c.to_status, decision.c.moderator)).all()
    assert sorted(tuple(row) for row in rows) == sorted(
        [
            ("published", "rejected", ALICE),
            ("rejected", "held", ALICE),
            ("held", "published", ALICE),
            ("published", "rejected", ALICE),
        ]
    )


def test_a_decision_corrects_the_authors_history(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper).id
    decide(client, paper, comment_id, "rejected")
    with toolbox.store.read() as db:
        assert tuple(db.execute(select(author.c.published, author.c.rejected)).one()) == (0, 1)


def test_a_pending_comment_cannot_be_decided_on(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = pending(toolbox, paper)
    assert decide(client, paper, comment_id, "published").status_code == 409
    assert state_of(toolbox, comment_id).status == "pending"


def test_carol_cannot_decide_on_alices_comments(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, blog: Owned
) -> None:
    comment_id = judged(toolbox, paper).id
    assert decide(client, blog, comment_id, "rejected").status_code == 404
    assert state_of(toolbox, comment_id).status == "published"


def test_a_browser_cannot_decide(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper).id
    said = {"status": "rejected", "moderator": ALICE, "reason": "x", "site": paper.public_key}
    assert client.post(f"/api/v1/comments/{comment_id}/decision", json=said).status_code == 401


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "pending"}, 422),
        ({"status": "published\n"}, 422),
        ({"status": ""}, 422),
        ({"moderator": ""}, 422),
        ({"reason": "x" * 2001}, 422),
        ({"reason": "  "}, 403),
    ],
)
def test_a_decision_must_be_complete(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, fields: dict[str, str], status: int
) -> None:
    comment_id = judged(toolbox, paper).id
    sent = {"status": "rejected", **fields}
    assert decide(client, paper, comment_id, sent.pop("status"), **sent).status_code == status


def test_the_site_hears_of_a_decision(client: FlaskClient, toolbox: Toolbox) -> None:
    site = alices_paper(toolbox, webhook="https://paper.example/hook")
    comment_id = judged(toolbox, site).id
    decide(client, site, comment_id, "rejected")
    with toolbox.store.read() as db:
        rows = db.execute(select(webhook_event.c.type, webhook_event.c.payload)).all()
    told = {row.type: json.loads(row.payload) for row in rows}
    assert set(told) == {"comment.published", "comment.decided"}
    assert told["comment.decided"]["data"] == {
        "id": comment_id,
        "from": "published",
        "status": "rejected",
        "reason": "It attacks the author, not the argument.",
    }
