"""The review desk with 100,000 comments in the store: the server time of each page, as CPU of its process."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Callable
from html import unescape

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks.store import fill_pending, opened
from moderation.acts import judge, submit
from moderation.acts.submit import Author, Page, Submission
from moderation.app import create_app
from moderation.judgement.house import Policy, Threshold
from moderation.toolbox import Toolbox
from moderation.tools.queue import BATCH
from moderation.tools.store import moderators, policies, sites
from moderation.tools.store.moderators import Moderator
from moderation.tools.store.policies import Change

STORED, DECIDED, LOOKS, WAVE = 100_000, 300, 60, 200
EMAIL, PASSWORD = "ana@bench.example", "correct horse battery staple"
TEXT = (
    "Friends, the harbour gazette has printed what this paper hides: who paid for the hotel and the flights. "
    "Pass it on {}"
)
SEVERE = {label: Threshold(0.05, None) for label in ("personal_attack", "abuse")}
PAGES = {
    "queue": "/desk/",
    "queue, one label": "/desk/?cause=label:personal_attack",
    "queue, newest published": "/desk/?status=published",
    "queue, rare language": "/desk/?status=published&language=fi",
    "search, common word": "/desk/?words=the",
    "search, three words": "/desk/?words=article+talk+page",
    "search, rare word": "/desk/?words=wombat",
    "arrivals": "/desk/arrivals",
}


def measure(stored: int = STORED) -> dict[str, float]:
    """Milliseconds of server time: 95 of 100 are faster."""
    with opened() as (toolbox, site_id):
        fill(toolbox, site_id, stored)
        client = create_app(toolbox.config, toolbox).test_client()
        csrf = seated(toolbox, client, site_id)
        figures = {name: p95([lambda path=path: client.get(path)] * LOOKS) for name, path in PAGES.items()}
        figures["decide and next"] = decide_and_next(client)
        return {
            f"{name}, ms (p95)": figure for name, figure in {**figures, **wave(toolbox, client, site_id, csrf)}.items()
        }


def fill(toolbox: Toolbox, site_id: str, stored: int) -> None:
    """Comments with real texts, judged by a policy that holds many of them."""
    with toolbox.store.write() as db:
        policies.save(db, site_id, Policy(thresholds=SEVERE), Change(EMAIL, "", toolbox.clock()))
    toolbox.store.forget(site_id)
    ids = fill_pending(toolbox, site_id, stored)
    for begin in range(0, stored, BATCH):
        judge.judge(toolbox, ids[begin : begin + BATCH])


def seated(toolbox: Toolbox, client: FlaskClient, site_id: str) -> str:
    """A moderator who has logged in; the token of their forms."""
    with toolbox.store.write() as db:
        moderators.add(db, Moderator(site_id, EMAIL, PasswordHasher().hash(PASSWORD), "moderator"), toolbox.clock())
    shown = hidden(client.get("/desk/login").text)
    client.post("/desk/login", data={**shown, "email": EMAIL, "password": PASSWORD})
    return hidden(client.get("/desk/").text)["csrf"]


def decide_and_next(client: FlaskClient) -> float:
    """The form is sent, and the next comment comes: the two together, as a moderator waits for them."""
    found = re.search(r'href="(/desk/comments/[^"]+)"', client.get("/desk/").text)
    if found is None:
        raise RuntimeError("nothing is held")
    page, times, rng = client.get(unescape(found[1])).text, [], random.Random(1)
    for _ in range(DECIDED):
        form = re.search(r'<form method="post" action="([^"]+/decision)">(.*?)</form>', page, re.DOTALL)
        if form is None:
            raise RuntimeError("there is nothing left to decide on")
        fields = {**hidden(form[2]), "action": rng.choice(["approve", "spam"])}
        begin = time.process_time()
        answer = client.post(form[1], data=fields)
        page = client.get(answer.location).text
        times.append(time.process_time() - begin)
    return percentile(times)


def wave(toolbox: Toolbox, client: FlaskClient, site_id: str, csrf: str) -> dict[str, float]:
    """A wave of near-duplicates: looked at, decided in one step, taken back in one."""
    with toolbox.store.read() as db:
        site = sites.by_id(db, site_id, toolbox.clock())
    if site is None:
        raise RuntimeError("the site is gone")
    sent = [
        Submission(
            Page("https://example.org/wave"), Author(f"Friend {number}", f"f{number}@example.org"), TEXT.format(number)
        )
        for number in range(WAVE)
    ]
    ids = [submit.submit(toolbox, site, each, wait=0).id for each in sent]
    judge.judge(toolbox, ids)
    looked, decided, undone = [], [], []
    for _ in range(7):
        looked.append(timed(lambda: client.get(f"/desk/comments/{ids[-1]}/alike")))
        ticked = re.findall(r'name="id" value="(\w+)" checked', looked[-1][1].text)
        decided.append(
            timed(lambda own=ticked: client.post("/desk/bulk/decide", data={"csrf": csrf, "id": own, "action": "spam"}))
        )
        batch = hidden(decided[-1][1].text)["batch"]
        undone.append(timed(lambda own=batch: client.post("/desk/bulk/undo", data={"csrf": csrf, "batch": own})))
    count = len(ticked)
    steps = {"see": looked, "decide": decided, "undo": undone}
    return {f"{step} a wave of {count}": percentile([each[0] for each in done]) for step, done in steps.items()}


def timed(ask: Callable[[], TestResponse]) -> tuple[float, TestResponse]:
    """How long an answer took, and the answer, which must be a page."""
    begin = time.process_time()
    answer = ask()
    took = time.process_time() - begin
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} for {answer.request.path}")
    return took, answer


def p95(asks: list[Callable[[], TestResponse]]) -> float:
    """The time under which 95 of 100 answers stay."""
    asks[0]()
    return percentile([timed(ask)[0] for ask in asks])


def percentile(times: list[float]) -> float:
    """The 95th percentile in milliseconds; of few times the slowest."""
    return 1000 * (statistics.quantiles(times, n=20)[-1] if len(times) >= 20 else max(times))


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


if __name__ == "__main__":
    for named, figure in measure().items():
        print(f"{named:36} {figure:10.1f}")
