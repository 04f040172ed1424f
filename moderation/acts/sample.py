"""Sample: which comments a second person looks at. The draw is by a keyed hash, so nobody can foresee or bend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moderation.toolbox import Toolbox
from moderation.tools.store.sites import Site


def drawn(toolbox: Toolbox, site: Site, comment_id: str) -> bool:
    """Whether this comment is of the site's sample; the same answer always, and everywhere."""
    return int(toolbox.keys.digest("second", comment_id)[:8], 16) < site.policy.double_review * 2**32


def looks(toolbox: Toolbox, site: Site, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The second looks to be asked for after these decisions, as rows."""
    return [
        {
            "comment_id": row["comment_id"],
            "site_id": site.id,
            "first_by": row["moderator"],
            "first_status": row["to_status"],
            "first_decision": row["id"],
            "first_at": row["created_at"],
        }
        for row in rows
        if row["to_status"] != "held" and drawn(toolbox, site, row["comment_id"])
    ]
