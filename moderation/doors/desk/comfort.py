"""Comfort: a veil over severe texts, a desk without colours, and a word when it is time to pause."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from moderation.doors.desk.cookies import keep
from moderation.doors.desk.visit import YEAR, Visit, unsealed
from moderation.tools.store.dossier import Subject

COOKIE, PACE = "adrem_comfort", "adrem_pace"
MINUTE = 60_000
LONG, MANY, BREAK = 45 * MINUTE, 60, 10 * MINUTE
"""It is time to pause after so many minutes or decisions; whoever does nothing for BREAK has paused."""

SEVERE = {"threat": "threat", "identity_attack": "contempt for a group", "abuse": "abuse", "obscene": "obscenity"}
FROM = 0.8
"""Labels of texts that are veiled, and the score from which."""


@dataclass(frozen=True, slots=True)
class Comfort:
    """What somebody has chosen in this browser."""

    veil: bool = True
    grey: bool = False
    pause: bool = True


def comfort(visit: Visit) -> Comfort:
    """What was chosen, or goes without saying."""
    kept = unsealed(visit.toolbox, request.cookies.get(COOKIE))
    return Comfort(*(sign == "1" for sign in kept)) if len(kept) == len(Comfort.__slots__) else Comfort()


def veiled(findings: Any, chosen: Comfort) -> str:
    """What a text is veiled for; empty when it is not."""
    grave = (each for each in findings or () if each["severity"] != "note" and each["score"] >= FROM)
    return next((SEVERE[each["label"]] for each in grave if each["label"] in SEVERE), "") if chosen.veil else ""


def veil_of(visit: Visit, about: Subject) -> str:
    """What the text of a comment is veiled for."""
    return veiled(about.findings, comfort(visit))


def show_comfort(visit: Visit) -> ResponseReturnValue:
    """The choices."""
    return visit.page("comfort", chosen=comfort(visit), done="done" in request.args)


def choose_comfort(visit: Visit) -> ResponseReturnValue:
    """Keep the choices in this browser."""
    signs = "".join(str(int(name in request.form)) for name in Comfort.__slots__)
    answer = make_response(redirect("/desk/comfort?done", 303))
    keep(answer, visit.toolbox, COOKIE, signs, YEAR)
    return answer


def rest(visit: Visit) -> ResponseReturnValue:
    """Begin to count anew."""
    answer = make_response(redirect("/desk/", 303))
    keep(answer, visit.toolbox, PACE, "")
    return answer


@dataclass(frozen=True, slots=True)
class Pace:
    """When somebody began to decide without a break, when they last did, and how often."""

    since: int
    last: int
    count: int


def pace(visit: Visit) -> Pace:
    """How long this moderator has been at it."""
    now, kept = visit.toolbox.clock(), unsealed(visit.toolbox, request.cookies.get(PACE))
    found = Pace(*map(int, kept.split("."))) if kept.count(".") == 2 else Pace(now, now, 0)
    return found if now - found.last < BREAK else Pace(now, now, 0)


def tired(visit: Visit) -> Pace | None:
    """The pace of a moderator for whom it is time to pause."""
    found = pace(visit)
    late = found.count >= MANY or found.last - found.since >= LONG
    return found if late and comfort(visit).pause else None


def count(visit: Visit, answer: Response, decisions: int = 1) -> Response:
    """One decision more."""
    known = pace(visit)
    now = Pace(known.since, visit.toolbox.clock(), known.count + decisions)
    keep(answer, visit.toolbox, PACE, ".".join(map(str, astuple(now))))
    return answer
