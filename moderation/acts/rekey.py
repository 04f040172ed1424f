"""Rekey: another key for a site, when one has been seen by the wrong people."""

from __future__ import annotations

from moderation.errors import Invalid
from moderation.toolbox import Toolbox
from moderation.tools.store import moderators, sites

KINDS = {"secret": "secret key", "akismet": "Akismet key"}
"""The keys that can be replaced, and what they are called. The public one stands in the pages of the site."""


def rekey(toolbox: Toolbox, who: str, site_id: str, kind: str) -> str:
    """The new key, which nobody can read again. The old one stops working at once."""
    if kind not in KINDS:
        raise Invalid("Choose the secret key or the Akismet key.")
    with toolbox.store.write() as db:
        key = sites.rotate_key(db, site_id, kind)
        moderators.note(db, (site_id, who, toolbox.clock()), "rotate-key", {"key": kind})
    toolbox.store.sites.clear()
    return key
