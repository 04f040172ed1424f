"""The widget's door: files that any site may load, and pages that nobody else may frame."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from factories import ARTICLE, Owned, a_site
from flask.testing import FlaskClient

from moderation.doors.widget import ASSETS, STATIC
from moderation.doors.widget.form import cursor, moment
from moderation.toolbox import Toolbox


@pytest.mark.parametrize("name", ASSETS)
def test_any_site_may_load_its_files(client: FlaskClient, name: str) -> None:
    with client.get(f"/{name}", headers={"Origin": "https://elsewhere.example"}) as answer:
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == "public, max-age=300"
    with client.get(f"/{name}", headers={"If-None-Match": answer.headers["ETag"]}) as again:
        assert again.status_code == 304


def test_every_translation_says_everything(client: FlaskClient) -> None:
    script = (STATIC / "widget.js").read_text(encoding="utf-8")
    english = script[script.index("const ENGLISH") : script.index("};")]
    keys = set(re.findall(r"(\w+): \"", english))
    languages = re.findall(r'"(\w\w)"', script.split("const TRANSLATIONS =")[1].split("]")[0])
    assert languages == sorted(path.stem for path in (STATIC / "texts").iterdir())
    for language in languages:
        with client.get(f"/widget-texts/{language}.json") as answer:
            assert set(json.loads(answer.data)) == keys


def test_the_files_stay_small() -> None:
    limits = {"widget.js": 450, "widget.css": 250}
    lines = {name: len(Path(STATIC / name).read_text(encoding="utf-8").splitlines()) for name in limits}
    assert all(lines[name] <= limits[name] for name in limits), lines


def test_no_other_translation_can_be_fetched(client: FlaskClient) -> None:
    assert client.get("/widget-texts/..%2fwidget.json").status_code == 404
    assert client.get("/widget-texts/xx.json").status_code == 404


def test_the_form_may_be_framed_by_its_own_site_only(client: FlaskClient, paper: Owned) -> None:
    answer = client.get("/form", query_string={"site": paper.public_key, "page": ARTICLE.url + "#comments"})
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://paper.example")
    assert "unsafe" not in policy
    assert f'name="page_url" value="{ARTICLE.url}"' in answer.text


@pytest.mark.parametrize("asked", [{}, {"site": "pk_nobody"}, {"page": "javascript:alert(1)"}, {"page": ""}])
def test_a_form_of_nothing_known_is_not_found(client: FlaskClient, paper: Owned, asked: dict[str, str]) -> None:
    answer = client.get("/form", query_string={"site": paper.public_key, "page": "", **asked})
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_the_demo_article_needs_the_site_demo(client: FlaskClient, toolbox: Toolbox) -> None:
    assert client.get("/demo").status_code == 404
    demo = a_site(toolbox, "Demo", "http://localhost", None)
    page = client.get("/demo").text
    assert f'data-site="{demo.public_key}"' in page
    assert 'name="challenge_token"' in page
    assert '<meta name="author" content="Helena Marsh">' in page


@pytest.mark.parametrize(
    ("text", "place"),
    [("", (0, "")), ("12-ab", (12, "ab")), ("x-ab", (0, "")), ("²-a", (0, "")), ("9" * 30 + "-a", (0, ""))],
)
def test_a_list_goes_on_where_the_link_says(text: str, place: tuple[int, str]) -> None:
    assert cursor(text) == place


def test_a_moment_is_written_as_people_do() -> None:
    assert moment(1_767_225_600_000) == "1 January 2026, 00:00 UTC"
