"""A running service on a free port, and a Chromium."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from readers import Reader, Serving, Watched
from stages import Stage, on_stage

from moderation.doors import widget
from moderation.toolbox import Toolbox

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that a test makes up comes from no network, and may then not load anything from this machine's.
    "--disable-features=LocalNetworkAccessChecks",
]
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The real thing, as `make serve` runs it; or the one at ADREM_TEST_URL with the keys in ADREM_TEST_KEYS."""
    if url := os.environ.get("ADREM_TEST_URL"):
        yield at(url, Path(os.environ["ADREM_TEST_KEYS"]))
        return
    home = tmp_path_factory.mktemp("adrem")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "ADREM_HOME": str(home), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(
        [sys.executable, "-m", "moderation.serve"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    said = []
    for line in running.stdout:
        said.append(line)
        if "ready" in line:
            break
    else:
        pytest.fail("The service did not start: " + "".join(said))
    try:
        yield at(f"http://127.0.0.1:{port}", home / "keys.json")
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)


def at(url: str, path: Path) -> Serving:
    """The service at this address, with the keys in this file."""
    keys = json.loads(path.read_text(encoding="utf-8"))
    return Serving(url, keys["public_key"], keys["desk"], keys["secret_key"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; Playwright's own is not downloaded."""
    if CHROMIUM is None:
        pytest.skip("No Chromium is installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile. `@pytest.mark.parametrize("context", [{…}], indirect=True)` sets its options."""
    made = browser.new_context(locale="en-GB", **getattr(request, "param", {}))
    yield made
    made.close()


@pytest.fixture
def reader(serving: Serving, context: BrowserContext) -> Iterator[Reader]:
    """Bob in front of a fresh browser. No test may break the Content-Security-Policy or the script."""
    page, watched = context.new_page(), Watched()
    page.on("console", lambda message: watched.console.append(message.text))
    page.on("pageerror", lambda error: watched.console.append(f"uncaught: {error}"))
    page.on("dialog", lambda dialog: (watched.dialogs.append(dialog.message), dialog.dismiss()))
    yield Reader(page, serving.url, watched)
    broken = [line for line in watched.console if "Content Security Policy" in line or "uncaught" in line]
    assert broken == []
    assert watched.dialogs == []


@pytest.fixture
def staged(toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A service in this process with something on each page; its site is the one of the demo."""
    with on_stage(toolbox) as stage:
        monkeypatch.setattr(widget, "DEMO_SITE", stage.paper.id)
        yield stage
