"""The pages of the policy: tried before it is saved, saved upon what was seen, compared, and taken back."""

from __future__ import annotations

import re

import pytest
from factories import ALICE, Owned, change_policy, judged, rules_of, site_of
from flask.testing import FlaskClient
from moderating import Moderating
from werkzeug.test import TestResponse

from models.labels import LABELS
from moderation.acts import enlist, review
from moderation.acts.review import Decision
from moderation.doors.desk import drafting
from moderation.errors import Invalid
from moderation.judgement.house import DEFAULTS, Mode, Policy, Threshold
from moderation.judgement.rules import GATES, RULES
from moderation.toolbox import Toolbox
from moderation.tools.store.lists import Entry

ATTACK = "Only an idiot could have written this article, number {}."
SHOUT = "THIS IS ALL WRONG AND EVERYBODY WHO WAS THERE KNOWS THAT IT IS WRONG"


def send(person: Moderating, site: Owned, do: str, version: int = 1, **fields: str) -> TestResponse:
    """The form of the policy with some of its fields, which may have a stop in their names written as two lines."""
    named = {name.replace("__", "."): value for name, value in fields.items()}
    csrf = person.fields("/desk/password")["csrf"]
    data = {"csrf": csrf, "version": str(version), "do": do, **named}
    return person.client.post(f"/desk/policy/{site.id}", data=data)


def decided(toolbox: Toolbox, site: Owned, text: str, status: str) -> None:
    """A comment on which a moderator decided."""
    state = judged(toolbox, site, text)
    review.decide(toolbox, site_of(toolbox, site), state.id, Decision(status, ALICE, "So it is."))


def words_of(page: TestResponse) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_trying_shows_what_would_flip_and_saves_nothing(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    for number in range(3):
        decided(toolbox, paper, ATTACK.format(number), "rejected")
    decided(toolbox, paper, "I think that the argument misses the second round.", "rejected")
    before = site_of(toolbox, paper).policy
    page = words_of(send(chief, paper, "try", hold__personal_attack="0.95", reject__personal_attack="0.99"))
    assert "3 of the last 4 decided comments would flip." in page
    assert "Against what moderators decided: 1 → 4 ." in page
    assert "Publishes 0 1 → 4" in page
    assert "hold → publish ; a moderator rejected it against this" in page
    assert site_of(toolbox, paper).policy == before


def test_what_waits_for_a_second_look_by_this_person_is_no_example(
    toolbox: Toolbox, paper: Owned, chief: Moderating
) -> None:
    change_policy(toolbox, paper, double_review=1.0)
    decided(toolbox, paper, ATTACK.format(1), "rejected")
    page = words_of(send(chief, paper, "try", version=2, hold__personal_attack="0.95", reject__personal_attack="0.99"))
    assert "1 of the last 1 decided comments would flip." in page
    assert "For example" not in page


def test_the_first_version_is_shown_beside_the_one_in_force(paper: Owned, chief: Moderating) -> None:
    send(chief, paper, "save", max_links="0")
    assert "From version 2 to version 1" in words_of(chief.open(f"/desk/policy/{paper.id}/versions/1"))


def test_saving_puts_it_in_force_with_who_and_why(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    fields = {"mode__shouting": "log_only", "max_links": "0", "languages": "en, DE", "why": "Too strict."}
    answer = send(chief, paper, "save", hold__spam="0,4", reject__spam="never", **fields)
    assert (answer.status_code, answer.location) == (303, f"/desk/policy/{paper.id}?done=saved")
    policy = site_of(toolbox, paper).policy
    assert (policy.version, policy.modes, policy.max_links) == (2, {"shouting": Mode.LOG_ONLY}, 0)
    assert (policy.languages, policy.thresholds) == (("en", "de"), {"spam": Threshold(0.4, None)})
    assert judged(toolbox, paper, SHOUT).status == "published"
    shown = words_of(chief.open(f"/desk/policy/{paper.id}/versions/2"))
    assert "chief@paper.example" in shown
    assert "Too strict." in shown
    for line in ("Spam: holds from as the classifier has it 0.4", "Rule “Shouting” On Log only", "en en, de"):
        assert line in shown


def test_saving_what_is_not_different_makes_no_version(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    page = chief.open(f"/desk/policy/{paper.id}").text
    assert 'name="hold.abuse"' in page
    assert send(chief, paper, "save", max_links="3").location == f"/desk/policy/{paper.id}?done=same"
    assert site_of(toolbox, paper).policy.version == 1


def test_the_second_of_two_is_told_what_changed_and_loses_nothing(
    toolbox: Toolbox, paper: Owned, chief: Moderating
) -> None:
    send(chief, paper, "save", max_links="0", per_minute="2", why="First.")
    answer = send(chief, paper, "save", 1, max_links="3", per_hour="7", rule__welcome="Be brief & kind.", why="Mine.")
    assert answer.status_code == 409
    shown = words_of(answer)
    assert "Somebody changed the policy before you" in shown
    assert "Links to other sites in one comment 3 0" in shown
    for kept in ('name="max_links" value="0"', 'name="per_minute" value="2"', 'name="per_hour" value="7"'):
        assert kept in answer.text
    assert "Be brief &amp; kind.</textarea>" in answer.text
    assert 'name="why" value="Mine."' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert site_of(toolbox, paper).policy.per_hour == 40


def test_an_entry_that_was_listed_meanwhile_is_in_nobodys_way(
    toolbox: Toolbox, paper: Owned, chief: Moderating
) -> None:
    enlist.add(toolbox, paper.id, [Entry("word", "wombat")], ALICE)
    assert send(chief, paper, "save", 1, max_links="0").status_code == 303
    policy = site_of(toolbox, paper).policy
    assert (policy.version, policy.max_links, [entry.value for entry in policy.lists]) == (3, 0, ["wombat"])


@pytest.mark.parametrize("seen", ["", "0", "9", "x"])
def test_a_form_without_its_version_saves_nothing(toolbox: Toolbox, paper: Owned, chief: Moderating, seen: str) -> None:
    csrf = chief.fields("/desk/password")["csrf"]
    data = {"csrf": csrf, "version": seen, "do": "save", "max_links": "0"}
    assert chief.client.post(f"/desk/policy/{paper.id}", data=data).status_code == 422
    assert site_of(toolbox, paper).policy.version == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hold.abuse", "often"),
        ("hold.abuse", "1.5"),
        ("hold.abuse", "0"),
        ("mode.links", "perhaps"),
        ("captcha", "riddle"),
        ("per_minute", "0"),
        ("per_minute", "many"),
        ("max_links", "1e3"),
        ("languages", ""),
        ("languages", "english"),
        ("rule.no_abuse", "n" * 301),
        ("report_threshold", "nan"),
    ],
)
def test_a_field_that_will_not_do_is_named_and_nothing_is_lost(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafting.read({field: value, "max_links": "2"} | {field: value}, Policy(), {})
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_label_cannot_hold_from_where_it_rejects_already() -> None:
    with pytest.raises(Invalid, match="attention"):
        drafting.read({"hold.abuse": "0.9", "reject.abuse": "0.8"}, Policy(), DEFAULTS)


def test_wrong_fields_come_back_with_what_was_typed(paper: Owned, chief: Moderating) -> None:
    answer = send(chief, paper, "save", per_minute="<many>", why="Never mind.")
    assert answer.status_code == 422
    assert 'value="&lt;many&gt;"' in answer.text
    assert "Write a number from 1 to 1000." in answer.text


def test_house_rules_in_the_sites_words_stand_at_the_form_and_in_reasons(
    toolbox: Toolbox, paper: Owned, chief: Moderating, client: FlaskClient
) -> None:
    send(chief, paper, "save", rule__no_personal_attacks="Nobody is an <i>it</i> here.", rule__welcome="")
    shown = client.get("/api/v1/challenge", query_string={"site": paper.public_key, "page": "https://paper.example/a"})
    assert "Nobody is an <i>it</i> here." in shown.json["house_rules"]
    form = client.get("/form", query_string={"site": paper.public_key, "page": "https://paper.example/a"}).text
    assert "Nobody is an &lt;i&gt;it&lt;/i&gt; here." in form
    state = judged(toolbox, paper, ATTACK)
    assert rules_of(state) == ["personal_attack"]
    assert state.verdict["findings"][0]["sentence"].endswith("House rule: “Nobody is an <i>it</i> here.”")


def test_a_way_back_is_a_button_on_every_earlier_version(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    send(chief, paper, "save", max_links="0")
    page = f"/desk/policy/{paper.id}/versions/1"
    answer = chief.client.post(f"{page}/restore", data={**chief.fields(page, "restore"), "why": "It was better."})
    assert answer.status_code == 303
    assert (site_of(toolbox, paper).policy.version, site_of(toolbox, paper).policy.max_links) == (3, 3)
    assert "Back to version 1. It was better." in words_of(chief.open(f"/desk/policy/{paper.id}/versions"))


def test_every_rule_label_and_field_is_on_the_page_by_itself(paper: Owned, chief: Moderating) -> None:
    names = set(re.findall(r'name="([\w.]+)"', chief.open(f"/desk/policy/{paper.id}").text))
    rules = {f"mode.{rule.id}" for rule in (*GATES, *RULES)}
    lines = {f"hold.{label.id}" for label in LABELS}
    fields = set(Policy.__dataclass_fields__) - {"version", "lists", "modes", "thresholds", "house_rules"}
    assert names >= rules | lines | fields | {f"rule.{name}" for name in Policy().house_rules}
    assert set(drafting.written(Policy())) == set(drafting.TITLES)


def test_what_a_rule_found_of_late_is_counted_also_when_it_only_noted_it(
    toolbox: Toolbox, paper: Owned, chief: Moderating
) -> None:
    judged(toolbox, paper, SHOUT)
    send(chief, paper, "save", mode__shouting="log_only")
    judged(toolbox, paper, f"{SHOUT} AND SAD")
    assert "Shouting Findings in 7 days: 2" in words_of(chief.open(f"/desk/policy/{paper.id}"))


HOSTILE = "x\"'><script>alert(1)</script><img src=x onerror=alert(1)></textarea>{{ 'wor' ~ 'ked' }}\u202e&lt;"


def test_nothing_that_is_typed_runs_on_any_page(toolbox: Toolbox, paper: Owned, chief: Moderating) -> None:
    decided(toolbox, paper, f"You idiot {HOSTILE}", "rejected")
    enlist.add(toolbox, paper.id, [Entry("word", HOSTILE, "hold", HOSTILE)], ALICE, HOSTILE)
    pages = [
        send(chief, paper, "save", 2, rule__welcome=HOSTILE, why=HOSTILE),
        send(chief, paper, "try", 3, hold__personal_attack="0.95", reject__personal_attack="0.99"),
        send(chief, paper, "save", 3, per_minute=HOSTILE, languages=HOSTILE, why=HOSTILE),
        send(chief, paper, "save", 2, per_minute="3", rule__no_spam=HOSTILE, why=HOSTILE),
        *(chief.open(f"/desk/policy/{paper.id}{path}") for path in ("", "/versions", "/versions/2", "/versions/3")),
        chief.open(f"/desk/lists/{paper.id}"),
        chief.open(f"/desk/lists/{paper.id}?words={HOSTILE}&kind={HOSTILE}"),
    ]
    assert [page.status_code for page in pages] == [303, 200, 422, 409, 200, 200, 200, 200, 200, 200]
    for page in pages[1:]:
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "worked" not in page.text
    assert pages[1].text.count("<textarea") == pages[1].text.count("</textarea>") == len(Policy().house_rules)
