"""Moments: how long ago, and when, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

DAY = 24 * 3_600_000
STEPS = ((60, "s"), (60, "min"), (24, "h"), (365, "days"))


def ago(at: int, now: int) -> str:
    """How long ago, in the largest unit that fits."""
    size = max(0, now - at) // 1000
    for step, unit in STEPS:
        if size < step:
            return f"{size} {unit[:-1] if unit == 'days' and size == 1 else unit}"
        size //= step
    return f"{size} years" if size > 1 else "1 year"


def when(at: int) -> str:
    """The moment as people write it."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%-d %B %Y, %H:%M UTC")


def machine(at: int) -> str:
    """The moment as machines read it."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def begins(day: str) -> int:
    """When a day begins in UTC, as date fields write it; a ValueError where it is none."""
    return int(datetime.combine(date.fromisoformat(day), time(), UTC).timestamp() * 1000)
