"""Harsh but fair: none of these comments may be held by any rule, not even as somebody's first."""

from __future__ import annotations

import pytest
from examples import example

from moderation.judgement.policy import weigh
from moderation.judgement.rules import GATES, RULES
from moderation.judgement.verdict import Action

TITLE = "Mediators return to the peace talks in Geneva"
CIVIL = [
    "No.",
    "Nonsense, the figures say otherwise.",
    "Wrong on every count.",
    "This is the worst policy since the poll tax, and it deserves the same end.",
    "The government lied about the costs in 2019 and it is lying about them again.",
    "What a shameful vote. Every party that supported it should be ashamed of itself.",
    "I am furious!!! They knew for years and did nothing.",
    "Enough! Enough! Enough! How many more inquiries do we need?",
    "The ministry's plan is a disgrace, an insult to every nurse in this country.",
    "Sorry, but the argument collapses in the second paragraph: correlation is not causation.",
    "The author confuses nominal and real wages, so the whole conclusion hangs in the air.",
    "I could not disagree more with this article.",
    "You have not answered my question: who pays?",
    "Rubbish. Show me one study that supports this.",
    "NATO, the EU, the UN, the OSCE and the IMF all said the same in 2014.",
    "The UN, UNHCR and UNICEF asked for USD 3.2 billion; they got USD 900 million.",
    "This is NOT what the treaty says. Read Article 5 again.",
    "WHAT? Again? They promised this would never happen.",
    "Kill this bill before it kills the health service.",
    "The war on drugs has failed; forty years of evidence are enough.",
    "If that is a democracy, I am the Queen of Sheba.",
    "Capitalism is eating the planet, and this budget hands it a fork.",
    "Socialism has failed wherever it was tried. Why would it work here?",
    "The church protected itself and not the children. That is the whole story.",
    "Both sides shelled civilians. To name only one of them is propaganda, not journalism.",
    "He said: “You are all idiots and parasites.” A minister should not talk like that.",
    '"Go back where you came from" is what they shouted at my daughter. It must stop.',
    "> The talks have failed.\n\nThey have not failed; they have not even begun.",
    "Calling somebody a traitor because he negotiates is how wars go on for ever.",
    "The court erred in law. See § 823 BGB, Art. 8 ECHR, 42 U.S.C. § 1983 and s. 172(2) of the Act.",
    "Art. 1, Art. 2, Art. 3, Art. 5, Art. 6, Art. 8, Art. 10, Art. 13 and Art. 14 are all at stake here.",
    "Resolutions 242 (1967), 338 (1973), 1397 (2002) and 2334 (2016) say it plainly.",
    "Turnout was 66.1 % in 2020 and 59.2 % in 2016; 81,283,501 to 74,223,975 votes.",
    "From 1998-2003 it cost 1,200,000,000 euros, in 2004-2010 twice that: 2 400 000 000.",
    "On 12.05.2024 they agreed; by 2024-06-01 the deal was dead. Look at 01/06/2024, too.",
    "See ISBN 978-0-14-303988-4, pp. 120-135, or Smith (1999) 45-67.",
    "Why, why, why does nobody ask the people who live there?",
    "Never again. Never, ever again. That was the promise, and we broke it.",
    "Peace, peace, they say, when there is no peace.",
    "Yes, yes and yes. And yet: no.",
    "Hahahaha, as if the lobby had no say in this!",
    "Sooooo the report was late again? What a surprise.",
    "😂😂😂 as if!",
    "👏👏👏👏👏 Finally somebody says it.",
    "🇺🇦🕊️ Hoping for a just peace.",
    "Thank you, a very good article.",
    "I agree.",
    "+1",
    "???",
    "…",
    "Hmm.",
    "First, the law is vague. Second, it is dear. Third, it will not work. Fourth, it never has.",
    "1. Read the treaty.\n2. Read it again.\n3. Then write.\n4. Then read it a third time.",
    "- too late\n- too little\n- too dear\n- too vague",
    "Who wrote this headline? It says the opposite of the text.",
    "The mayor should resign. Today. Not after the election.",
    "The police used tear gas on pensioners. There is no excuse for that.",
    "This newspaper was once worth its money; this piece is lazy and one-sided.",
    "Bombing hospitals is a crime, whoever does it.",
    "The black community has waited long enough; so have gay couples, Muslims and Jews.",
    "As a disabled woman I am tired of being called brave. Build the ramp.",
    "Amazon.com, Booking.com and the like pay next to no tax.",
    "The dot com bubble burst in 2000, and this one will, too.",
    "The e.g. and i.e. in the second paragraph hide that there are no numbers.",
    "They promise guaranteed returns and easy money from home. It is a fraud on pensioners.",
    "Free shipping of arms to dictators, is that the best offer we have?",
    "Cheap loans and cheap money made this crisis; insurance companies made it worse.",
    "Casinos and betting shops should pay for the addiction they cause.",
    "My phone was searched at the border for 3 hours, 25 minutes. Call that freedom?",
    "Call 2020 what it was: a lost year. Ring any bells from 1918-1920?",
    "He texted me at 10:45 and again at 11:15; by 12:30 the street was closed.",
    "Ask @reuters and @afp, they were there.",
    "Schadenfreude, Weltschmerz, Angst: the whole Feuilleton in one column.",
    "Grzegorz Brzęczyszczykiewicz was right about Szczecin.",
    "Pfft. Tsk tsk. Brrr.",
    "WTO rules, GATT XX and TRIPS were written for this; so were MERCOSUR and ASEAN.",
    "Мир лучше войны.",
    "وقف إطلاق النار أولاً، ثم الكلام.",
    "和平比战争好。",
    "Ça suffit ! Qui paiera ? Pas nous !",
]
CIVIL.append("\n".join(CIVIL[8:60]))
NAMES = [
    "王小明",
    "Ольга Петрівна",
    "محمد علي",
    "Nguyễn Thị Minh Khai",
    "Ó Súilleabháin",
    "J.R.R. T.",
    "St. John",
    "😀",
]


@pytest.mark.parametrize("text", CIVIL)
def test_a_civil_first_comment_is_published_at_once(text: str) -> None:
    case = example(text=text, title=TITLE, published=0)
    assert [finding.rule for finding in weigh(case, GATES + RULES).findings if finding.severity != "note"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_from_anywhere_is_welcome(name: str) -> None:
    verdict = weigh(example(name=name, published=0), GATES + RULES)
    assert verdict.action is Action.APPROVE
    assert verdict.findings == ()


def test_a_known_author_may_cite_sources() -> None:
    text = "The figures: https://stats.example.net/2024/table-7 and www.treaties.example.com/5, both open."
    assert weigh(example(text=text, title=TITLE, published=12), RULES).findings == ()


def test_there_are_enough_civil_comments_to_mean_something() -> None:
    assert len(set(CIVIL)) >= 60
