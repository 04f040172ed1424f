"""Charts: figures as the geometry of bars and a line, to be drawn as SVG and read as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

HEIGHT = 100.0
PARTS = {"approve": "published", "hold": "held", "reject": "rejected"}
"""What the machine said, and what a bar calls it, from below."""


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a bar, from the top at `y`."""

    name: str
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour or day: its verdicts from below, and the decisions of people."""

    x: int
    label: str
    machine: str
    parts: tuple[Part, ...]
    decided: int

    @property
    def total(self) -> int:
        """How many comments came."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side, a line over them, and the number that the full height stands for."""

    bars: tuple[Bar, ...]
    top: int

    @property
    def line(self) -> str:
        """The decisions as the points of a line through the middle of each bar."""
        return " ".join(f"{bar.x + 4},{HEIGHT - scaled(bar.decided, self.top):.1f}" for bar in self.bars)


def over_time(found: Mapping[int, Counter[str]], begins: Sequence[int], form: str) -> Chart:
    """What came, what the machine said and what people decided, span by span. `form` writes a moment."""
    columns = [found.get(begin, Counter()) for begin in begins]
    top = max(1, *(max(came(figures), decided(figures)) for figures in columns))
    moments = [datetime.fromtimestamp(begin / 1000, UTC) for begin in begins]
    return Chart(
        tuple(
            Bar(
                index * 10 + 1,
                at.strftime(form),
                at.strftime("%Y-%m-%dT%H:%MZ"),
                tuple(stacked(figures, top)),
                decided(figures),
            )
            for index, (at, figures) in enumerate(zip(moments, columns, strict=True))
        ),
        top,
    )


def stacked(figures: Mapping[str, int], top: int) -> Iterator[Part]:
    """The stretches of one bar."""
    y = HEIGHT
    for verdict, name in PARTS.items():
        count = max(0, figures.get(f"verdict:{verdict}", 0))
        height = scaled(count, top)
        y -= height
        yield Part(name, count, y, height)


def came(figures: Mapping[str, int]) -> int:
    """Comments that came and were judged."""
    return sum(max(0, figures.get(f"verdict:{verdict}", 0)) for verdict in PARTS)


def decided(figures: Mapping[str, int]) -> int:
    """Decisions of people, those included that take one back."""
    return sum(count for name, count in figures.items() if name.startswith("decision:"))


def scaled(count: int, top: int) -> float:
    """A number as a height."""
    return HEIGHT * count / top
