"""Invitations: who may become a moderator of which site, by a link that counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select

from moderation.tools.store.people_tables import invitation
from moderation.tools.store.tables import site


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation; `id` is the hash of the secret in its link."""

    id: str
    site_id: str
    email: str
    role: str
    invited_by: str
    created_at: int
    ends_at: int


COLUMNS = tuple(invitation.c[name] for name in Invitation.__dataclass_fields__)


def add(db: Connection, made: Invitation) -> None:
    """A new invitation. An earlier one of the same e-mail to the same site, and those that have ended, leave."""
    same = (invitation.c.site_id == made.site_id) & (invitation.c.email == made.email)
    db.execute(delete(invitation).where(same | (invitation.c.ends_at <= made.created_at)))
    db.execute(insert(invitation).values(asdict(made)))


def find(db: Connection, key: str, now: int) -> tuple[Invitation, str] | None:
    """The invitation with this key, while it lasts, and the name of its site."""
    joined = invitation.join(site, site.c.id == invitation.c.site_id)
    wanted = (invitation.c.id == key) & (invitation.c.ends_at > now)
    row = db.execute(select(*COLUMNS, site.c.name).select_from(joined).where(wanted)).first()
    return (Invitation(*row[:-1]), str(row[-1])) if row else None


def of(db: Connection, site_ids: Sequence[str], now: int) -> list[Invitation]:
    """The open invitations to these sites, by e-mail."""
    wanted = invitation.c.site_id.in_(site_ids) & (invitation.c.ends_at > now)
    asked = select(*COLUMNS).where(wanted).order_by(invitation.c.email, invitation.c.site_id)
    return [Invitation(*row) for row in db.execute(asked)]


def take(db: Connection, key: str) -> bool:
    """Use an invitation up, or revoke it; False when it was gone already."""
    return db.execute(delete(invitation).where(invitation.c.id == key)).rowcount == 1
