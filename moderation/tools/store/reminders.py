"""Reminders: who is told that a queue waits, whether they want to be, and when they were told last."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, select, update

from moderation.tools.store.reminder_tables import reminder
from moderation.tools.store.tables import moderator
from moderation.tools.store.upsert import insert_new


def people(db: Connection, site_id: str) -> list[str]:
    """The e-mails, in lower case, of those who moderate a site."""
    asked = select(func.lower(moderator.c.email)).where(moderator.c.site_id == site_id).distinct()
    return sorted(db.execute(asked).scalars())


def claim(db: Connection, who: str, site_id: str, now: int, before: int) -> bool:
    """Take the turn to tell somebody, if they want it and were told no later than `before`. One of two gets it."""
    know(db, who, site_id)
    free = (same(who, site_id), reminder.c.wanted, reminder.c.sent_at <= before)
    return db.execute(update(reminder).where(*free).values(sent_at=now)).rowcount == 1


def give_back(db: Connection, who: str, site_id: str) -> None:
    """Nothing was sent after all: the next look may try again."""
    db.execute(update(reminder).where(same(who, site_id)).values(sent_at=0))


def choose(db: Connection, who: str, site_id: str, wanted: bool) -> None:
    """Whether somebody wants to be reminded of a site."""
    know(db, who, site_id)
    db.execute(update(reminder).where(same(who, site_id)).values(wanted=wanted))


def unwanted(db: Connection, who: str) -> frozenset[str]:
    """The sites of which somebody does not want to be reminded."""
    asked = select(reminder.c.site_id).where(reminder.c.who == who, reminder.c.wanted.is_(False))
    return frozenset(db.execute(asked).scalars())


def know(db: Connection, who: str, site_id: str) -> None:
    """Whoever never chose wants to be told, and was not told yet."""
    insert_new(db, reminder, [{"who": who, "site_id": site_id, "wanted": True, "sent_at": 0}])


def same(who: str, site_id: str) -> ColumnElement[bool]:
    """The row of one person and one site."""
    return (reminder.c.who == who) & (reminder.c.site_id == site_id)
