"""What becomes of a comment that is sent through the widget."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Route, expect
from readers import Reader, problem

DISSENT = "I disagree with the author: exhaustion ends wars, and the record of who sat where is written afterwards."
ATTACK = "Helena Marsh is a stupid idiot and a pathetic liar 😀 who should shut up."


def test_it_publishes_a_civil_dissent(reader: Reader) -> None:
    page = reader.open()
    reader.write(DISSENT)
    reader.send()
    expect(reader.status("published")).to_contain_text("Your comment is published")
    expect(page.locator(".adrem-comment").filter(has_text=DISSENT)).to_have_count(1)
    expect(page.get_by_label("Your comment")).to_have_value("")
    page.get_by_role("link", name="Go to your comment").click()
    expect(page.locator(".adrem-comment:target")).to_contain_text(DISSENT)


def test_it_publishes_a_reply_under_the_comment_it_answers(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("button", name="Reply to Ines").click()
    expect(page.get_by_text("You are replying to Ines.")).to_be_visible()
    answer = "You say that silence rewards the breach. The monitors are not silent, as the article explains."
    reader.write(answer, name="Dana")
    reader.send()
    reader.status("published")
    asked = page.locator(".adrem-item").filter(has_text="the whole argument is wrong").first
    expect(asked.locator(".adrem-replies").first).to_contain_text(answer)


def test_a_wrong_sum_keeps_the_text_and_brings_a_fresh_sum(reader: Reader) -> None:
    page = reader.open()
    text = "The passage on the carpenter is the best one; I would have liked to read more about the wood."
    reader.write(text, name="Erik", answer="99")
    asked = page.locator(".adrem-question").inner_text()
    with page.expect_response("**/api/v1/comments") as answered:
        reader.send()
    assert answered.value.status == 422
    expect(page.get_by_label("solve this sum")).to_be_focused()
    expect(page.get_by_label("solve this sum")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("solve this sum")).to_have_value("")
    expect(page.get_by_label("Your comment")).to_have_value(text)
    assert asked
    page.get_by_label("solve this sum").fill(reader.sum())
    reader.send()
    reader.status("published")


def test_an_attack_gets_a_second_thought_and_then_the_reason(reader: Reader) -> None:
    page = reader.open()
    reader.write(ATTACK, name="Frank")
    reader.send()
    thought = page.get_by_role("group", name="A second thought before you send?")
    expect(thought).to_contain_text("Argue with the point, not the person")
    expect(thought.locator("mark").first).to_be_visible()
    thought.get_by_role("button", name="Rewrite").click()
    expect(page.get_by_label("Your comment")).to_be_focused()
    reader.send()
    told = page.locator(".adrem-status:is([data-kind=rejected], [data-kind=held])")
    expect(told).to_be_visible()
    expect(told.get_by_role("list", name="Why")).not_to_be_empty()
    expect(told.locator("mark").first).to_be_visible()
    assert set("".join(told.locator("mark").all_inner_texts())) <= set(ATTACK)


def test_what_the_author_wrote_stays_when_it_is_rejected(reader: Reader) -> None:
    page = reader.open()
    body = {
        "id": "1", "receipt": "r", "status": "rejected", "created_at": "2026-01-01T00:00:00Z",
        "verdict": {"findings": [{"severity": "reject", "label": "abuse", "sentence": "No abuse.", "spans": [[2, 7]]}]},
    }  # fmt: skip
    page.route("**/api/v1/comments", lambda route: route.fulfill(status=201, body=json.dumps(body)))
    reader.write("😀 words that were refused")
    reader.send()
    expect(reader.status("rejected")).to_contain_text("No abuse.")
    expect(page.locator("mark")).to_have_text("words")
    expect(page.get_by_label("Your comment")).to_have_value("😀 words that were refused")
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value("😀 words that were refused")


def test_it_tells_the_truth_while_a_comment_is_pending(reader: Reader) -> None:
    page = reader.open()
    text = "A comment that takes its time."
    pending = {"id": "7", "receipt": "r7", "status": "pending", "created_at": "2026-01-01T00:00:00Z", "verdict": None}
    looks: list[str | None] = []

    def look(route: Route) -> None:
        looks.append(route.request.headers.get("x-receipt"))
        found = pending if len(looks) < 3 else {**pending, "status": "held", "verdict": {"findings": []}}
        route.fulfill(status=200, body=json.dumps(found))

    page.route("**/api/v1/comments/7", look)
    page.route(
        "**/api/v1/comments",
        lambda route: route.fulfill(status=202, body=json.dumps(pending), headers={"Retry-After": "1"}),
    )
    reader.write(text)
    reader.send()
    expect(reader.status("wait")).to_contain_text("has not been read yet")
    expect(page.get_by_role("link", name="See what became of it")).to_have_attribute(
        "href", f"{reader.url}/api/v1/comments/7?receipt=r7"
    )
    expect(reader.status("held")).to_contain_text("a moderator will read it")
    expect(page.get_by_label("Your comment")).to_have_value("")
    assert set(looks) == {"r7"}


def test_someone_who_cannot_do_sums_lets_the_browser_work(reader: Reader) -> None:
    page = reader.open()
    page.get_by_label("Your comment").fill("Accessible forms keep a debate open to more people than clever ones do.")
    page.get_by_label("Name").fill("Gita")
    page.get_by_role("button", name="I can’t do sums").click()
    expect(page.get_by_text("Done: you need no sum.")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("solve this sum")).to_be_hidden()
    reader.send()
    reader.status("published")


def test_a_retry_after_a_lost_answer_has_the_same_key(reader: Reader) -> None:
    page = reader.open()
    keys: list[str] = []

    def lose(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/comments", lose)
    text = "Two ambulances a day are more than most communiqués have ever moved across any line."
    reader.write(text, name="Hana")
    reader.send()
    expect(reader.status("problem")).to_contain_text("Your text is kept here")
    expect(page.get_by_label("Your comment")).to_have_value(text)
    page.get_by_role("button", name="Try again").click()
    reader.status("published")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    page.reload()
    expect(page.locator(".adrem-comment").filter(has_text=text)).to_have_count(1)


def test_a_preview_that_fails_never_stands_in_the_way(reader: Reader) -> None:
    page = reader.open()
    page.route("**/api/v1/preview", lambda route: route.abort())
    reader.write("The monitors deserve an article of their own; they sleep even less than mediators do.", name="Ivo")
    reader.send()
    reader.status("published")


def test_the_server_names_the_field_and_the_form_shows_it_there(reader: Reader) -> None:
    page = reader.open()
    reader.write("A fine article.")
    page.get_by_label("E-mail").fill("not an address")
    reader.send()
    expect(page.get_by_label("E-mail")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_accessible_description(re.compile("e-mail address"))
    expect(page.get_by_label("Your comment")).to_have_value("A fine article.")


def test_too_fast_too_large_and_broken_are_said_clearly(reader: Reader) -> None:
    page = reader.open()
    answers = [
        ({**problem(429), "headers": {"Retry-After": "30"}}, "try again in 30 seconds"),
        (problem(413), "too long"),
        (problem(503), "could not be sent"),
        (problem(403, detail="This site is closed."), "This site is closed."),
    ]
    reader.write("A text that survives all of it.")
    for answer, sentence in answers:
        page.unroute("**/api/v1/comments")
        page.route("**/api/v1/comments", lambda route, _, answer=answer: route.fulfill(**answer))
        reader.send()
        expect(page.locator(".adrem-status")).to_contain_text(sentence)
        expect(page.get_by_label("Your comment")).to_have_value("A text that survives all of it.")


def test_a_sum_found_wrong_later_brings_the_text_back(reader: Reader) -> None:
    page = reader.open()
    pending = {"id": "8", "receipt": "r8", "status": "pending", "created_at": "2026-01-01T00:00:00Z", "verdict": None}
    fresh = {"token": "t", "question": "1 + 1 =", "question_words": "one plus one", "pow": None}
    found = {**pending, "status": "rejected", "verdict": {"findings": []}, "challenge": fresh}
    page.route("**/api/v1/comments/8", lambda route: route.fulfill(status=200, body=json.dumps(found)))
    page.route("**/api/v1/comments", lambda route: route.fulfill(status=202, body=json.dumps(pending)))
    reader.write("Judged late, and the sum was wrong.")
    reader.send()
    expect(page.locator(".adrem-error")).to_contain_text("Here is a fresh sum.")
    expect(page.get_by_label("Your comment")).to_have_value("Judged late, and the sum was wrong.")
    expect(page.get_by_role("textbox", name="solve this sum: one plus one")).to_have_attribute("aria-invalid", "true")


def test_a_pending_comment_is_followed_through_a_reload(reader: Reader) -> None:
    page = reader.open()
    pending = {"id": "9", "receipt": "r9", "status": "pending", "created_at": "2026-01-01T00:00:00Z", "verdict": None}
    found = {**pending, "status": "held", "verdict": {"findings": []}}
    page.route("**/api/v1/comments/9", lambda route: route.abort())
    page.route("**/api/v1/comments", lambda route: route.fulfill(status=202, body=json.dumps(pending)))
    reader.write("Followed through a reload.")
    reader.send()
    expect(reader.status("wait")).to_contain_text("has arrived")
    page.unroute("**/api/v1/comments/9")
    page.route("**/api/v1/comments/9", lambda route: route.fulfill(status=200, body=json.dumps(found)))
    reader.open()
    expect(reader.status("held")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_value("")


def test_a_site_that_asks_nothing_shows_no_sum(reader: Reader) -> None:
    page = reader.page
    asked = {"token": None, "question": None, "question_words": None, "expires_at": None, "pow": None}
    body = json.dumps({**asked, "captcha": "off", "house_rules": ["Be kind."], "privacy": ""})
    page.route("**/api/v1/challenge?**", lambda route: route.fulfill(status=200, body=body))
    page.goto(reader.url + "/demo")
    expect(page.get_by_text("Be kind.")).to_be_visible()
    expect(page.get_by_label("solve this sum")).to_be_hidden()
    page.get_by_label("Your comment").fill("No sum was asked.")
    with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/comments")) as sent:
        reader.send()
    assert sent.value.post_data_json["challenge"] is None
