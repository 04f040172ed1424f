"""Alice and Dora at the desk of The Paper, Carol at that of her own blog, and an administrator."""

from __future__ import annotations

import pytest
from factories import Owned
from flask import Flask
from moderating import Moderating, seated

from moderation.toolbox import Toolbox


@pytest.fixture
def alice(app: Flask, toolbox: Toolbox, paper: Owned) -> Moderating:
    """A moderator of The Paper, logged in."""
    return seated(app, toolbox, paper, "alice@paper.example", "moderator")


@pytest.fixture
def dora(app: Flask, toolbox: Toolbox, paper: Owned) -> Moderating:
    """Another moderator of The Paper, logged in elsewhere."""
    return seated(app, toolbox, paper, "dora@paper.example", "moderator")


@pytest.fixture
def chief(app: Flask, toolbox: Toolbox, paper: Owned) -> Moderating:
    """The administrator of The Paper."""
    return seated(app, toolbox, paper, "chief@paper.example", "administrator")


@pytest.fixture
def carol(app: Flask, toolbox: Toolbox, blog: Owned) -> Moderating:
    """The administrator of another site."""
    return seated(app, toolbox, blog, "carol@carol.example", "administrator")
