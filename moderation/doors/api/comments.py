"""The views of comments: challenge, submit, look, list, preview and decide."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import appeal, review, score, submit
from moderation.acts.review import Decision
from moderation.acts.submit import Author, Client, Page, Receipt, Submission
from moderation.doors.api import access, pages, present, reading, wire
from moderation.doors.api.door import Door
from moderation.errors import FieldProblem, Forbidden, Invalid, Malformed
from moderation.judgement.case import Case, Place, Writer
from moderation.toolbox import Toolbox
from moderation.tools.captcha import Answer
from moderation.tools.store.sites import Site

POLL_AFTER = 2
"""Seconds after which it is worth asking again for a pending comment."""


def get_challenge(door: Door) -> ResponseReturnValue:
    """A fresh challenge for the form of one page."""
    query = reading.read_query(request, wire.ChallengeQuery)
    site = access.caller(door.toolbox, request, query.site).site
    door.limits.take("challenge", door.toolbox.config.challenge_limit, request)
    answer = jsonify(fresh(door.toolbox, site, query.page))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def fresh(toolbox: Toolbox, site: Site, page_url: str) -> dict[str, Any]:
    """A fresh challenge in its wire shape."""
    return present.challenge(submit.challenge(toolbox, site, page_url), site, toolbox.config.retention_days)


def post_comment(door: Door) -> ResponseReturnValue:
    """Take a comment in. 201 with the verdict when it came in time, else 202 and where to ask again."""
    form = reading.is_form(request)
    sent = (reading.read_form if form else reading.read_json)(request, wire.CommentIn)
    caller = access.caller(door.toolbox, request, sent.site)
    if not caller.trusted and sent.challenge is None and caller.site.policy.captcha != "off":
        raise Unsolved("The challenge is missing. Here is a fresh one; your text is kept.", answer_field(form))
    receipt = submit.submit(door.toolbox, caller.site, submission(sent, caller.trusted), sent.wait)
    if receipt.challenge_failed:
        raise Unsolved(why(receipt), answer_field(form))
    if form and pages.wanted(request):
        return redirect(pages.receipt_url(receipt.id, receipt.receipt), 303)
    return created(receipt)


def submission(sent: wire.CommentIn, trusted: bool) -> Submission:
    """The wire shape as the act takes it. Only a trusted server may speak for another client."""
    given = sent.challenge
    return Submission(
        page=Page(sent.page.url, sent.page.title, sent.page.author),
        author=Author(sent.author.name or submit.ANONYMOUS, sent.author.email, sent.author.url),
        text=sent.text,
        parent=sent.parent or None,
        client=client_of(sent.client) if trusted else own_client(),
        answer=answer_of(given) if given and not trusted else None,
        honeypot=bool(sent.fax),
        idempotency_key=idempotency_key(),
    )


def answer_of(given: wire.AnswerIn) -> Answer:
    """The answer to a challenge; programs may send the sum's result as a number."""
    return Answer(given.token, None if given.answer is None else str(given.answer), given.pow)


def own_client() -> Client:
    """The client that is connected."""
    agent, referrer = request.headers.get("User-Agent", ""), request.headers.get("Referer", "")
    return Client((request.remote_addr or "")[:45], plain(agent)[:500], plain(referrer)[:2000])


def client_of(given: wire.ClientIn) -> Client:
    """The client that a trusted server names."""
    return Client(given.ip, given.user_agent[:500], given.referrer[:2000])


def plain(header: str) -> str:
    """A header as text: WSGI hands bytes over as Latin-1 (PEP 3333)."""
    return header.encode("latin-1", "replace").decode("utf-8", "replace").replace("\0", "")


def idempotency_key() -> str | None:
    """The Idempotency-Key, if there is one that can be one."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= 200 and key.isascii() and key.isprintable() and " " not in key):
        raise Malformed("The Idempotency-Key must have 1 to 200 visible ASCII characters, such as a UUID.")
    return key


def created(receipt: Receipt) -> Response:
    """201 with the verdict, or 202 with where and when to ask again."""
    answer = jsonify(present.comment(receipt))
    answer.headers["Location"] = f"/api/v1/comments/{receipt.id}"
    answer.headers["Cache-Control"] = "no-store"
    answer.status_code = 201
    if receipt.verdict is None:
        answer.status_code = 202
        answer.headers["Retry-After"] = str(POLL_AFTER)
    return answer


class Unsolved(Invalid):
    """The challenge was not solved. The caller still has the text, and gets a fresh challenge with the answer."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail, (FieldProblem(field, detail),))


def why(receipt: Receipt) -> str:
    """The sentence of the captcha's finding."""
    found = receipt.verdict["findings"] if receipt.verdict else []
    return str(found[0]["sentence"]) if found else "The challenge was not solved. Here is a fresh one."


def answer_field(form: bool) -> str:
    """What the answer to the challenge is called."""
    return "challenge_answer" if form else "challenge.answer"


def get_comment(door: Door, comment_id: str) -> ResponseReturnValue:
    """Where one comment is, for its author (X-Receipt, or `receipt` in the query) or its site's server."""
    token = request.headers.get("X-Receipt") or request.args.get("receipt")
    site = access.trusted(door.toolbox, request) if access.secret_of(request) else None
    state = submit.look(door.toolbox, reading.identifier(comment_id), token, site)
    receipt, account = submit.as_receipt(door.toolbox, state), appeal.account(door.toolbox, state)
    told, challenge = present.account(account), None
    if pages.wanted(request) or (state.challenge_failed and token):
        home, fields = submit.written(door.toolbox, state)
        challenge = fresh(door.toolbox, home, fields["page_url"])
        if pages.wanted(request):
            return pages.result(receipt, fields, challenge, account)
    answer = jsonify({**present.comment(receipt, challenge), **told})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def list_comments(door: Door) -> ResponseReturnValue:
    """The published comments of a page, oldest first."""
    query = reading.read_query(request, wire.CommentsQuery)
    site = access.caller(door.toolbox, request, query.site).site
    found, last = submit.published(door.toolbox, site, query.page, read_cursor(query.after), query.limit)
    shown = {"comments": [present.shown(entry) for entry in found], "next": write_cursor(last) if last else None}
    return jsonify(shown)


def write_cursor(last: tuple[int, str]) -> str:
    """Where a list goes on, opaque to the caller."""
    return base64.urlsafe_b64encode(f"{last[0]} {last[1]}".encode()).decode()


def read_cursor(text: str) -> tuple[int, str]:
    """Where a list goes on; empty means at its beginning."""
    if not text:
        return (0, "")
    try:
        moment, _, identifier = base64.urlsafe_b64decode(text.encode("ascii")).decode("ascii").partition(" ")
        if not (moment.isdecimal() and identifier.isalnum()):
            raise ValueError(text)
        return min(int(moment), 2**62), identifier
    except ValueError as error:  # binascii's and Unicode's errors are ValueErrors too
        problem = FieldProblem("after", "Must be the `next` of an earlier answer.")
        raise Invalid("This is not a place where the list goes on.", (problem,)) from error


def preview(door: Door) -> ResponseReturnValue:
    """What the verdict on a text would be. Nothing is stored."""
    key = door.memo.key(request)
    if (known := door.memo.recall(key)) is not None:
        return Response(known, mimetype="application/json")
    sent = reading.read_json(request, wire.PreviewIn)
    caller = access.caller(door.toolbox, request, sent.site)
    case = Case(
        text=sent.text,
        policy=caller.site.policy,
        writer=Writer(sent.author.name, sent.author.url),
        place=Place(sent.page.url, sent.page.title, (sent.page.author,) if sent.page.author else ()),
    )
    verdict = score.content(door.toolbox, caller.site.id, [case])[0]
    answer = jsonify(present.preview(verdict))
    door.memo.keep(key, answer.get_data())
    return answer


def decide(door: Door, comment_id: str) -> ResponseReturnValue:
    """A moderator's decision, through a site's server."""
    site = access.trusted(door.toolbox, request)
    sent = reading.read_json(request, wire.DecisionIn)
    if sent.status == "rejected" and not sent.reason.strip():
        raise Forbidden("A rejection needs a reason: the author will read it.")
    decision = Decision(sent.status, sent.moderator, sent.reason)
    was = review.decide(door.toolbox, site, reading.identifier(comment_id), decision)
    return jsonify({"id": comment_id, "status": sent.status, "was": was})
