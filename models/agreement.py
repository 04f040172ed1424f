"""Agreement: how far two judgements of the same things agree beyond chance, by scikit-learn, from counts of pairs.

scikit-learn takes a second to import, so it is imported when it is first needed; the web process needs it beforehand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

Pairs = Mapping[tuple[str, str], int]
"""(what the first said, what the second said) -> how often."""


def observed(pairs: Pairs) -> float | None:
    """The share of pairs that agree; None without pairs."""
    total = sum(pairs.values())
    return sum(count for (first, second), count in pairs.items() if first == second) / total if total else None


def cohen(pairs: Pairs) -> float | None:
    """Cohen's kappa (1960); None where nobody said more than one thing, so that chance explains everything."""
    from sklearn.metrics import cohen_kappa_score

    given = {pair: count for pair, count in pairs.items() if count > 0}
    if len({said for pair in given for said in pair}) < 2:
        return None
    firsts, seconds = zip(*given, strict=True)
    return float(cohen_kappa_score(firsts, seconds, sample_weight=list(given.values())))


def fleiss(pairs: Pairs) -> float | None:
    """Fleiss's kappa (1971) for two judgements of each thing, which does not ask who was the first.

    That is Cohen's with each pair in both orders: then chance follows from how often anybody says each thing.
    """
    either = Counter(pairs)
    for (first, second), count in pairs.items():
        either[second, first] += count
    return cohen(either)
