"""One comment: the text with its evidence, what the machine saw, and the people around it."""

from __future__ import annotations

import re
from typing import Any

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from models.labels import LABELS
from moderation.acts import report, review, score
from moderation.acts.review import DONE
from moderation.doors.desk import filters
from moderation.doors.desk.claims import claim
from moderation.doors.desk.comfort import veil_of
from moderation.doors.desk.filters import Filters
from moderation.doors.desk.notices import notice
from moderation.doors.desk.visit import Visit
from moderation.judgement.case import Case, Place, Writer
from moderation.judgement.house import WELCOME, Threshold
from moderation.judgement.links import find_links, host_of
from moderation.judgement.rules import GATES, RULES
from moderation.judgement.verdict import Verdict
from moderation.tools.classifier import operating_points
from moderation.tools.store import appeals, canned, decisions, dossier, listing, passing, reports
from moderation.tools.store.dossier import Subject
from moderation.tools.store.sites import Site

TITLES = {rule.id: rule.title for rule in (*GATES, *RULES)}
MOST_LINKS = 50
SEVERITIES = {"note": "Note", "hold": "Holds", "reject": "Rejects"}


ENDS = {"1": "for a day", "7": "for a week", "30": "for 30 days", "365": "for a year", "": "without an end"}
"""How many days a measure may last."""


def show_comment(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Everything about one comment."""
    about = visit.subject(comment_id)
    claim(visit, about)
    return draw(visit, about)


def draw(visit: Visit, about: Subject, problem: str = "") -> ResponseReturnValue:
    """The page of a comment; with a problem, the form as it was filled in.

    Whoever may still give the second look to it gives that first, unseeing.
    """
    asked = filters.asked()
    site = visit.site(about.site_id)
    known = gathered(visit, about, asked)
    if known["near"].unseeing:
        return redirect(f"/desk/comments/{about.id}/second", 303)
    told = known["told"]
    html = visit.page(
        "comment",
        about=about,
        site=site,
        asked=asked,
        last=told[-1].id if told else "",
        undoable=decisions.undoable(told),
        actions={action.id: action for action in review.permitted(about.status, known["doubted"])},
        reasons=reasons(site),
        report_reasons=report.reasons(site),
        suggested=suggested(about),
        scores=scores(visit, site, about),
        titles=TITLES,
        labels=LABELS,
        truth=review.truth(told),
        senior=about.site_id in visit.senior_of,
        ends=ENDS,
        veil=veil_of(visit, about),
        links=[host for host, _ in targets(about)],
        verdict_today=today(visit, site, about) if "today" in request.args else None,
        severities=SEVERITIES,
        done=DONE,
        problem=problem,
        now=visit.toolbox.clock(),
        notice=None if problem else notice(visit),
        **known,
    )
    return make_response(html, 422 if problem else 200)


def gathered(visit: Visit, about: Subject, asked: Filters) -> dict[str, Any]:
    """What the store knows of a comment, its neighbours and its author."""
    now = visit.toolbox.clock()
    with visit.toolbox.store.read() as db:
        return {
            "told": decisions.history(db, about.id),
            "near": dossier.near(db, about, visit.email),
            "alike": dossier.alike(db, about, limit=50),
            "reported": reports.of(db, about.id),
            "doubted": about.status == "published" and reports.doubted(db, about.id),
            "appeal": appeals.of(db, about.id),
            "voices": reports.voices(db, about.id),
            "canned": canned.of(db, about.site_id),
            "restrained": dossier.measures_on(db, about, now),
            "reader": passing.readers(db, [about.id], visit.email, now).get(about.id, ""),
            "following": listing.following(db, asked.wanted(visit), about.id, now),
        }


def today(visit: Visit, site: Site, about: Subject) -> Verdict:
    """What the machine would say of the content of a comment now."""
    with visit.toolbox.store.read() as db:
        parent = dossier.author_name(db, about.parent_id)
    writer = Writer(about.author_name, about.author_url, about.published, about.rejected)
    place = Place(about.page_url, about.page_title, tuple(about.page_authors), parent)
    return score.content(visit.toolbox, site.id, [Case(about.text, site.policy, writer, place)])[0]


def show_links(visit: Visit, comment_id: str) -> ResponseReturnValue:
    """Where a comment points to, for those who want to go there."""
    about = visit.subject(comment_id)
    return visit.page("links", about=about, links=targets(about))


def targets(about: Subject) -> list[tuple[str, str]]:
    """The links of a comment and of its author: the host, and an address to go to."""
    found = [(link.host, about.text[link.begin : link.end]) for link in find_links(about.text) if link.host]
    found += [(host_of(about.author_url), about.author_url)] if host_of(about.author_url) else []
    web = {
        host: raw if re.match(r"https?://[^\s\\]+$", raw, re.IGNORECASE) else f"https://{host}/" for host, raw in found
    }
    return list(web.items())[:MOST_LINKS]


def reasons(site: Site) -> dict[str, str]:
    """The reasons to choose from: the house rules in the site's words."""
    return {name: words for name, words in site.policy.house_rules.items() if name != WELCOME}


def suggested(about: Subject) -> str:
    """The house rule of the gravest finding."""
    found = sorted(about.findings or (), key=lambda entry: (entry["severity"] == "note", -entry["score"]))
    return next((str(entry["house_rule"]) for entry in found if entry["house_rule"] != WELCOME), "")


def scores(visit: Visit, site: Site, about: Subject) -> list[dict[str, Any]]:
    """What the classifier said, label by label, beside the thresholds that it was held against."""
    known = operating_points(visit.toolbox.config.model_dir, about.classifier or "").thresholds
    found = []
    for label in LABELS:
        score = (about.scores or {}).get(label.id)
        if score is not None:
            line = site.policy.thresholds.get(label.id) or known.get(label.id) or Threshold(label.hold, label.reject)
            over = line.hold is not None and score >= line.hold
            found.append({"label": label, "score": score, "hold": line.hold, "reject": line.reject, "over": over})
    return sorted(found, key=lambda entry: -entry["score"])
