"""Bob, who reads the demo article and comments, and the answers that a server might give him."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True, slots=True)
class Serving:
    """Where the service answers, the keys of its site Demo, and the first login of its desk."""

    url: str
    key: str
    desk: Mapping[str, str]
    secret_key: str


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


def problem(status: int, **members: Any) -> dict[str, Any]:
    """A made-up problem document, as arguments of `route.fulfill`."""
    body = {"type": "about:blank", "title": "Refused", "status": status, "detail": "Refused.", **members}
    return {"status": status, "content_type": "application/problem+json", "body": json.dumps(body)}
