"""Urgency: a comment that is raised stands higher in every list that is sorted by it."""

from __future__ import annotations

from factories import Owned, judged, written

from moderation.acts.submit import Author
from moderation.toolbox import Toolbox
from moderation.tools.store import listing
from moderation.tools.store.listing import Wanted
from moderation.tools.store.urgency import raise_priority

ATTACK = "Only an idiot could have written this article."


def test_a_raised_comment_comes_first_in_every_list(toolbox: Toolbox, paper: Owned) -> None:
    first = judged(toolbox, paper, ATTACK).id
    second = judged(toolbox, paper, written("You idiot.", Author("Eve"))).id
    for comment_id in (first, second, first):
        with toolbox.store.write() as db:
            raise_priority(db, comment_id, 0.5)
            raised = [
                [entry.id for entry in listing.entries(db, wanted, None, 2)]
                for wanted in (Wanted((paper.id,)), Wanted((paper.id,), cause="label:personal_attack"))
            ]
    assert raised == [[first, second]] * 2
