"""The captcha, end to end: what is asked, what is answered, and what a worker makes of it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from altcha import solve_challenge_v1
from factories import ARTICLE, CIVIL, Owned, alices_paper, body, change_policy, state_of, sum_of
from fakes import Clock
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moderation.app import create_app
from moderation.config import Config
from moderation.toolbox import Toolbox

HALF_AN_HOUR = 30 * 60


def ask(client: FlaskClient, site: Owned, page: str = ARTICLE.url, **options: Any) -> dict[str, Any]:
    """A fresh challenge."""
    answer = client.get("/api/v1/challenge", query_string={"site": site.public_key, "page": page}, **options)
    assert answer.status_code == 200
    return answer.json


def send(client: FlaskClient, site: Owned, answer: dict[str, Any] | None, **fields: Any) -> TestResponse:
    """Bob's comment with an answer to a challenge."""
    return client.post("/api/v1/comments", json=body(site, challenge=answer, **fields))


def right(challenge: dict[str, Any]) -> dict[str, Any]:
    """The answer of somebody who can do sums."""
    return {"token": challenge["token"], "answer": sum_of(challenge["question"])}


def wrong(challenge: dict[str, Any]) -> dict[str, Any]:
    """The answer of somebody who cannot."""
    return {"token": challenge["token"], "answer": str(int(sum_of(challenge["question"])) + 1)}


def solved(challenge: dict[str, Any], off_by: int = 0) -> dict[str, Any]:
    """A proof of work, as the ALTCHA widget sends it."""
    asked = challenge["pow"]
    found = solve_challenge_v1(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxnumber"])
    proof = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    proof["number"] = found.number + off_by
    return {"token": challenge["token"], "pow": base64.b64encode(json.dumps(proof).encode()).decode()}


def refusal(answer: TestResponse) -> str:
    """The sentence of a challenge that was not met; checks that a fresh one came with it."""
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["errors"][0]["field"] == "challenge.answer"
    assert answer.json["challenge"]["token"]
    return answer.json["detail"]


def test_a_right_sum_lets_the_comment_in(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    answer = send(client, paper, right(challenge))
    assert (answer.status_code, answer.json["status"]) == (201, "published")


def test_a_wrong_sum_gets_a_fresh_one_and_the_text_is_kept(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, clock: Clock
) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    answer = send(client, paper, wrong(challenge))
    assert "not right" in refusal(answer)
    assert answer.json["challenge"]["token"] != challenge["token"]
    assert state_of(toolbox, toolbox.queue.hints[-1]).text == CIVIL


def test_the_fresh_sum_of_a_refusal_can_be_answered(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    fresh = send(client, paper, wrong(challenge)).json["challenge"]
    clock.pass_seconds(5)
    answer = send(client, paper, right(fresh)).json
    assert (answer["status"], [f["rule"] for f in answer["verdict"]["findings"]]) == ("published", [])


def test_a_replayed_token_is_refused_and_the_text_kept(
    client: FlaskClient, toolbox: Toolbox, paper: Owned, clock: Clock
) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    assert send(client, paper, right(challenge)).status_code == 201
    again = send(client, paper, right(challenge), text="Another thought on the second round of those talks.")
    assert "used already" in refusal(again)
    assert state_of(toolbox, toolbox.queue.hints[-1]).text == "Another thought on the second round of those talks."


def test_a_sum_can_be_answered_for_half_an_hour(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(HALF_AN_HOUR)
    assert send(client, paper, right(challenge)).status_code == 201


def test_a_form_that_sat_open_longer_gets_a_fresh_sum(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(HALF_AN_HOUR + 0.001)
    assert "ran out" in refusal(send(client, paper, right(challenge)))


def test_two_seconds_are_the_least_time(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(1.999)
    assert "quicker than people" in refusal(send(client, paper, right(challenge)))
    clock.pass_seconds(0.001)
    assert send(client, paper, right(challenge)).status_code == 201


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "WyJ4Il0.AAAA", "é", "0" * 4000])
def test_a_forged_token_is_refused(client: FlaskClient, paper: Owned, token: str) -> None:
    assert "not one of ours" in refusal(send(client, paper, {"token": token, "answer": "2"}))


def test_a_token_with_one_letter_changed_is_forged(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    answer = right(challenge)
    answer["token"] = ("A" if answer["token"][0] != "A" else "B") + answer["token"][1:]
    assert "not one of ours" in refusal(send(client, paper, answer))


def test_a_token_of_another_site_is_forged(client: FlaskClient, paper: Owned, blog: Owned, clock: Clock) -> None:
    challenge = ask(client, blog)
    clock.pass_seconds(5)
    assert "not one of ours" in refusal(send(client, paper, right(challenge)))


def test_a_token_of_another_page_is_forged(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper, page="https://paper.example/another")
    clock.pass_seconds(5)
    assert "not one of ours" in refusal(send(client, paper, right(challenge)))


def test_the_fragment_of_a_page_does_not_count(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper, page=f"{ARTICLE.url}#comments")
    clock.pass_seconds(5)
    assert send(client, paper, right(challenge)).status_code == 201


def test_a_challenge_bears_three_tries(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    for _ in range(3):
        assert "not right" in refusal(send(client, paper, wrong(challenge)))
    assert "too many wrong answers" in refusal(send(client, paper, right(challenge)))


def test_the_third_try_may_be_right(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    for _ in range(2):
        send(client, paper, wrong(challenge))
    assert send(client, paper, right(challenge)).status_code == 201


def test_a_network_cannot_guess_sums_in_bulk(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    for _ in range(31):
        challenge = ask(client, paper)
        clock.pass_seconds(3)
        send(client, paper, wrong(challenge))
    challenge = ask(client, paper)
    clock.pass_seconds(3)
    assert "too many wrong answers" in refusal(send(client, paper, right(challenge)))
    elsewhere = client.post(
        "/api/v1/comments",
        json=body(paper, challenge=right(challenge), text="From elsewhere, with another thought."),
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert elsewhere.status_code == 422  # that challenge is spent, but a fresh one is not
    challenge = ask(client, paper)
    clock.pass_seconds(3)
    elsewhere = client.post(
        "/api/v1/comments",
        json=body(paper, challenge=right(challenge), text="From elsewhere, with one more thought."),
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert elsewhere.status_code == 201


def test_a_proof_of_work_does_instead_of_a_sum(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    assert send(client, paper, solved(challenge)).status_code == 201


def test_a_wrong_proof_of_work_is_refused(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    assert "not right" in refusal(send(client, paper, solved(challenge, off_by=1)))


@pytest.mark.parametrize("proof", ["x", "e30=", "W10=", "bnVsbA==", "eyJzYWx0IjogMX0=", "=", "é"])
def test_a_malformed_proof_of_work_is_a_wrong_one(client: FlaskClient, paper: Owned, clock: Clock, proof: str) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    assert "not right" in refusal(send(client, paper, {"token": challenge["token"], "pow": proof}))


def test_the_proof_of_one_challenge_is_none_for_another(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    first, second = ask(client, paper), ask(client, paper)
    clock.pass_seconds(5)
    mixed = {"token": second["token"], "pow": solved(first)["pow"]}
    assert "not right" in refusal(send(client, paper, mixed))


def test_a_replayed_proof_of_work_is_refused(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    answer = solved(challenge)
    assert send(client, paper, answer).status_code == 201
    assert "used already" in refusal(send(client, paper, answer, text="The same proof, with another text."))


def test_a_site_that_asks_sums_offers_no_proof(client: FlaskClient, toolbox: Toolbox) -> None:
    challenge = ask(client, alices_paper(toolbox, captcha="math"))
    assert challenge["question"].endswith(" =")
    assert challenge["question_words"].split()[1] in {"plus", "minus", "times"}
    assert challenge["pow"] is None


def test_a_site_that_asks_proofs_has_no_question(client: FlaskClient, toolbox: Toolbox, clock: Clock) -> None:
    site = alices_paper(toolbox, captcha="pow")
    challenge = ask(client, site)
    assert (challenge["question"], challenge["question_words"]) == (None, None)
    clock.pass_seconds(5)
    assert "not right" in refusal(send(client, site, {"token": challenge["token"], "answer": "2"}))
    assert send(client, site, solved(challenge), text="A proof, and nothing but a proof.").status_code == 201


def test_a_site_that_asks_nothing_takes_comments_without(client: FlaskClient, toolbox: Toolbox) -> None:
    site = alices_paper(toolbox, captcha="off")
    assert ask(client, site)["token"] is None
    assert send(client, site, None).status_code == 201


def test_a_site_that_asks_refuses_comments_without(client: FlaskClient, paper: Owned) -> None:
    assert "challenge is missing" in refusal(send(client, paper, None))


def test_a_site_may_change_its_mind(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, captcha="off")
    assert send(client, paper, None).status_code == 201


def test_the_field_that_people_do_not_see_must_stay_empty(client: FlaskClient, paper: Owned, clock: Clock) -> None:
    challenge = ask(client, paper)
    clock.pass_seconds(5)
    answer = send(client, paper, right(challenge), fax="555-1234")
    assert answer.json["status"] == "rejected"
    assert answer.json["verdict"]["findings"][0]["rule"] == "honeypot"


def limited(config: Config, toolbox: Toolbox) -> FlaskClient:
    """An application that gives three challenges a minute to one network."""
    config = replace(config, challenge_limit=3)
    return create_app(config, replace(toolbox, config=config)).test_client()


@pytest.mark.parametrize(
    ("mine", "neighbour", "other"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", "2001:db8:1:3::7"),
        ("::ffff:192.0.2.7", "192.0.2.7", "::ffff:192.0.2.8"),
    ],
)
def test_challenges_are_limited_for_each_network(
    config: Config, toolbox: Toolbox, paper: Owned, mine: str, neighbour: str, other: str
) -> None:
    client, query = limited(config, toolbox), {"site": paper.public_key, "page": ARTICLE.url}

    def status(address: str) -> int:
        return client.get("/api/v1/challenge", query_string=query, environ_base={"REMOTE_ADDR": address}).status_code

    assert [status(address) for address in (mine, neighbour, mine, neighbour, other)] == [200, 200, 200, 429, 200]


def test_who_is_over_the_limit_hears_when_to_come_back(config: Config, toolbox: Toolbox, paper: Owned) -> None:
    client, query = limited(config, toolbox), {"site": paper.public_key, "page": ARTICLE.url}
    answers = [client.get("/api/v1/challenge", query_string=query) for _ in range(4)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"] == "60"
