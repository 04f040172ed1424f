"""Near-duplicates share a band of their fingerprints; other comments share none."""

from __future__ import annotations

from models.similarity import fingerprint, fingerprints, similarity

LONG = (
    "I have followed these talks for twenty years and I can tell you that every agreement failed for the same"
    " reason: nobody asked the villages along the river what they needed before the papers were signed."
)
OTHER = (
    "The council closed our library in spring, and now the children take the bus to the next town when they want"
    " to borrow a book, which is a shame because it was full every afternoon."
)


def shared(a: str, b: str) -> int:
    return sum(one == other for one, other in zip(fingerprint(a), fingerprint(b), strict=True))


def test_case_spacing_and_disguise_change_nothing() -> None:
    assert fingerprint(LONG) == fingerprint("  " + LONG.upper().replace("O", "0") + " ")


def test_a_comment_with_one_other_word_shares_a_band() -> None:
    assert shared(LONG, LONG.replace("signed", "printed")) >= 1


def test_other_comments_share_nothing() -> None:
    assert shared(LONG, OTHER) == 0
    assert shared("I agree with you", "I agree with her") == 0


def test_keys_fit_a_signed_column() -> None:
    assert all(0 <= key < 2**63 for key in fingerprint(LONG))


def test_many_are_as_one() -> None:
    assert fingerprints([LONG, ""]) == [fingerprint(LONG), fingerprint("")]


def test_similarity_runs_from_nothing_to_one() -> None:
    assert similarity(LONG, LONG) == 1.0
    assert similarity(LONG, OTHER) == 0.0
    assert 0.7 < similarity(LONG, LONG.replace("signed", "printed")) < 1.0
