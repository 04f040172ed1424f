"""Every setting: from the environment, from a file, and what is said when it will not do."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from moderation.config import Config
from moderation.errors import ConfigError

SETTINGS = {entry.name: entry for entry in fields(Config)}
SAMPLES = {int: ("7", 7), bool: ("yes", True), str: ("some text", "some text")}


def sample(name: str) -> tuple[str, object]:
    """A value of the setting's kind: as text, and as it is read."""
    default = SETTINGS[name].default
    return ("/srv/here", Path("/srv/here")) if isinstance(default, Path) else SAMPLES[type(default)]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_read_from_the_environment(name: str) -> None:
    text, value = sample(name)
    assert getattr(Config.from_env({SETTINGS[name].metadata["name"]: text}), name) == value


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_read_from_a_file(name: str, tmp_path: Path) -> None:
    text, value = sample(name)
    (tmp_path / "secret").write_text(f"{text}\n")
    environ = {f"{SETTINGS[name].metadata['name']}_FILE": str(tmp_path / "secret")}
    assert getattr(Config.from_env(environ), name) == value


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_empty_has_its_default(name: str) -> None:
    assert getattr(Config.from_env({SETTINGS[name].metadata["name"]: ""}), name) == SETTINGS[name].default


@pytest.mark.parametrize("name", [name for name, entry in SETTINGS.items() if type(entry.default) in {int, bool}])
@pytest.mark.parametrize("text", ["many", "1.5", "0x10", "1e3", "yes and no"])
def test_a_setting_of_the_wrong_kind_is_named(name: str, text: str) -> None:
    variable = SETTINGS[name].metadata["name"]
    with pytest.raises(ConfigError, match=f"^{variable} is '{text}', but it must be"):
        Config.from_env({variable: text})


@pytest.mark.parametrize("name", SETTINGS)
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    variable = SETTINGS[name].metadata["name"]
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ConfigError, match=f"^{variable}_FILE names {path}, which cannot be read"):
            Config.from_env({f"{variable}_FILE": str(path)})


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="^ADREM_SECRET_FILE names .* which cannot be read"):
        Config.from_env({"ADREM_SECRET_FILE": str(tmp_path / "secret")})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", True),
        ("True", True),
        ("ON", True),
        ("yes", True),
        ("0", False),
        ("false", False),
        ("No", False),
        ("off", False),
    ],
)
def test_yes_and_no_are_read_as_people_write_them(text: str, value: bool) -> None:
    assert Config.from_env({"ADREM_LOCAL_WEBHOOKS": text}).local_webhooks is value


def test_every_setting_has_a_name_and_a_meaning_of_its_own() -> None:
    names = [entry.metadata["name"] for entry in SETTINGS.values()]
    assert len(set(names)) == len(names)
    assert all(entry.metadata["meaning"] for entry in SETTINGS.values())


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "0.0.0.0", "PORT": "80"}, "http://127.0.0.1:80"),
        ({"ADREM_PUBLIC_URL": "https://comments.paper.example/"}, "https://comments.paper.example"),
    ],
)
def test_visitors_see_this_address(settings: dict[str, str], url: str) -> None:
    assert Config.from_env(settings).url == url


def test_the_embedded_database_lies_at_home(tmp_path: Path) -> None:
    assert Config(home=tmp_path).database == f"sqlite:///{tmp_path}/adrem.db"
    assert Config(home=tmp_path, database_url="postgresql://db/adrem").database == "postgresql://db/adrem"


def test_the_embedded_valkey_tells_its_address(tmp_path: Path) -> None:
    assert Config(home=tmp_path).redis == "redis://127.0.0.1:6379/0"
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "redis.url").write_text("redis://127.0.0.1:7001/0\n")
    assert Config(home=tmp_path).redis == "redis://127.0.0.1:7001/0"
    assert Config(home=tmp_path, redis_url="rediss://far/1").redis == "rediss://far/1"
