"""What every view of this door works with."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.doors.api.access import Limits
from moderation.doors.api.memo import Memo
from moderation.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Door:
    """The toolbox, and what the door itself remembers in this process."""

    toolbox: Toolbox
    limits: Limits
    memo: Memo
