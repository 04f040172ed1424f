"""Stock characters and what they do: Alice moderates a paper, Bob comments there, Carol owns another site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update

from moderation.acts import enlist, judge, submit
from moderation.acts.submit import Author, Client, Page, Submission
from moderation.judgement.house import Listed
from moderation.toolbox import Toolbox
from moderation.tools.store import comments, policies, sites
from moderation.tools.store.comments import State
from moderation.tools.store.lists import Entry
from moderation.tools.store.policies import Change
from moderation.tools.store.sites import Site
from moderation.tools.store.tables import policy as policy_table

ALICE = "alice@paper.example"
BOB = Author("Bob", "bob@home.example")
DAVE = Author("Dave", "dave@home.example")
PAPER = "https://paper.example"
ARTICLE = Page(f"{PAPER}/mediation", "What a mediator owes", "Helena Marsh")
CIVIL = "I think that the argument misses what happened in the second round of talks."


@dataclass(frozen=True, slots=True)
class Owned:
    """A site with its keys in plain text, as its owner has them."""

    id: str
    public_key: str
    secret_key: str

    @property
    def bearer(self) -> dict[str, str]:
        """The header of the site's own server."""
        return {"Authorization": f"Bearer {self.secret_key}"}


def alices_paper(toolbox: Toolbox, webhook: str | None = None, **policy: Any) -> Owned:
    """The site that Alice moderates; fields of the policy may be named."""
    return a_site(toolbox, "The Paper", PAPER, webhook, **policy)


def carols_blog(toolbox: Toolbox, **policy: Any) -> Owned:
    """Another tenant."""
    return a_site(toolbox, "Carol's Blog", "https://carol.example", None, **policy)


def a_site(toolbox: Toolbox, name: str, origin: str, webhook: str | None, **policy: Any) -> Owned:
    """A site with its keys. Nothing is drawn for a second look by chance."""
    with toolbox.store.write() as db:
        site_id, keys = sites.add(db, name, (origin,), toolbox.clock())
        sites.set_webhook(db, site_id, webhook)
        body = {**policies.body(db, site_id, 1), "double_review": 0.0}
        db.execute(update(policy_table).where(policy_table.c.site_id == site_id).values(body=body))
    owned = Owned(site_id, keys.public_key, keys.secret_key)
    if policy:
        change_policy(toolbox, owned, **policy)
    return owned


def change_policy(toolbox: Toolbox, owned: Owned, **policy: Any) -> None:
    """Put changed fields in force as the next version, at once for this process."""
    changed = replace(site_of(toolbox, owned).policy, **policy)
    with toolbox.store.write() as db:
        policies.save(db, owned.id, changed, Change(ALICE, "", toolbox.clock()))
    toolbox.store.forget(owned.id)


def block(toolbox: Toolbox, owned: Owned, entry: Listed) -> None:
    """Add an entry to the site's lists."""
    enlist.add(toolbox, owned.id, [Entry(entry.kind, entry.value, entry.action, "", entry.until)], ALICE)


def site_of(toolbox: Toolbox, owned: Owned) -> Site:
    """The site as the store has it."""
    with toolbox.store.read() as db:
        found = sites.by_id(db, owned.id, toolbox.clock())
    assert found is not None
    return found


def written(text: str = CIVIL, author: Author = BOB, **fields: Any) -> Submission:
    """A comment that a site's server vouches for, so that no challenge is asked."""
    return Submission(page=fields.pop("page", ARTICLE), author=author, text=text, **fields)


def pending(toolbox: Toolbox, owned: Owned, sent: Submission | str = CIVIL) -> str:
    """A comment that nobody has judged yet; its identifier."""
    prompt, toolbox.queue.prompt = toolbox.queue.prompt, False
    sent = written(sent) if isinstance(sent, str) else sent
    receipt = submit.submit(toolbox, site_of(toolbox, owned), sent, wait=0)
    toolbox.queue.prompt = prompt
    return receipt.id


def judged(toolbox: Toolbox, owned: Owned, sent: Submission | str = CIVIL) -> State:
    """A comment and its verdict."""
    comment_id = pending(toolbox, owned, sent)
    judge.judge(toolbox, [comment_id])
    return state_of(toolbox, comment_id)


def state_of(toolbox: Toolbox, comment_id: str) -> State:
    """Where a comment is."""
    with toolbox.store.read() as db:
        state = comments.state(db, comment_id)
    assert state is not None
    return state


def rules_of(state: State) -> list[str]:
    """The rules that found something."""
    return [finding["rule"] for finding in state.verdict["findings"]]


def from_address(address: str) -> Client:
    """A visitor at this address."""
    return Client(address=address)


def body(owned: Owned, text: str = CIVIL, **fields: Any) -> dict[str, Any]:
    """The JSON that the form of Alice's paper sends, without the answer to a challenge."""
    page = {"url": ARTICLE.url, "title": ARTICLE.title, "author": ARTICLE.author}
    author = {"name": BOB.name, "email": BOB.email, "url": ""}
    return {"site": owned.public_key, "page": page, "author": author, "text": text, **fields}


def sum_of(question: str) -> str:
    """What a person answers to `2 × 1 =`."""
    first, sign, second, _ = question.split()
    results = {"+": int(first) + int(second), "−": int(first) - int(second), "×": int(first) * int(second)}
    return str(results[sign])
