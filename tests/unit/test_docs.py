"""What the documentation lists is what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.judgement.house import HOUSE_RULES
from moderation.judgement.rules import GATES, RULES
from moderation.judgement.verdict import Rule

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("rules", [GATES, RULES], ids=["gates", "rules"])
def test_the_page_of_rules_lists_every_rule_in_order(rules: tuple[Rule, ...]) -> None:
    rows = [f"| `{rule.id}` | {rule.title} | `{rule.house_rule}` |" for rule in rules]
    table = "\n".join(["| id | what it sees | house rule |", "|---|---|---|", *rows])
    assert table in (DOCS / "rules.md").read_text(encoding="utf-8"), f"docs/rules.md needs this table:\n{table}"


def test_every_rule_serves_a_house_rule() -> None:
    assert {rule.house_rule for rule in GATES + RULES} <= set(HOUSE_RULES)
