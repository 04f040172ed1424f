"""Judging: the gates on the store's facts, the rules on the content, and one verdict whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier

import pytest
from factories import (
    ARTICLE,
    BOB,
    CIVIL,
    DAVE,
    Owned,
    block,
    change_policy,
    from_address,
    judged,
    pending,
    rules_of,
    state_of,
    written,
)
from fakes import Clock, WordReader
from sqlalchemy import func, select, update

from moderation.acts import judge
from moderation.acts.submit import Author
from moderation.judgement.case import Case, Reading
from moderation.judgement.house import Listed
from moderation.toolbox import Toolbox
from moderation.tools.store import sites
from moderation.tools.store.tables import author, page, verdict, webhook_event

TOPICS = (
    "harbour winter cease letter table chair window border paper radio doctor school bridge river bread "
    "engine market garden ticket needle mirror candle basket ladder saddle hammer pocket button ribbon "
    "anchor barrel cellar dragon feather glacier horizon island jungle kettle lantern meadow napkin orchard "
    "pebble quarry raven scarf tunnel umbrella valley whistle yard zipper acorn beetle copper dolphin ember "
    "falcon goblet hazel"
).split()


def different(number: int) -> str:
    """Civil sentences that have no pair of words in common."""
    word = TOPICS[number % len(TOPICS)]
    return f"{word}{number} reminds{number} me{number} of{number} a{number} quieter{number} year{number}"


def said(toolbox: Toolbox, site: Owned, number: int, who: Author = BOB, address: str = "") -> str:
    """One more civil comment, pending."""
    return pending(toolbox, site, written(different(number), who, client=from_address(address)))


def verdicts(toolbox: Toolbox) -> int:
    """How many verdicts there are."""
    with toolbox.store.read() as db:
        return db.execute(select(func.count()).select_from(verdict)).scalar_one()


def test_a_civil_comment_is_published(toolbox: Toolbox, paper: Owned) -> None:
    state = judged(toolbox, paper, CIVIL)
    assert (state.status, state.verdict["action"], rules_of(state)) == ("published", "approve", [])
    assert (state.verdict["classifier"], state.verdict["policy"]) == ("words-1", 1)


def test_an_attack_on_a_person_is_held_or_rejected_with_the_house_rule(toolbox: Toolbox, paper: Owned) -> None:
    state = judged(toolbox, paper, "Only an idiot could have written this article.")
    assert state.status == "held"
    assert "Argue with the point" in state.verdict["findings"][0]["sentence"]


def test_spam_is_rejected(toolbox: Toolbox, paper: Owned) -> None:
    assert judged(toolbox, paper, "Buy viagra at the best price of the whole town.").status == "rejected"


def test_the_seventh_comment_within_a_minute_is_held(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    states = []
    for number in range(7):
        states.append(judged(toolbox, paper, different(number)))
        clock.pass_seconds(9)
    assert [state.status for state in states] == ["published"] * 6 + ["held"]
    assert rules_of(states[6]) == ["pace"]


def test_people_of_whom_nothing_is_known_are_not_one_fast_author(toolbox: Toolbox, paper: Owned) -> None:
    ids = [said(toolbox, paper, number, Author("Anonymous")) for number in range(8)]
    judge.judge(toolbox, ids)
    assert [state_of(toolbox, each).status for each in ids] == ["published"] * 8


def test_the_pace_forgets_after_a_minute(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    for number in range(6):
        judged(toolbox, paper, different(number))
    clock.pass_seconds(60)
    assert judged(toolbox, paper, different(7)).status == "published"


def test_the_pace_counts_comments_that_are_judged_together(toolbox: Toolbox, paper: Owned) -> None:
    ids = [said(toolbox, paper, number) for number in range(7)]
    judge.judge(toolbox, ids)
    assert [state_of(toolbox, each).status for each in ids] == ["published"] * 6 + ["held"]


def test_the_forty_first_comment_within_an_hour_is_held(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    ids = []
    for number in range(41):
        ids.append(said(toolbox, paper, number))
        clock.pass_seconds(60)
    judge.judge(toolbox, ids)
    assert [state_of(toolbox, each).status for each in ids] == ["published"] * 40 + ["held"]


@pytest.mark.parametrize("addresses", [("192.0.2.7", "192.0.2.7"), ("2001:db8::1", "2001:db8::ffff")])
def test_the_sixty_first_of_a_network_is_held(toolbox: Toolbox, paper: Owned, addresses: tuple[str, str]) -> None:
    people = [Author(f"Reader {number}", f"{number}@home.example") for number in range(61)]
    ids = [said(toolbox, paper, number, people[number], addresses[number % 2]) for number in range(61)]
    judge.judge(toolbox, ids)
    assert [state_of(toolbox, each).status for each in ids] == ["published"] * 60 + ["held"]


def test_unknown_addresses_are_no_network(toolbox: Toolbox, paper: Owned) -> None:
    change_policy(toolbox, paper, network_per_minute=2)
    people = [Author(f"Reader {number}", f"{number}@home.example") for number in range(4)]
    assert {judged(toolbox, paper, written(different(n), people[n])).status for n in range(4)} == {"published"}


def test_the_same_text_by_the_same_author_is_rejected(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    judged(toolbox, paper, CIVIL)
    clock.pass_seconds(120)
    state = judged(toolbox, paper, f"  {CIVIL.upper()} ")
    assert (state.status, rules_of(state)[0]) == ("rejected", "duplicate")


def test_the_same_text_by_another_is_held(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    judged(toolbox, paper, CIVIL)
    clock.pass_seconds(120)
    state = judged(toolbox, paper, written(CIVIL, DAVE))
    assert (state.status, rules_of(state)[0]) == ("held", "duplicate")


def test_two_people_may_agree_in_few_words(toolbox: Toolbox, paper: Owned) -> None:
    judged(toolbox, paper, "I quite agree.")
    assert judged(toolbox, paper, written("I quite agree.", DAVE)).status == "published"


def test_the_same_text_a_day_later_is_no_duplicate(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    judged(toolbox, paper, CIVIL)
    clock.pass_seconds(86_400)
    assert judged(toolbox, paper, CIVIL).status == "published"


def test_the_same_text_on_another_site_is_no_duplicate(toolbox: Toolbox, paper: Owned, blog: Owned) -> None:
    judged(toolbox, paper, CIVIL)
    assert judged(toolbox, blog, CIVIL).status == "published"


def test_the_fourth_look_alike_of_a_wave_is_held(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    wave = (
        "Everybody in this town should read what the harbour gazette wrote about the second round of the talks, "
        "because nobody else dares to print who paid for the hotel, the flights, the dinners and the music: {}"
    )
    states = []
    for name in ("Anna", "Boris", "Clara", "Dmitri"):
        sent = written(wave.format(name), Author(name, f"{name}@home.example"))
        states.append(judged(toolbox, paper, sent))
        clock.pass_seconds(60)
    assert [state.status for state in states] == ["published"] * 3 + ["held"]
    assert rules_of(states[3]) == ["near_duplicate"]


def test_a_banned_author_is_rejected_until_the_ban_ends(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    judged(toolbox, paper, different(1))
    with toolbox.store.write() as db:
        db.execute(update(author).values(banned_until=clock.now + 3_600_000))
    clock.pass_seconds(3599)
    assert rules_of(judged(toolbox, paper, different(2))) == ["banned"]
    clock.pass_seconds(1)
    assert judged(toolbox, paper, different(3)).status == "published"


def test_a_closed_page_takes_no_comments(toolbox: Toolbox, paper: Owned, clock: Clock) -> None:
    judged(toolbox, paper, different(1))
    with toolbox.store.write() as db:
        db.execute(update(page).where(page.c.url == ARTICLE.url).values(closed_at=clock.now))
    assert rules_of(judged(toolbox, paper, different(2))) == ["closed"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("network", "192.0.2.0/24"),
        ("address", "192.0.2.7"),
        ("name", "bob"),
        ("email", "BOB@home.example"),
    ],
)
def test_lists_keep_a_sender_out(toolbox: Toolbox, paper: Owned, kind: str, value: str) -> None:
    block(toolbox, paper, Listed(kind, value, "reject"))
    state = judged(toolbox, paper, written(CIVIL, client=from_address("192.0.2.7")))
    assert (state.status, rules_of(state)[0]) == ("rejected", "blocked")
    other = Author("Eve", "eve@home.example")
    assert judged(toolbox, paper, written(different(2), other, client=from_address("192.0.3.7"))).status == "published"


def test_what_no_classifier_could_read_is_held(toolbox: Toolbox, paper: Owned) -> None:
    toolbox.classifier.name = ""
    assert judged(toolbox, paper, CIVIL).status == "held"


def test_a_list_of_another_site_keeps_nobody_out(toolbox: Toolbox, paper: Owned, blog: Owned) -> None:
    block(toolbox, blog, Listed("name", "bob", "reject"))
    assert judged(toolbox, paper, CIVIL).status == "published"


def test_judging_twice_changes_nothing(toolbox: Toolbox, paper: Owned) -> None:
    state = judged(toolbox, paper, CIVIL)
    assert judge.judge(toolbox, [state.id]) == 0
    assert state_of(toolbox, state.id) == state
    assert verdicts(toolbox) == 1


def test_unknown_comments_are_passed_over(toolbox: Toolbox) -> None:
    assert judge.judge(toolbox, ["nobody-knows-this"]) == 0


@dataclass(slots=True)
class SlowReader(WordReader):
    """Reads only when all workers are reading, so that none has saved its verdicts before the others began."""

    together: Barrier = field(default_factory=lambda: Barrier(4, timeout=20))

    def read(self, cases: Sequence[Case]) -> list[Reading]:
        """Wait for the others."""
        self.together.wait()
        return WordReader.read(self, cases)


def test_four_workers_on_the_same_comments_give_one_verdict_each(toolbox: Toolbox, paper: Owned) -> None:
    people = [Author(f"Reader {number}", f"{number}@home.example") for number in range(20)]
    ids = [said(toolbox, paper, number, people[number]) for number in range(20)]
    racing = replace(toolbox, classifier=SlowReader())
    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(lambda _: judge.judge(racing, ids), range(4)))
    assert sum(won) == 20
    assert verdicts(toolbox) == 20
    with toolbox.store.read() as db:
        assert set(db.execute(select(author.c.published)).scalars()) == {1}


def test_a_verdict_counts_for_its_author(toolbox: Toolbox, paper: Owned) -> None:
    judged(toolbox, paper, CIVIL)
    judged(toolbox, paper, "Buy viagra at the best price of the whole town.")
    with toolbox.store.read() as db:
        counted = db.execute(select(author.c.published, author.c.rejected)).one()
    assert tuple(counted) == (1, 1)


def test_the_verdict_and_its_webhook_event_come_together(toolbox: Toolbox, paper: Owned) -> None:
    with toolbox.store.write() as db:
        sites.set_webhook(db, paper.id, "https://paper.example/hook")
    state = judged(toolbox, paper, CIVIL)
    with toolbox.store.read() as db:
        events = db.execute(select(webhook_event.c.type, webhook_event.c.comment_id)).all()
    assert [tuple(event) for event in events] == [("comment.published", state.id)]
