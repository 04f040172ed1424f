"""A running service on a free port, a Chromium, and a reader who knows the form."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

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
]
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True, slots=True)
class Service:
    """Where the service answers, and the public key of its site Demo."""

    url: str
    key: str


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The real thing, as `make serve` runs it; or the one at ADREM_TEST_URL with the keys in ADREM_TEST_KEYS."""
    if url := os.environ.get("ADREM_TEST_URL"):
        yield Service(url, json.loads(Path(os.environ["ADREM_TEST_KEYS"]).read_text())["public_key"])
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
    yield Service(f"http://127.0.0.1:{port}", json.loads((home / "keys.json").read_text())["public_key"])
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; Playwright's own is not downloaded."""
    if CHROMIUM is None:
        pytest.skip("No Chromium is installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@dataclass
class Watched:
    """What a page said behind the reader's back."""

    console: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """Bob, who reads the demo article and comments."""

    page: Page
    url: str
    watched: Watched

    def open(self, path: str = "/demo") -> Page:
        """Go there, and wait until the form can be sent."""
        self.page.goto(self.url + path)
        expect(self.page.locator(".adrem-question")).to_contain_text("=")
        return self.page

    def write(self, text: str, name: str = "Bob", answer: str | None = None) -> None:
        """Fill in the form as it stands."""
        self.page.get_by_label("Your comment").fill(text)
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("solve this sum").fill(answer or self.sum())

    def write_as_people_do(self, text: str, name: str) -> None:
        """Letter by letter: a plain form that comes back within two seconds is a robot's."""
        self.write("", name)
        self.page.get_by_label("Your comment").press_sequentially(text, delay=2_200 / len(text))

    def sum(self) -> str:
        """What the sum comes to."""
        asked = re.fullmatch(r"(\d+) ([+−×]) (\d+) =", self.page.locator(".adrem-question").inner_text())
        assert asked is not None
        first, sign, second = int(asked[1]), asked[2], int(asked[3])
        return str({"+": first + second, "−": first - second, "×": first * second}[sign])

    def send(self) -> None:
        """Press the button, and wait for no more than that."""
        self.page.get_by_role("button", name="Send the comment").click()

    def status(self, kind: str) -> Locator:
        """What the form says, once it says this kind of thing."""
        found = self.page.locator(f".adrem-status[data-kind={kind}]")
        expect(found).to_be_visible()
        return found


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile. `@pytest.mark.parametrize("context", [{…}], indirect=True)` sets its options."""
    made = browser.new_context(locale="en-GB", **getattr(request, "param", {}))
    yield made
    made.close()


@pytest.fixture
def reader(service: Service, context: BrowserContext) -> Iterator[Reader]:
    """Bob in front of a fresh browser. No test may break the Content-Security-Policy or the script."""
    page, watched = context.new_page(), Watched()
    page.on("console", lambda message: watched.console.append(message.text))
    page.on("pageerror", lambda error: watched.console.append(f"uncaught: {error}"))
    page.on("dialog", lambda dialog: (watched.dialogs.append(dialog.message), dialog.dismiss()))
    yield Reader(page, service.url, watched)
    broken = [line for line in watched.console if "Content Security Policy" in line or "uncaught" in line]
    assert broken == []
    assert watched.dialogs == []


def problem(status: int, **members: Any) -> dict[str, Any]:
    """A made-up problem document, as arguments of `route.fulfill`."""
    body = {"type": "about:blank", "title": "Refused", "status": status, "detail": "Refused.", **members}
    return {"status": status, "content_type": "application/problem+json", "body": json.dumps(body)}
