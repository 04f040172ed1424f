"""The registry of versions: which there are, which is champion, and the way back.

A version is a folder; the pointer `champion.json` names one and remembers those before it. Writes are
atomic, so a reader sees the old champion or the new one and never half a file.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from models import tables
from models.classifier import CARD, FILTERS, TABLES, WEIGHTS, digest, load
from models.compiled import Weights
from models.pointer import MANIFEST, POINTER, VersionError, history
from models.pointer import SHIPPED as SHIPPED
from models.pointer import champion as champion


def versions(model_dir: Path = SHIPPED) -> list[str]:
    """Names of the versions that are there, in order of name."""
    return sorted(path.parent.name for path in model_dir.glob(f"*/{MANIFEST}"))


def promote(version: str, model_dir: Path = SHIPPED) -> Path:
    """Make a version champion, after loading it once. Raises VersionError."""
    if version not in versions(model_dir):
        raise VersionError(f"There is no version {version} in {model_dir}.")
    load(model_dir / version)
    _write_history(model_dir, [*(name for name in history(model_dir) if name != version), version])
    return model_dir / version


def rollback(model_dir: Path = SHIPPED) -> Path:
    """Make the champion before this one champion again. Raises VersionError where there is none."""
    champions = history(model_dir)
    if len(champions) < 2:
        raise VersionError("There is no champion before this one.")
    load(model_dir / champions[-2])
    _write_history(model_dir, champions[:-1])
    return model_dir / champions[-2]


def save(folder: Path, card: Mapping[str, Any], weights: Weights) -> None:
    """Write a version: its card, and the weights of the labels that the card names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in zip(WEIGHTS, weights, strict=True):
        np.save(folder / name, part[:, : len(card["labels"])])
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    shutil.copyfile(tables.FILE, folder / TABLES)
    shutil.copyfile(tables.VOCABULARY, folder / FILTERS)
    manifest = {name: digest(folder / name) for name in (*WEIGHTS, CARD, TABLES, FILTERS)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def place(out: Path) -> Path:
    """Where a new version goes: `out` itself, or, where that is a registry, a folder in it with the next number."""
    if not (out / POINTER).exists():
        return out
    numbers = [int(name.rpartition(".")[2]) for name in versions(out) if name.rpartition(".")[2].isdigit()]
    return out / f"{datetime.now(UTC).year}.{max(numbers, default=0) + 1}"


def _write_history(model_dir: Path, champions: list[str]) -> None:
    content = json.dumps({"champion": champions[-1], "history": champions}, indent=1) + "\n"
    with tempfile.NamedTemporaryFile("w", dir=model_dir, suffix=".json", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, model_dir / POINTER)
