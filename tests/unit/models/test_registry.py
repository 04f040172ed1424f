"""The registry: which version serves, and the way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models import registry
from models.pointer import VersionError
from moderation.tools.classifier import Reader, operating_points


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        shutil.copytree(registry.champion(), tmp_path / name)
    return tmp_path


def test_an_empty_registry_serves_what_ships(tmp_path: Path) -> None:
    assert registry.champion(tmp_path) == registry.champion()


def test_it_lists_versions(folder: Path) -> None:
    assert registry.versions(folder) == ["a", "b"]


def test_the_promoted_version_serves(folder: Path) -> None:
    registry.promote("b", folder)
    assert registry.champion(folder) == folder / "b"


def test_rollback_brings_back_the_champion_before(folder: Path) -> None:
    registry.promote("a", folder)
    registry.promote("b", folder)
    assert registry.rollback(folder) == folder / "a"
    assert registry.champion(folder) == folder / "a"


def test_there_is_no_way_back_from_the_first(folder: Path) -> None:
    registry.promote("a", folder)
    with pytest.raises(VersionError, match="no champion before"):
        registry.rollback(folder)


def test_an_unknown_version_is_not_promoted(folder: Path) -> None:
    with pytest.raises(VersionError, match="no version c"):
        registry.promote("c", folder)


def test_a_broken_version_is_not_promoted(folder: Path) -> None:
    (folder / "b" / "weights.npy").write_bytes(b"")
    with pytest.raises(VersionError):
        registry.promote("b", folder)
    assert registry.champion(folder) == registry.champion()


@pytest.mark.parametrize("written", ["{", "[]", "{}", "null", '{"history": 1}'])
def test_a_broken_pointer_is_told(folder: Path, written: str) -> None:
    (folder / "champion.json").write_text(written)
    assert not Reader(folder).ready()
    with pytest.raises(VersionError, match="can't be read"):
        registry.champion(folder)


def test_a_process_is_ready_by_what_it_has_to_load_and_then_by_what_it_loaded(folder: Path) -> None:
    registry.promote("b", folder)
    fresh = Reader(folder)
    assert (fresh.ready(), fresh.loaded) == (True, None)
    (folder / "b" / "weights.npy").write_bytes(b"")
    assert (fresh.version(), fresh.ready()) == ("", False)
    shutil.rmtree(folder / "b")
    assert not Reader(folder).ready()


def test_the_thresholds_of_what_ships_are_known_beside_a_registry_of_ones_own(tmp_path: Path) -> None:
    shipped = registry.champion().name
    assert operating_points(tmp_path, shipped).thresholds == operating_points(registry.SHIPPED, shipped).thresholds
    assert operating_points(tmp_path, shipped).thresholds["threat"].hold == 0.105
    assert not operating_points(tmp_path, "gone").thresholds
