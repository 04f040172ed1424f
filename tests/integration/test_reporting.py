"""Reporting: readers speak up, their word weighs what it was worth before, and moderators have the last."""

from __future__ import annotations

import json
from typing import Any

import pytest
from factories import ALICE, CIVIL, Owned, alices_paper, change_policy, judged, site_of, state_of
from fakes import Clock
from flask import Flask
from flask.testing import FlaskClient
from moderating import seated
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from moderation.acts import forget, review
from moderation.acts.review import Decision, Seen, Undo
from moderation.toolbox import Toolbox
from moderation.tools.store import decisions, listing, reports, tally
from moderation.tools.store.listing import Wanted
from moderation.tools.store.report_tables import report, reporter
from moderation.tools.store.tables import audit, author, comment, webhook_event

HTML = {"Accept": "text/html"}


def send(client: FlaskClient, site: Owned, comment_id: str, reader: int = 1, **fields: Any) -> TestResponse:
    """The report of one of many readers, each at an address of their own."""
    sent = {"site": site.public_key, "reason": "no_personal_attacks", **fields}
    here = {"REMOTE_ADDR": f"192.0.2.{reader}"}
    return client.post(f"/api/v1/comments/{comment_id}/report", json=sent, environ_overrides=here)


def decide(toolbox: Toolbox, site: Owned, comment_id: str, status: str) -> None:
    """Alice decides."""
    review.decide(toolbox, site_of(toolbox, site), comment_id, Decision(status, ALICE, "So says the house."))


def records(toolbox: Toolbox) -> list[tuple[int, int]]:
    """(right, wrong) of every reporter."""
    with toolbox.store.read() as db:
        rows = db.execute(select(reporter.c.upheld, reporter.c.dismissed).order_by(reporter.c.upheld))
        return [tuple(row) for row in rows]


def test_a_report_is_evidence_and_the_second_of_a_reader_counts_no_more(
    client: FlaskClient, toolbox: Toolbox, paper: Owned
) -> None:
    comment_id = judged(toolbox, paper).id
    answers = [
        send(client, paper, comment_id, 1).json,
        send(client, paper, comment_id, 1, reason="no_spam").json,
        send(client, paper, comment_id, 2, reason="no_spam").json,
    ]
    assert [answer["counted"] for answer in answers] == [True, False, True]
    with toolbox.store.read() as db:
        told = reports.of(db, comment_id)
    assert (told.count, told.weight, told.reasons) == (2, 1.0, {"no_personal_attacks": 1, "no_spam": 1})
    assert state_of(toolbox, comment_id).status == "published"


def test_a_network_of_ipv6_is_one_reader(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id, url = judged(toolbox, paper).id, "/api/v1/comments/{}/report"
    sent = {"site": paper.public_key, "reason": "no_abuse"}
    counted = [
        client.post(url.format(comment_id), json=sent, environ_overrides={"REMOTE_ADDR": address}).json["counted"]
        for address in ("2001:db8:1:1::1", "2001:db8:1:1::2", "2001:db8:1:2::1")
    ]
    assert counted == [True, False, True]


def test_enough_readers_take_a_comment_back_until_somebody_decides(client: FlaskClient, toolbox: Toolbox) -> None:
    site = alices_paper(toolbox, webhook="https://paper.example/hook")
    comment_id = judged(toolbox, site).id
    with toolbox.store.read() as db:
        unraised = db.execute(select(comment.c.priority)).scalar_one()
    for reader in range(1, 4):
        send(client, site, comment_id, reader)
    assert state_of(toolbox, comment_id).status == "published"
    send(client, site, comment_id, 4)
    assert state_of(toolbox, comment_id).status == "held"
    with toolbox.store.read() as db:
        listed = listing.entries(db, Wanted((site.id,), cause="rule:reported"), None, 5)
        assert [entry.id for entry in listed] == [comment_id]
        assert db.execute(select(comment.c.priority)).scalar_one() == pytest.approx(unraised + 1.6)
        assert tally.counts(db, [site.id]) == {"held": 1, "published": 0, "rejected": 0}
        assert db.execute(select(author.c.published)).scalar_one() == 0
        line = db.execute(select(audit.c.who, audit.c.detail).where(audit.c.what == "hold-by-reports")).one()
        kinds = {row.type: row.payload for row in db.execute(select(webhook_event.c.type, webhook_event.c.payload))}
    assert tuple(line) == ("readers", {"comment": comment_id, "reports": 4, "weight": 2.0})
    assert json.loads(kinds["comment.held"])["data"]["reports"] == 4
    assert send(client, site, comment_id, 5).status_code == 404


def test_readers_do_not_overrule_a_moderator(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper, "Only an idiot could have written this article.").id
    decide(toolbox, paper, comment_id, "published")
    for reader in range(1, 9):
        assert send(client, paper, comment_id, reader).json["counted"]
    assert state_of(toolbox, comment_id).status == "published"


def test_a_moderator_keeps_what_was_reported_and_the_report_has_its_answer(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, app: Flask, clock: Clock
) -> None:
    comment_id, alice = judged(toolbox, paper).id, seated(app, toolbox, paper, ALICE, "moderator")
    send(client, paper, comment_id, 1)
    queue, page = "/desk/?status=published&cause=desk:reported", f"/desk/comments/{comment_id}"
    for kept in (1, 2):  # what somebody has kept can be reported again, and kept again
        assert f"{page}?" in alice.open(queue).text
        assert "Published, and reported <b>1</b>" in alice.open("/desk/").text
        assert "Keep it" in alice.open(page).text
        clock.pass_seconds(1)
        assert alice.decide(comment_id, "approve").status_code == 303
        assert records(toolbox) == [(0, 1)] * kept
        assert f"{page}?" not in alice.open(queue).text
        assert "Keep it" not in alice.open(page).text
        assert "Published, and reported" not in alice.open("/desk/").text
        clock.pass_seconds(1)
        send(client, paper, comment_id, 1 + kept)
    assert alice.undo(comment_id).status_code == 303
    assert sorted(records(toolbox)) == [(0, 0), (0, 0), (0, 1)]


def test_a_site_says_how_much_weight_it_takes(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, report_threshold=0.5)
    comment_id = judged(toolbox, paper).id
    send(client, paper, comment_id)
    assert state_of(toolbox, comment_id).status == "held"


def test_a_decision_says_who_was_right_and_an_undo_takes_it_back(
    client: FlaskClient, toolbox: Toolbox, paper: Owned
) -> None:
    comment_id = judged(toolbox, paper).id
    send(client, paper, comment_id, 1)
    send(client, paper, comment_id, 2)
    decide(toolbox, paper, comment_id, "rejected")
    assert records(toolbox) == [(1, 0), (1, 0)]
    decide(toolbox, paper, comment_id, "published")
    assert records(toolbox) == [(0, 1), (0, 1)]
    for expected in ([(1, 0), (1, 0)], [(0, 0), (0, 0)]):
        with toolbox.store.read() as db:
            last = decisions.history(db, comment_id)[-1].id
        status = state_of(toolbox, comment_id).status
        review.undo(toolbox, site_of(toolbox, paper), comment_id, Undo(ALICE, Seen(status, last)))
        assert records(toolbox) == expected


def test_who_was_right_weighs_more(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    for number, status in enumerate(["rejected"] * 3 + ["published"]):
        comment_id = judged(toolbox, paper, f"{CIVIL} {number}").id
        send(client, paper, comment_id, 1)
        decide(toolbox, paper, comment_id, status)
    comment_id = judged(toolbox, paper).id
    send(client, paper, comment_id, 1)
    send(client, paper, comment_id, 2)
    with toolbox.store.read() as db:
        assert reports.of(db, comment_id).weight == round(4 / 6 + 1 / 2, 4)


def test_a_report_needs_a_reason(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper).id
    for fields, field in (
        ({"reason": "welcome"}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": "other"}, "words"),
        ({"reason": "no_spam", "words": "x" * 1001}, "words"),
        ({"reason": "no_spam", "words": "\0"}, "words"),
    ):
        answer = send(client, paper, comment_id, **fields)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert send(client, paper, comment_id, reason="other", words="He answers himself.").json["counted"]


def test_only_published_comments_of_the_site_are_there(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, blog: Owned
) -> None:
    held = judged(toolbox, paper, "Only an idiot could have written this article.").id
    for site, comment_id in ((paper, held), (blog, judged(toolbox, paper).id), (paper, "nobody"), (paper, "%00")):
        assert send(client, site, comment_id).status_code == 404
        shown = client.get(f"/api/v1/comments/{comment_id}/report", query_string={"site": site.public_key})
        assert shown.status_code == 404


def test_a_report_comes_from_a_page_of_the_site(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    url = f"/api/v1/comments/{judged(toolbox, paper).id}/report"
    sent = {"site": paper.public_key, "reason": "no_spam"}
    assert client.post(url, json=sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(url, json={**sent, "site": ""}).status_code == 401
    assert client.post(url, json=sent, headers={"Origin": "https://paper.example"}).status_code == 200


def test_a_network_may_not_report_without_end(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper).id
    assert [send(client, paper, comment_id).status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_reader_reports_without_javascript(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    comment_id = judged(toolbox, paper, CIVIL + " <b>").id
    url = f"/api/v1/comments/{comment_id}/report"
    form = client.get(url, query_string={"site": paper.public_key}, headers=HTML)
    assert "Argue with the point, not the person" in form.text
    assert "only as a hash, for 30 days" in form.text
    assert CIVIL + " &lt;b&gt;" in form.text
    asked = {"site": paper.public_key, "reason": "other", "words": ""}
    again = client.post(url, data=asked, headers=HTML)
    assert (again.status_code, "Say in a few words what is wrong." in again.text) == (422, True)
    told = client.post(url, data={**asked, "words": "He answers himself."}, headers=HTML)
    assert (told.status_code, "Your report has arrived" in told.text) == (200, True)
    assert "You have reported this comment before" in client.post(url, data={**asked, "words": "x"}, headers=HTML).text
    gone = client.post("/api/v1/comments/nobody/report", data={**asked, "words": "x"}, headers=HTML)
    assert (gone.status_code, "taken down already" in gone.text) == (404, True)


def test_reporters_are_forgotten_with_the_retention(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, clock: Clock
) -> None:
    comment_id = judged(toolbox, paper).id
    send(client, paper, comment_id, 1, words="I know him: he lives next door.")
    clock.pass_seconds(29 * 86_400)
    send(client, paper, comment_id, 2)
    clock.pass_seconds(2 * 86_400)
    forget.forget(toolbox)
    with toolbox.store.read() as db:
        assert [db.execute(select(func.count()).select_from(table)).scalar_one() for table in (report, reporter)] == [
            1,
            1,
        ]
        assert reports.of(db, comment_id).count == 2


def test_no_address_is_stored_with_a_report(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    send(client, paper, judged(toolbox, paper).id, 77)
    with toolbox.store.read() as db:
        rows = [str(row) for table in (report, reporter) for row in db.execute(select(table))]
    assert len(rows) == 2
    assert not [row for row in rows if "192.0.2" in row]
