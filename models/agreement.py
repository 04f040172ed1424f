"""Agreement: how far two judgements of the same things agree beyond chance.

Both measures take counts of pairs. scikit-learn has Cohen's kappa only, and importing it costs the web process 0.85 s
and 87 MB for a dozen operations; so they stand here, and a test holds Cohen's against scikit-learn's.
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
    """Cohen's kappa: chance follows from how often the first, and how often the second, says each thing.

    J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20.
    """
    firsts, seconds = Counter[str](), Counter[str]()
    for (first, second), count in pairs.items():
        firsts[first] += count
        seconds[second] += count
    total = sum(pairs.values())
    return beyond(observed(pairs), sum(firsts[said] * seconds[said] for said in firsts) / total**2 if total else 0.0)


def fleiss(pairs: Pairs) -> float | None:
    """Fleiss's kappa for two judgements of each thing: chance follows from how often anybody says each thing.

    It does not ask that the same two people judge everything. J. L. Fleiss (1971), Measuring nominal scale agreement
    among many raters, Psychological Bulletin 76: with n = 2, the agreement on one thing is 1 or 0.
    """
    said = Counter[str]()
    for pair, count in pairs.items():
        for each in pair:
            said[each] += count
    total = sum(said.values())
    return beyond(observed(pairs), sum((count / total) ** 2 for count in said.values()) if total else 0.0)


def beyond(agreement: float | None, chance: float) -> float | None:
    """Agreement beyond chance, 1 at most; None where chance alone explains everything."""
    return None if agreement is None or chance >= 1 else (agreement - chance) / (1 - chance)
