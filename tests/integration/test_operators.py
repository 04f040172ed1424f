"""For operators: whether it lives, whether it is ready, what it counts, and how it documents itself."""

from __future__ import annotations

from dataclasses import replace

from factories import Owned, judged
from flask.testing import FlaskClient
from servers import free_port

from moderation.app import create_app
from moderation.config import Config
from moderation.toolbox import Toolbox
from moderation.tools.cache import Cache


def test_it_lives(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")


def test_it_is_ready_with_all_its_tools(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["checks"] == {"database": True, "redis": True, "classifier": True}


def test_it_is_ready_without_redis_and_classifier(config: Config, toolbox: Toolbox) -> None:
    toolbox.classifier.name = ""
    bare = replace(toolbox, cache=Cache(f"redis://127.0.0.1:{free_port()}/0"))
    answer = create_app(config, bare).test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["checks"] == {"database": True, "redis": False, "classifier": False}


def test_hits_and_misses_are_in_the_metrics(client: FlaskClient, toolbox: Toolbox, paper: Owned) -> None:
    judged(toolbox, paper)
    answer = client.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4"
    assert 'adrem_cache_lookups_total{outcome="miss"} 1\n' in answer.text


def test_the_document_and_its_page_name_every_path(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    page = client.get("/docs")
    assert page.mimetype == "text/html"
    assert "script" not in page.headers["Content-Security-Policy"]
    assert [path for path in document["paths"] if path not in page.text] == []


def test_every_route_of_the_api_is_in_the_document_and_no_other(client: FlaskClient) -> None:
    served = {
        (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    documented = {
        (method, path)
        for path, methods in client.get("/openapi.json").json["paths"].items()
        if path.startswith("/api/v1/")
        for method in methods
    }
    assert served == documented
