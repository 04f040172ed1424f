"""Complaints: what readers say against a comment, and authors against what became of theirs."""

from __future__ import annotations

from flask import Request, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from moderation.acts import appeal, report, submit
from moderation.acts.report import Report
from moderation.doors.api import access, comments, pages, present, problems, reading, wire
from moderation.doors.api.door import Door
from moderation.errors import AdRemError, Invalid

PER_MINUTE = 10
"""Reports that one network may send in a minute."""


def show_report(door: Door, comment_id: str) -> ResponseReturnValue:
    """A published comment and the reasons to report it; for browsers, as a form."""
    query = reading.read_query(request, wire.SiteQuery)
    site = access.caller(door.toolbox, request, query.site).site
    about = present.shown(report.about(door.toolbox, site, reading.identifier(comment_id)))
    context = {"comment": about, "reasons": report.reasons(site)}
    if pages.wanted(request):
        return pages.page(200, "report", **context, key=query.site, said={}, problems={}, **kept(door))
    return jsonify(context)


def report_comment(door: Door, comment_id: str) -> ResponseReturnValue:
    """Take a reader's report in. A form that will not do is shown again, with what was said."""
    form = reading.is_form(request)
    try:
        door.limits.take("report", PER_MINUTE, request)
        sent = (reading.read_form if form else reading.read_json)(request, wire.ReportIn)
        caller = access.caller(door.toolbox, request, sent.site)
        client = comments.client_of(sent.client) if caller.trusted else comments.own_client()
        said = Report(sent.reason, sent.words, submit.network(client.address))
        counted = report.report(door.toolbox, caller.site, reading.identifier(comment_id), said)
    except Invalid as error:
        if form and pages.wanted(request):
            return report_again(door, comment_id, error)
        raise
    if form and pages.wanted(request):
        return pages.page(200, "told", title="Thank you", sentence=THANKS if counted else BEFORE)
    return jsonify({"id": comment_id, "counted": counted})


THANKS = "Your report has arrived. A moderator will see it beside the comment."
BEFORE = "You have reported this comment before; your report stands."


def report_again(door: Door, comment_id: str, error: Invalid) -> Response:
    """The form of a report as it was filled in, with what is wrong beside its field."""
    said = reading.form_fields(request)
    site = access.caller(door.toolbox, request, said.get("site", "")).site
    about = present.shown(report.about(door.toolbox, site, reading.identifier(comment_id)))
    found = {entry.field: entry.detail for entry in error.problems}
    reasons = report.reasons(site)
    context = {"comment": about, "reasons": reasons, "key": site.public_key, **kept(door)}
    return pages.page(422, "report", **context, said=said, problems=found)


def kept(door: Door) -> dict[str, int]:
    """For how many days a reader is known, as the form says."""
    return {"days": door.toolbox.config.retention_days}


def appeal_comment(door: Door, comment_id: str) -> ResponseReturnValue:
    """Take an author's appeal in; the receipt says that it is theirs. The answer is the receipt, as it stands now."""
    form = reading.is_form(request)
    door.limits.take("appeal", PER_MINUTE, request)
    sent = (reading.read_form if form else reading.read_json)(request, wire.AppealIn)
    token = request.headers.get("X-Receipt") or sent.receipt
    state = submit.look(door.toolbox, reading.identifier(comment_id), token, None)
    appeal.appeal(door.toolbox, state, sent.words)
    if form and pages.wanted(request):
        return redirect(pages.receipt_url(state.id, token) + "#appeal", 303)
    receipt = submit.as_receipt(door.toolbox, state)
    answer = jsonify({**present.comment(receipt), **present.account(appeal.account(door.toolbox, state))})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def asked(request: Request) -> bool:
    """Whether a request is about one comment that is there, whose pages are not those of the comment form."""
    views = (comments.get_comment, show_report, report_comment, appeal_comment)
    return request.endpoint in {f"api.{view.__name__}" for view in views}


def refused(request: Request, error: AdRemError) -> Response:
    """What could not be done, as a page; from an appeal it leads back to the receipt."""
    problem, back = problems.document(error), None
    if "receipt" in request.form:
        back = pages.receipt_url((request.view_args or {})["comment_id"], request.form["receipt"])
    return pages.page(problem["status"], "told", title=problem["title"], sentence=problem["detail"], back=back)
