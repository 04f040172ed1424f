"""A desk with something on every page, and poison for every text that it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import factories
from factories import DAVE, Owned, carols_blog, site_of, written
from moderating import appointed
from sqlalchemy import JSON, Column, String, Table, insert, select, update

from moderation.acts import appeal, appoint, judge, letters, remind, report, review, submit
from moderation.acts.report import Report
from moderation.acts.review import Decision
from moderation.acts.submit import Author, Page
from moderation.doors.desk.permissions import ROUTES
from moderation.toolbox import Toolbox
from moderation.tools.store import passkeys
from moderation.tools.store.desk_tables import desk_session
from moderation.tools.store.passkeys import Passkey
from moderation.tools.store.queue_tables import canned_reason, claim
from moderation.tools.store.second_tables import second_look
from moderation.tools.store.tables import list_entry, metadata

CHIEF, OTHER = "chief@paper.example", "other@paper.example"
ATTACK = "Only an idiot could have written the {} paragraph of this long article about tables and chairs."
KEPT = set(
    "status role action kind against from_status to_status outcome reverts batch hash password_hash totp credential "
    "public_key secret_hash akismet_hash webhook_secret webhook_url text_hash network_hash payload type reason "
    "site_id until decision_id state first_status second_status first_decision settled_by".split()
)
"""Columns that the code reads as words of its own or as keys; every other text is somebody's."""


@dataclass(frozen=True, slots=True)
class Staged:
    """What there is: comments by what became of them, receipts, and tokens of the addresses that carry one."""

    held: tuple[str, ...]
    published: tuple[str, ...]
    rejected: tuple[str, ...]
    receipts: Mapping[str, str]
    tokens: Mapping[str, str]

    def desk(self) -> list[str]:
        """The address of every page of the desk, from the table of permissions: a new one cannot be forgotten."""
        pages = [route.path for route in ROUTES if route.method == "GET" and not route.path.endswith(">/export")]
        return [f"/desk{self.filled(path)}" for path in pages] + [
            f"/desk/comments/{self.rejected[0]}?did={self.rejected[0]}",
            f"/desk/comments/{self.published[0]}",
            "/desk/?status=rejected",
            "/desk/?status=published",
            "/desk/comments/none",
        ]

    def filled(self, path: str) -> str:
        """A path of the table with what it is about."""
        about = {"appeal": self.rejected[0], "second": self.rejected[1]}.get(path.rpartition("/")[2], self.held[0])
        token = self.tokens.get(path.split("/")[1], "")
        things = {"comment_id": about, "number": "1", "rest": "none", "token": token, **self.tokens}
        return re.sub(r"<(?:path:)?(\w+)>", lambda found: things[found[1]], path)

    def receipt(self, comment_id: str) -> str:
        """What an author sees of a comment."""
        return f"/api/v1/comments/{comment_id}?receipt={self.receipts[comment_id]}"

    def readers(self, key: str, page: str) -> list[str]:
        """The pages of readers and authors."""
        return [
            "/demo",
            f"/form?site={key}&page={page}&parent={self.published[0]}",
            f"/api/v1/comments/{self.published[0]}/report?site={key}",
            *(self.receipt(each) for each in (self.held[0], self.published[0], self.rejected[0], self.rejected[1])),
        ]


def stage(toolbox: Toolbox, paper: Owned, page_url: str) -> Staged:
    """Comments in every status with all that can be said about them, and people, passkeys, lists and letters."""
    for email, role in ((CHIEF, "administrator"), (OTHER, "senior")):
        appointed(toolbox, paper, email, role)
    appointed(toolbox, carols_blog(toolbox), CHIEF, "administrator")
    page, site = Page(page_url, "An article", "Helena Marsh"), site_of(toolbox, paper)
    receipts: dict[str, str] = {}

    def sent(text: str, author: Author, parent: str | None = None) -> str:
        receipt = submit.submit(toolbox, site, written(text, author, page=page, parent=parent), wait=0)
        judge.judge(toolbox, [receipt.id])
        receipts[receipt.id] = receipt.receipt
        return receipt.id

    published = tuple(sent(f"{factories.CIVIL} {n}", Author(f"Reader {n}", "", "https://r.example")) for n in range(3))
    held = tuple(sent(ATTACK.format(n), Author(f"Writer {n}"), published[0]) for n in ("first", "second", "third"))
    rejected = tuple(sent(ATTACK.format(n), DAVE) for n in ("fourth", "fifth"))
    for each in rejected:
        review.decide(toolbox, site, each, Decision("rejected", OTHER, "A reason."))
    appeal.appeal(toolbox, factories.state_of(toolbox, rejected[0]), "I meant the argument.")
    report.report(toolbox, site, published[0], Report("other", "Words of a reader.", "a network"))
    beside(toolbox, paper, held[0], rejected[1])
    remind.choose(toolbox, CHIEF, paper.id, True)
    tokens = {
        "site_id": paper.id,
        "invitation": appoint.invite(toolbox, CHIEF, paper.id, "eve@home.example", "moderator"),
        "from-mail": letters.link(toolbox, "/desk/?order=oldest").rpartition("/")[2],
        "unsubscribe": letters.signer(toolbox, "stop").dumps([OTHER, paper.id]),
    }
    return Staged(held, published, rejected, receipts, tokens)


def beside(toolbox: Toolbox, paper: Owned, held: str, disputed: str) -> None:
    """What stands beside the comments: somebody who reads one, a reason, an entry of a list, and a second look."""
    with toolbox.store.write() as db:
        db.execute(insert(claim).values(comment_id=held, moderator=OTHER, until=toolbox.clock() + 10**9))
        db.execute(insert(canned_reason).values(id="c", site_id=paper.id, words="A canned reason.", created_at=0))
        entry = {"id": "l", "site_id": paper.id, "kind": "word", "value": "rhubarb", "action": "hold", "created_at": 0}
        db.execute(insert(list_entry).values(**entry))
        look = {
            "first_by": OTHER,
            "first_status": "rejected",
            "first_decision": "d",
            "first_at": 0,
            "state": "disputed",
        }
        look |= {"second_by": "dora@paper.example", "second_status": "published", "second_words": "Why not?"}
        db.execute(insert(second_look).values(**look, comment_id=disputed, site_id=paper.id))


def secure(toolbox: Toolbox) -> None:
    """A passkey for the chief, who is in already and has shown it: from now on the login asks for it."""
    with toolbox.store.write() as db:
        passkeys.add(db, Passkey("p" * 64, CHIEF, "Phone", "AAAA", "AAAA", 0, 0, 0))
        db.execute(update(desk_session).values(proved=True))


def poison(toolbox: Toolbox, text: str) -> None:
    """Put a text into every column of every table that holds words of people, and into the JSON that does."""
    with toolbox.store.write() as db:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if of_people(table, column)]
            if columns and table.name not in {"secret", "search", "desk_session", "login_failure", "idempotency"}:
                db.execute(update(table).values({column.name: text for column in columns}))
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, JSON) and table.name in {"verdict", "page", "policy", "audit"}:
                    poison_json(db, table, column, text)
    toolbox.store.sites.clear()


def of_people(table: Table, column: Column[Any]) -> bool:
    """Whether a column holds what people wrote."""
    keyed = column.primary_key or column.foreign_keys or column.name in KEPT
    by_login = column.name == "email" and table.name in {"account", "moderator"}
    return isinstance(column.type, String) and not keyed and not by_login and not column.unique


def poison_json(db: Any, table: Table, column: Column[Any], text: str) -> None:
    """Put the text into what people or rules wrote, where it stands in JSON."""
    keys = list(table.primary_key)
    for row in db.execute(select(*keys, column)).all():
        where = [key == value for key, value in zip(keys, row, strict=False)]
        db.execute(update(table).where(*where).values({column.name: poisoned(column.name, row[-1], text)}))


def poisoned(name: str, value: Any, text: str) -> Any:
    """The value of one JSON column with the text in it."""
    if name == "findings":
        return [{**finding, "sentence": text, "note": text, "spans": [[3, 9]]} for finding in value] + [
            {**finding, "rule": text, "label": text, "house_rule": text, "note": text} for finding in value[:1]
        ]
    if name == "authors":
        return [text]
    if name == "body":
        return {**value, "house_rules": dict.fromkeys(("welcome", "no_abuse", "no_spam", "no_disruption"), text)}
    return {"words": text} if name == "detail" else value
