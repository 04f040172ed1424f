"""Looking: what became of a comment, what stands under a page, and what a text would be told."""

from __future__ import annotations

from typing import Any

import pytest
from factories import ARTICLE, CIVIL, DAVE, Owned, body, judged, pending, written
from fakes import Clock
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from moderation.acts import submit
from moderation.acts.submit import Page
from moderation.toolbox import Toolbox
from moderation.tools.store.tables import author, comment, page, verdict

URL = "/api/v1/comments"
WORDS = ("harbour", "winter", "letter", "doctor", "bridge", "garden", "mirror")


def shown(client: FlaskClient, site: Owned, **query: Any) -> dict[str, Any]:
    """One page of the published comments."""
    answer = client.get(URL, query_string={"site": site.public_key, "page": ARTICLE.url, **query})
    assert answer.status_code == 200, answer.json
    return answer.json


def talk(toolbox: Toolbox, paper: Owned, clock: Clock) -> list[str]:
    """Seven published comments, two of them of the same moment."""
    ids = []
    for number, word in enumerate(WORDS):
        sent = written(f"{word} {word}s are what this is about.")
        ids.append(judged(toolbox, paper, sent).id)
        clock.pass_seconds(0 if number == 3 else 70)
    return ids


def test_an_author_looks_with_the_receipt(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper).id
    receipt = submit.receipt(toolbox, comment_id)
    answers = [
        client.get(f"{URL}/{comment_id}", headers={"X-Receipt": receipt}),
        client.get(f"{URL}/{comment_id}", query_string={"receipt": receipt}),
    ]
    assert [(answer.status_code, answer.json["status"]) for answer in answers] == [(200, "published")] * 2


def test_the_sites_server_looks_with_its_secret_key(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    answer = client.get(f"{URL}/{judged(toolbox, paper).id}", headers=paper.bearer)
    assert answer.json["verdict"]["action"] == "approve"


def test_others_do_not_hear_of_a_comment(client: FlaskClient, toolbox: Toolbox, paper: Owned, blog: Owned) -> None:
    comment_id = judged(toolbox, paper).id
    other = submit.receipt(toolbox, judged(toolbox, blog).id)
    for headers in ({}, blog.bearer, {"X-Receipt": other}, {"X-Receipt": ""}, {"X-Receipt": "é"}):
        assert client.get(f"{URL}/{comment_id}", headers=headers).status_code == 404


@pytest.mark.parametrize("comment_id", ["nobody", "0" * 32, "x" * 3000, "%00", "%F0%9F%95%8A", "..%2f..", "'"])
def test_an_unknown_comment_is_not_found(client: FlaskClient, paper: Owned, comment_id: str) -> None:
    answer = client.get(f"{URL}/{comment_id}", headers=paper.bearer)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_moderators_note_is_not_for_the_author(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    state = judged(toolbox, paper, "Only an idiot could have written this article.")
    answer = client.get(f"{URL}/{state.id}", headers=paper.bearer)
    assert set(answer.json["verdict"]["findings"][0]) == {"rule", "label", "severity", "sentence", "spans"}


def test_the_list_has_what_is_published_oldest_first(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, clock: Clock
) -> None:
    ids = talk(toolbox, paper, clock)
    judged(toolbox, paper, "Buy viagra at the best price of the whole town.")
    pending(toolbox, paper, written("Not judged yet, and from somebody else.", DAVE))
    listed = shown(client, paper)
    assert [entry["id"] for entry in listed["comments"]] == ids
    assert listed["next"] is None
    assert set(listed["comments"][0]) == {"id", "author", "url", "text", "created_at", "parent"}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6, 7, 8])
def test_the_pages_of_the_list_miss_and_repeat_nothing(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, clock: Clock, limit: int
) -> None:
    ids, found, after = talk(toolbox, paper, clock), [], ""
    for _ in range(8):
        listed = shown(client, paper, limit=limit, after=after)
        found += [entry["id"] for entry in listed["comments"]]
        if listed["next"] is None:
            break
        after = listed["next"]
    assert found == ids


def test_the_list_is_of_one_page_and_one_site(client: FlaskClient, toolbox: Toolbox, paper: Owned, blog: Owned) -> None:
    mine = judged(toolbox, paper).id
    judged(toolbox, paper, written("Said under another article.", page=Page("https://paper.example/other")))
    judged(toolbox, blog, written("Said on another site."))
    assert [entry["id"] for entry in shown(client, paper)["comments"]] == [mine]


def test_a_reply_names_what_it_answers(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    first = judged(toolbox, paper).id
    judged(toolbox, paper, written("That is well said indeed.", DAVE, parent=first))
    assert [entry["parent"] for entry in shown(client, paper)["comments"]] == [None, first]


def test_the_server_of_a_site_lists_without_the_public_key(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    judged(toolbox, paper)
    answer = client.get(URL, query_string={"site": "", "page": ARTICLE.url}, headers=paper.bearer)
    assert len(answer.json["comments"]) == 1


def test_a_preview_says_what_the_verdict_would_be_and_stores_nothing(
    client: FlaskClient, toolbox: Toolbox, paper: Owned
) -> None:
    answer = client.post("/api/v1/preview", json=body(paper, "Only an idiot could have written this article."))
    assert (answer.status_code, answer.json["action"]) == (200, "hold")
    assert answer.json["scores"]["personal_attack"] == 0.9
    with toolbox.store.read() as db:
        for table in (comment, page, author, verdict):
            assert db.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_preview_and_its_comment_are_read_once(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    for _ in range(3):
        client.post("/api/v1/preview", json=body(paper))
    answer = client.post(URL, json=body(paper), headers=paper.bearer)
    assert answer.json["verdict"]["cached"] is True
    assert toolbox.classifier.read_texts == [CIVIL]


def test_a_preview_of_a_broken_classifier_holds(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    toolbox.classifier.name = ""
    answer = client.post("/api/v1/preview", json=body(paper))
    assert (answer.json["action"], answer.json["scores"]) == ("hold", {})


def test_a_failed_challenge_is_told_with_a_fresh_one(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    state = judged(toolbox, paper)
    with toolbox.store.write() as db:
        db.execute(update(comment).values(challenge_failed=True, status="rejected"))
    answer = client.get(f"{URL}/{state.id}", headers={"X-Receipt": submit.receipt(toolbox, state.id)})
    assert answer.json["challenge"]["token"]
