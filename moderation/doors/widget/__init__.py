"""The widget's door: its script and styles, the plain form, and the demo article."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, render_template, request, send_from_directory

from moderation.acts.submit import Page
from moderation.doors.widget.form import filled
from moderation.doors.widget.guard import guarded
from moderation.toolbox import Toolbox
from moderation.tools.store import sites

STATIC = Path(__file__).parent / "static"
ASSETS = ("widget.js", "widget-puzzle.js", "widget-report.js", "widget.css", "page.css")
DEMO_SITE = "Demo"
DEMO_TITLE = "What a mediator owes to both sides"
DEMO_AUTHOR = "Helena Marsh"


def widget(toolbox: Toolbox) -> Blueprint:
    """Everything that a reader's browser asks for, apart from the API."""
    door = Blueprint("widget", __name__, template_folder="templates")
    for name in ASSETS:
        door.add_url_rule(f"/{name}", name.replace(".", "_"), asset, defaults={"name": name})

    @door.get("/widget-texts/<language>.json")
    def translation(language: str) -> Response:
        return asset(f"texts/{language}.json")

    @door.get("/form")
    def form() -> Response:
        asked = request.args
        site = toolbox.store.site_by_key(asked.get("site", ""))
        address = asked.get("page", "").split("#", 1)[0].strip()
        if site is None or not address.lower().startswith(("http://", "https://")):
            return missing("The address needs ?site=PUBLIC_KEY&page=URL, with the key of a known site.")
        page = Page(address[:2000], asked.get("title", "")[:300], asked.get("author", "")[:200])
        html = render_template("widget/form.html", **filled(toolbox, site, page))
        return guarded(html, framed_by=site.origins)

    @door.get("/demo")
    def demo() -> Response:
        with toolbox.store.read() as db:
            site = sites.by_name(db, DEMO_SITE, toolbox.clock())
        if site is None:
            return missing("There is no site named Demo. “python -m moderation init” makes it.")
        page = Page(f"{toolbox.config.url}/demo", DEMO_TITLE, DEMO_AUTHOR)
        return guarded(render_template("widget/demo.html", **filled(toolbox, site, page)))

    return door


def missing(sentence: str) -> Response:
    """A page that says what is not there."""
    response = guarded(render_template("widget/missing.html", sentence=sentence))
    response.status_code = 404
    return response


def asset(name: str) -> Response:
    """A file that any site may load, fresh within five minutes of a new release."""
    response = send_from_directory(STATIC, name, max_age=300)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
