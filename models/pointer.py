"""The pointer: which version of the classifier serves. It loads nothing else, so that whoever only asks stays light."""

from __future__ import annotations

import json
from pathlib import Path

SHIPPED = Path(__file__).parent / "versions"
POINTER, MANIFEST = "champion.json", "manifest.json"


class VersionError(Exception):
    """A version can't be loaded: a file is missing, was changed, or belongs to other code. Hold, don't guess."""


def champion(model_dir: Path = SHIPPED) -> Path:
    """The folder of the version that serves: the one promoted here, else the one that ships. Raises VersionError."""
    promoted = history(model_dir)
    if promoted:
        return model_dir / promoted[-1]
    if model_dir.resolve() != SHIPPED.resolve():
        return champion(SHIPPED)
    raise VersionError(f"No version in {model_dir} has been promoted.")


def installed(model_dir: Path = SHIPPED) -> bool:
    """Whether there is a champion to load."""
    try:
        return (champion(model_dir) / MANIFEST).exists()
    except (VersionError, OSError):
        return False


def history(model_dir: Path) -> list[str]:
    """The champions so far, the present one last. Raises VersionError when the pointer can't be read."""
    try:
        stored = json.loads((model_dir / POINTER).read_text("utf-8"))
        return [str(version) for version in stored["history"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise VersionError(f"The pointer {model_dir / POINTER} can't be read: {error!r}") from error
