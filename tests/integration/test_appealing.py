"""Appealing: an author is told why, may object once, and reads the answer of another person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from factories import ALICE, CIVIL, Owned, alices_paper, change_policy, judged, pending, site_of, state_of
from fakes import NOON, Clock
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from moderation.acts import appeal, report, review, submit
from moderation.acts.report import Report
from moderation.acts.review import Decision, Overtaken, Seen, Undo
from moderation.errors import Forbidden
from moderation.judgement.house import HOUSE_RULES, Threshold
from moderation.toolbox import Toolbox
from moderation.tools.store import appeals, decisions
from moderation.tools.store.tables import webhook_event

ATTACK = "Only an idiot could have written this article."
SENIOR, HTML = "senior@paper.example", {"Accept": "text/html"}
WHY = "“Idiot” is the title of the play that the article is about."
RULE = HOUSE_RULES["no_personal_attacks"]


def rejected(toolbox: Toolbox, site: Owned) -> str:
    """A comment that Alice has rejected."""
    comment_id = judged(toolbox, site, ATTACK).id
    said = Decision("rejected", ALICE, f"House rule: “{RULE}” Sorry.", "reject")
    review.decide(toolbox, site_of(toolbox, site), comment_id, said)
    return comment_id


def look(client: FlaskClient, toolbox: Toolbox, comment_id: str, **asked: Any) -> TestResponse:
    """The author looks with the receipt."""
    query = {"receipt": submit.receipt(toolbox, comment_id)}
    return client.get(f"/api/v1/comments/{comment_id}", query_string=query, **asked)


def object_to(client: FlaskClient, toolbox: Toolbox, comment_id: str, words: str = WHY) -> TestResponse:
    """The author appeals."""
    sent = {"receipt": submit.receipt(toolbox, comment_id), "words": words}
    return client.post(f"/api/v1/comments/{comment_id}/appeal", json=sent)


def answer(toolbox: Toolbox, site: Owned, comment_id: str, action: str, who: str = SENIOR) -> None:
    """Somebody answers what is open about a comment."""
    with toolbox.store.read() as db:
        open_now = appeals.of(db, comment_id)
    status = "published" if action == "overturn" else "rejected"
    appeal.answer(toolbox, site_of(toolbox, site), open_now.id, Decision(status, who, "We have read it again.", action))


def open_count(toolbox: Toolbox, site: Owned) -> int:
    """How many appeals wait, as the desk counts them."""
    with toolbox.store.read() as db:
        listed = appeals.waiting(db, [site.id], None, 10)
        assert appeals.open_count(db, [site.id]) == len(listed)
    return len(listed)


def undo(toolbox: Toolbox, site: Owned, comment_id: str) -> None:
    """Take the last decision back."""
    with toolbox.store.read() as db:
        last = decisions.history(db, comment_id)[-1].id
    seen = Seen(state_of(toolbox, comment_id).status, last)
    review.undo(toolbox, site_of(toolbox, site), comment_id, Undo(SENIOR, seen))


def test_a_verdict_is_explained_as_automatic(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, thresholds={"personal_attack": Threshold(0.3, 0.6)})
    comment_id = judged(toolbox, paper, ATTACK).id
    told = look(client, toolbox, comment_id).json
    said = told["statement"]
    assert (told["status"], told["may_appeal"], told["appeal"]) == ("rejected", True, None)
    assert (said["by"], said["automatic"], said["since"]) == ("machine", True, "2026-01-01T12:00:00.000Z")
    assert (said["house_rules"], said["spans"]) == ([RULE], [[8, 13]])
    assert "appeal" in said["redress"]
    shown = look(client, toolbox, comment_id, headers=HTML)
    assert "A computer program rejected your comment automatically on 1 January 2026, 12:00 UTC." in shown.text
    assert "<mark>idiot</mark>" in shown.text
    assert 'name="receipt"' in shown.text
    headers = {name: shown.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert headers == {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"}


def test_a_decision_is_explained_as_a_persons(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, clock: Clock
) -> None:
    clock.pass_seconds(60)
    comment_id = rejected(toolbox, paper)
    said = look(client, toolbox, comment_id).json["statement"]
    assert (said["by"], said["automatic"], said["since"]) == ("person", False, "2026-01-01T12:01:00.000Z")
    assert (said["house_rules"], said["reasons"]) == ([RULE], [f"House rule: “{RULE}” Sorry."])
    assert said["spans"] == [[8, 13]]
    shown = look(client, toolbox, comment_id, headers=HTML).text
    assert "A moderator, a person, read your comment" in shown
    assert ALICE not in shown


def test_what_readers_brought_about_is_explained_too(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, report_threshold=0.5)
    comment_id = judged(toolbox, paper).id
    report.report(toolbox, site_of(toolbox, paper), comment_id, Report("no_disruption", "", "192.0.2.1/32"))
    told = look(client, toolbox, comment_id).json
    assert (told["status"], told["may_appeal"]) == ("held", False)
    assert (told["statement"]["by"], told["statement"]["house_rules"]) == ("readers", [HOUSE_RULES["no_disruption"]])
    assert "Readers reported your comment." in look(client, toolbox, comment_id, headers=HTML).text


def test_a_published_comment_needs_no_reasons(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    for comment_id in (judged(toolbox, paper).id, pending(toolbox, paper, CIVIL + "!")):
        told = look(client, toolbox, comment_id).json
        assert (told["statement"], told["appeal"], told["may_appeal"]) == (None, None, False)


def test_an_author_appeals_once_and_reads_the_answer(client: FlaskClient, toolbox: Toolbox) -> None:
    site = alices_paper(toolbox, webhook="https://paper.example/hook")
    comment_id = rejected(toolbox, site)
    taken = object_to(client, toolbox, comment_id)
    assert (taken.status_code, taken.json["appeal"]["outcome"], taken.json["may_appeal"]) == (200, "open", False)
    again = object_to(client, toolbox, comment_id)
    assert (again.status_code, "before" in again.json["detail"]) == (409, True)
    assert open_count(toolbox, site) == 1
    answer(toolbox, site, comment_id, "overturn")
    told = look(client, toolbox, comment_id).json
    assert (told["status"], told["statement"]) == ("published", None)
    assert told["appeal"] == {
        "words": WHY,
        "created_at": "2026-01-01T12:00:00.000Z",
        "outcome": "overturned",
        "answer": "We have read it again.",
        "answered_at": "2026-01-01T12:00:00.000Z",
    }
    assert "Your appeal was granted" in look(client, toolbox, comment_id, headers=HTML).text
    with toolbox.store.read() as db:
        payloads = [json.loads(each) for each in db.execute(select(webhook_event.c.payload)).scalars()]
        assert decisions.verify(db, site.id) is None
        assert [told.action for told in decisions.history(db, comment_id)] == ["reject", "overturn"]
    heard = [each["data"]["status"] for each in payloads if each["type"] == "comment.decided"]
    assert sorted(heard) == ["published", "rejected"]


def test_who_rejected_does_not_answer(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = rejected(toolbox, paper)
    object_to(client, toolbox, comment_id)
    with pytest.raises(Forbidden, match="You rejected this comment yourself, so another person has to answer"):
        answer(toolbox, paper, comment_id, "uphold", who=ALICE.title())
    assert open_count(toolbox, paper) == 1


def test_anybody_in_the_role_answers_when_the_machine_rejected(
    client: FlaskClient, toolbox: Toolbox, paper: Owned
) -> None:
    change_policy(toolbox, paper, thresholds={"personal_attack": Threshold(0.3, 0.6)})
    comment_id = judged(toolbox, paper, ATTACK).id
    object_to(client, toolbox, comment_id)
    answer(toolbox, paper, comment_id, "uphold", who=ALICE)
    told = look(client, toolbox, comment_id).json
    assert (told["status"], told["appeal"]["outcome"], told["may_appeal"]) == ("rejected", "upheld", False)
    assert (told["statement"]["by"], told["statement"]["house_rules"]) == ("machine", [RULE])
    final = object_to(client, toolbox, comment_id)
    assert (final.status_code, "ends the matter" in final.json["detail"]) == (409, True)


def test_an_answer_that_is_taken_back_opens_the_appeal_again(
    client: FlaskClient, toolbox: Toolbox, paper: Owned
) -> None:
    comment_id = rejected(toolbox, paper)
    object_to(client, toolbox, comment_id)
    for action, status in (("uphold", "rejected"), ("overturn", "published")):
        answer(toolbox, paper, comment_id, action)
        assert (open_count(toolbox, paper), state_of(toolbox, comment_id).status) == (0, status)
        with pytest.raises(Overtaken):
            answer(toolbox, paper, comment_id, action)
        undo(toolbox, paper, comment_id)
        assert (open_count(toolbox, paper), state_of(toolbox, comment_id).status) == (1, "rejected")


def test_a_comment_that_is_published_meanwhile_has_its_answer(
    client: FlaskClient, toolbox: Toolbox, paper: Owned
) -> None:
    comment_id = rejected(toolbox, paper)
    object_to(client, toolbox, comment_id)
    review.decide(toolbox, site_of(toolbox, paper), comment_id, Decision("published", ALICE, "I was wrong.", "approve"))
    told = look(client, toolbox, comment_id).json["appeal"]
    assert (told["outcome"], told["answer"], open_count(toolbox, paper)) == ("overturned", "I was wrong.", 0)


def test_a_new_rejection_may_be_appealed_anew(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = rejected(toolbox, paper)
    object_to(client, toolbox, comment_id)
    for status in ("published", "rejected"):
        review.decide(toolbox, site_of(toolbox, paper), comment_id, Decision(status, ALICE, "Changed."))
    assert object_to(client, toolbox, comment_id).status_code == 200
    assert open_count(toolbox, paper) == 1


def test_only_a_rejected_comment_is_appealed_by_its_author(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    held, comment_id = judged(toolbox, paper, ATTACK).id, rejected(toolbox, paper)
    assert object_to(client, toolbox, held).status_code == 409
    url, receipt = f"/api/v1/comments/{comment_id}/appeal", submit.receipt(toolbox, comment_id)
    for sent, status in (
        ({"receipt": submit.receipt(toolbox, held), "words": WHY}, 404),
        ({"receipt": "", "words": WHY}, 404),
        ({"receipt": receipt, "words": "  "}, 422),
        ({"receipt": receipt, "words": "x" * 2001}, 422),
        ({"receipt": receipt}, 422),
    ):
        assert client.post(url, json=sent).status_code == status
    assert client.post(url, json={"words": WHY}, headers=paper.bearer).status_code == 404
    assert client.post(url, json={"words": WHY}, headers={"X-Receipt": receipt}).status_code == 200


def test_an_author_appeals_without_javascript(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = rejected(toolbox, paper)
    url, sent = f"/api/v1/comments/{comment_id}/appeal", {"receipt": submit.receipt(toolbox, comment_id)}
    blank = client.post(url, data={**sent, "words": ""}, headers=HTML)
    assert (blank.status_code, "Back to your receipt" in blank.text) == (422, True)
    taken = client.post(url, data={**sent, "words": "<b>Why?</b>"}, headers=HTML)
    assert taken.status_code == 303
    shown = client.get(taken.location, headers=HTML)
    assert "&lt;b&gt;Why?&lt;/b&gt;" in shown.text
    assert "It waits for another person to read it." in shown.text
    assert "Send the appeal" not in shown.text


def test_a_browser_with_a_wrong_receipt_is_told_so(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    answer = client.get(f"/api/v1/comments/{rejected(toolbox, paper)}?receipt=wrong", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "this receipt does not belong to it" in answer.text


def test_of_two_appeals_at_once_one_is_kept(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = rejected(toolbox, paper)
    state = state_of(toolbox, comment_id)
    row = {"comment_id": comment_id, "site_id": paper.id, "against": "verdict", "words": WHY, "created_at": NOON}
    with toolbox.store.write() as db:
        assert [appeals.add(db, {**row, "id": each}) for each in ("1", "2")] == [True, False]
    assert open_count(toolbox, paper) == 1
    assert state.status == "rejected"
