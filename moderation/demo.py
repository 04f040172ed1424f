"""The first start: the site Demo, its keys, a first login, and a few comments under the demo article."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moderation.acts import appeal, judge, passwords, report, submit
from moderation.acts.report import Report
from moderation.acts.submit import Author, Page, Submission
from moderation.doors.widget import DEMO_AUTHOR, DEMO_TITLE
from moderation.toolbox import Toolbox
from moderation.tools.store import comments, moderators, sites
from moderation.tools.store.moderators import Moderator
from moderation.tools.store.sites import Site

TALK = (
    (
        "Tomasz R.",
        "The carpenter should have had a seat at that table. The rest of us only argue about the wood.",
        None,
    ),
    (
        "Ines",
        "I think the whole argument is wrong. Procedure gives the stronger side time, and the winter that the article "
        "admits to in one sentence is the normal case, not the exception.",
        None,
    ),
    (
        "Old Harbour",
        "That is the best objection here. But name one ceasefire of the last ten years that began without procedure.",
        1,
    ),
    ("Bea Lindqvist", "Which of the eleven days was the worst? I should like to read that chapter.", None),
)
"""Name, comment, and the place in this list of the comment that it answers."""

WAVE = (
    "Friends of the lakeside, the harbour gazette has printed what this paper hides: who paid for the hotel, the "
    "flights, the dinners and the music of the second round. Read it before they take it down. {}"
)
HELD = (
    ("Rook", "Helena Marsh, you are a pathetic coward and a liar. Nobody who was there would write this drivel.", None),
    ("Rook", "And you, Ines, are too stupid to follow an argument of three sentences. Go back to school.", 1),
    ("gunnar_k", "Lakeside immigrants are all filthy vermin and should be sent back where they came from.", None),
    (
        "A former delegate",
        "I sat in that hotel. Colonel Brandt is corrupt: he took bribes from the timber company.",
        None,
    ),
    (
        "Vera Holm",
        "My brother drove one of those ambulances. I have put his diary here: https://holm-diary.example",
        None,
    ),
    ("Best Oak", "Solid oak tables, 40 % off this week only! Order now at www.best-oak-tables.example and save.", None),
    (
        "Wim",
        "I WAS THERE AND IT WAS NOT ELEVEN DAYS IT WAS NINE AND EVERYBODY WHO WAS THERE KNOWS THAT IT WAS NINE",
        None,
    ),
    ("Mile", "Somebody should wait for the monitors outside their hotel and break their legs.", None),
    ("D\u200b0ra", "What an i\u200bd\u200bi\u200bo\u200bt this author is \u202eyllaer\u202c.", None),
    *((f"Friend {number}", WAVE.format("Pass it on!" * (number % 2)), None) for number in range(1, 9)),
)
"""As TALK: what a moderator finds in the queue. Attacks by target, an accusation, spam, a first link, and a wave."""

REPORTED = 2
REPORTS = (("no_personal_attacks", ""), ("other", "He asks for names on every page, and never answers himself."))
"""What two readers say of one comment of TALK: a reason, and words."""

OBJECTION = "I know the author. We have called each other worse for thirty years, and it was meant fondly."
"""What the author of a rejected comment says."""


def first_start(toolbox: Toolbox) -> bool:
    """Make the site Demo unless there is a site already; returns whether it was made."""
    config, now = toolbox.config, toolbox.clock()
    password = secrets.token_urlsafe(12)
    desk = {"email": "admin@localhost.localdomain", "password": password}
    origins = tuple(dict.fromkeys((config.url, f"http://localhost:{config.port}", f"http://127.0.0.1:{config.port}")))
    with toolbox.store.write() as db:
        if sites.every(db):
            return False
        site_id, keys = sites.add(db, "Demo", origins, now)
        moderators.add(db, Moderator(site_id, desk["email"], passwords.hashed(password), "administrator"), now)
    write_keys(
        config.home / "keys.json",
        {
            "site": "Demo",
            "public_key": keys.public_key,
            "secret_key": keys.secret_key,
            "akismet_key": keys.akismet_key,
            "desk": desk,
        },
    )
    talk(toolbox, site_id)
    return True


def write_keys(path: Path, keys: dict[str, Any]) -> None:
    """Write the keys where only the operator can read them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(keys, file, indent=2)
        file.write("\n")


def talk(toolbox: Toolbox, site_id: str) -> None:
    """A few comments, judged like all others."""
    with toolbox.store.read() as db:
        site = sites.by_id(db, site_id, toolbox.clock())
    if site is None:
        return
    page = Page(f"{toolbox.config.url}/demo", DEMO_TITLE, DEMO_AUTHOR)
    ids: list[str] = []
    for name, text, answered in TALK + HELD:
        parent = ids[answered] if answered is not None else None
        sent = Submission(page=page, author=Author(name), text=text, parent=parent)
        ids.append(submit.submit(toolbox, site, sent, wait=0).id)
    judge.judge(toolbox, ids)
    object_to(toolbox, site, ids)


def object_to(toolbox: Toolbox, site: Site, ids: Sequence[str]) -> None:
    """Two readers report a published comment, and the author of a rejected one appeals."""
    for number, (reason, words) in enumerate(REPORTS):
        report.report(toolbox, site, ids[REPORTED], Report(reason, words, f"demo reader {number}"))
    with toolbox.store.read() as db:
        states = [comments.state(db, comment_id) for comment_id in ids]
    for state in states:
        if state is not None and state.status == "rejected":
            appeal.appeal(toolbox, state, OBJECTION)
            return
