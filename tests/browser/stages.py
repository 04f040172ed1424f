"""A service in this process with something on each of its pages, and somebody who may see them all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import servers
from factories import Owned, alices_paper
from flask import Flask
from moderating import PASSWORD
from playwright.sync_api import BrowserContext, Page
from staging import CHIEF, Staged, secure, stage
from werkzeug.serving import make_server

from moderation.app import create_app
from moderation.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Stage:
    """A service in this process, with something on each of its pages."""

    url: str
    app: Flask
    toolbox: Toolbox
    paper: Owned
    staged: Staged

    def addresses(self) -> list[str]:
        """Every page."""
        return self.staged.desk() + self.staged.readers(self.paper.public_key, f"{self.url}/demo")


@contextmanager
def on_stage(toolbox: Toolbox) -> Iterator[Stage]:
    """The service on a free port, in threads of this process, so that a test can reach its rows."""
    port = servers.free_port()
    tools = replace(toolbox, config=replace(toolbox.config, host="localhost", port=port))
    toolbox.queue.toolbox = tools
    paper = alices_paper(tools)
    app = create_app(tools.config, tools)
    serving = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    try:
        yield Stage(tools.config.url, app, tools, paper, stage(tools, paper, f"{tools.config.url}/demo"))
    finally:  # a thread that is left running keeps the whole run from ending
        serving.shutdown()
        thread.join()
        serving.server_close()


def log_in(context: BrowserContext, stage: Stage) -> Page:
    """A page of somebody who administers the site."""
    page = context.new_page()
    page.goto(f"{stage.url}/desk/login")
    page.get_by_label("E-mail").fill(CHIEF)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"{stage.url}/desk/")
    secure(stage.toolbox)
    return page
