"""Every text that the service shows, on every page, as an attack: nothing runs, nothing is loaded, nothing reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from payloads import naughty, packs, payloads
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route
from stages import Stage, log_in
from staging import poison

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CSP, REPORT_ONLY = "content-security-policy", "content-security-policy-report-only"
WATCH = """
window.alert = window.confirm = window.prompt = window.print = () => ran(-1);
addEventListener("securitypolicyviolation", (event) => reported(`${event.violatedDirective} ${event.blockedURI}`));
"""
LIVE = """() => {
const foreign = (element, value) => {
  const to = URL.canParse(value, location) ? new URL(value, location) : location;
  const asked = !location.pathname.startsWith("/desk") || element.matches("a[rel~=noreferrer]");
  const link = element.matches("a") && /^https?:$/.test(to.protocol) && asked;
  return to.origin !== location.origin && value !== "data:," && !link;
};
const alive = (element, {name, value}) => /^(on.*|srcdoc|style)$/.test(name)
  || (/^(href|src|action|formaction|data|xlink:href)$/.test(name) && foreign(element, value));
return [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
  .filter((attribute) => alive(element, attribute))
  .map(({name, value}) => `${element.tagName} ${name}=${value.slice(0, 60)}`));
}"""
"""Attributes that could still be touched off, and addresses that lead away; readers' pages may link to websites."""

SEND = """([name, text]) => {
  const form = [...document.querySelectorAll("main form")].find((form) => form.elements[name]);
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = false;
    else if (field.matches("textarea, input:not([type=hidden], [type=checkbox])")) field.value = text;
    else if (field.name === "status") field.value = "another";
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
"""Send the form with this field so that it comes back: everything that can be typed is the text, and nothing chosen."""

MARK = "Arsenic"
"""What every text begins with, so that a page can be seen to show it."""

SILENT = (
    "/desk/login/openid",
    "/desk/arrivals",
    "/desk/unsubscribe/",
    "/desk/comfort",
    "/desk/fairness",
    "/desk/none",
    "/desk/comments/none",
)
"""Pages that show nobody's words."""

MOST_TYPED = 3_000
"""Characters in each field, so that a form stays below the limit of a request."""

FORM = "/form?site={1}&page=https://e.example/{0}&title={0}&author={0}&parent={0}"


@dataclass
class Seen:
    """What a browser did that it must not do: attacks that ran, policies that were broken, and foreign addresses."""

    ran: list[int] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    live: list[str] = field(default_factory=list)
    marked: set[str] = field(default_factory=set, compare=False)


def watched(browser: Browser, stage: Stage) -> tuple[BrowserContext, Seen]:
    """A browser that tells what pages do, and reaches nothing but the service."""
    context, seen = browser.new_context(), Seen()
    context.expose_binding(
        "ran", lambda _, number: seen.ran.append(int(number[0] if isinstance(number, list) else number))
    )
    context.expose_binding("reported", lambda _, told: seen.reported.append(told))
    context.add_init_script(WATCH)

    def foreign(request: Request) -> None:
        if not request.url.startswith((f"{stage.url}/", "data:", "about:", "blob:")):
            seen.foreign.append(request.url[:80])

    context.on("request", foreign)
    context.route(lambda url: not url.startswith(f"{stage.url}/"), lambda route: route.abort())
    return context, seen


def without_policy(route: Route) -> None:
    """The page as a browser gets it that knows no Content-Security-Policy; what it forbids is only told."""
    answer = route.fetch(max_redirects=0)
    headers = {REPORT_ONLY if name == CSP else name: value for name, value in answer.headers.items()}
    route.fulfill(response=answer, headers=headers)


def visit(page: Page, stage: Stage, seen: Seen, path: str) -> None:
    """Open a page, let it settle, and look for what could still be touched off."""
    page.goto(stage.url + path)
    if path == "/demo":
        page.wait_for_selector(".adrem-question")
    if MARK in page.content():
        seen.marked.add(path)
    seen.live += [f"{path}: {live}" for live in page.evaluate(LIVE)]


def go_round(page: Page, stage: Stage, seen: Seen, texts: list[str]) -> None:
    """Visit every page once with each of the texts in every field."""
    for text in texts:
        poison(stage.toolbox, text)
        for path in stage.addresses():
            visit(page, stage, seen, path)
    silent = [path for path in stage.addresses() if path not in seen.marked]
    assert [path for path in silent if not path.startswith(SILENT) and not path.endswith("/links")] == []


def test_nothing_runs_even_without_the_policy(browser: Browser, staged: Stage) -> None:
    context, seen = watched(browser, staged)
    context.route(lambda url: url.startswith(staged.url) and "static" not in url, without_policy)
    go_round(log_in(context, staged), staged, seen, rounds())
    context.close()
    assert seen == Seen()


def test_nothing_is_reported_under_the_policy(browser: Browser, staged: Stage) -> None:
    context, seen = watched(browser, staged)
    go_round(log_in(context, staged), staged, seen, rounds()[:1])
    context.close()
    assert seen == Seen()


def test_what_is_typed_comes_back_as_text(browser: Browser, staged: Stage) -> None:
    context, seen = watched(browser, staged)
    context.route(lambda url: url.startswith(staged.url) and "static" not in url, without_policy)
    page, staged_by, key = context.new_page(), staged.staged, staged.paper.public_key
    forms = {
        f"/desk/comments/{staged_by.held[0]}": "words",
        f"/desk/comments/{staged_by.held[0]}/alike": "words",
        f"/desk/comments/{staged_by.rejected[0]}/appeal": "words",
        "/desk/people": "email",
        "/desk/password": "new",
        f"/form?site={key}&page={staged.url}/demo": "text",
        f"/api/v1/comments/{staged_by.published[1]}/report?site={key}": "words",
        staged_by.receipt(staged_by.rejected[1]): "words",
    }
    text = rounds()[0]
    send(page, staged, seen, "/desk/login", ("email", text))
    page = log_in(context, staged)
    for path, name in forms.items():
        send(page, staged, seen, path, (name, text))
    for text in rounds():
        asked = quote(text[:1500])
        for path in ("/desk/login?next={0}", "/desk/?status={0}&cause={0}&author={0}&site={0}&after={0}", FORM):
            page.goto(staged.url + path.format(asked, key))
            seen.live += page.evaluate(LIVE)
    context.close()
    assert seen == Seen()
    assert {path.split("?")[0].rpartition("/")[2] for path in seen.marked} >= {"login", "report", "form"}


def send(page: Page, stage: Stage, seen: Seen, path: str, typed: tuple[str, str]) -> None:
    """Send the form on a page with a text in every field, and look at what comes back."""
    page.goto(stage.url + path)
    with page.expect_navigation():
        page.evaluate(SEND, [typed[0], typed[1][:MOST_TYPED]])
    seen.live += page.evaluate(LIVE)
    if MARK in page.content():
        seen.marked.add(path)


def test_a_page_that_escapes_nothing_is_caught(
    browser: Browser, staged: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged.app.jinja_env.autoescape = False
    for name in ("plainly", "snippet"):
        staged.app.jinja_env.globals[f"desk_{name}"] = lambda text, *_: text
    context, seen = watched(browser, staged)
    context.route(lambda url: url.startswith(staged.url) and "static" not in url, without_policy)
    page = log_in(context, staged)
    for text in packs(payloads(), 20):
        poison(staged.toolbox, text)
        visit(page, staged, seen, f"/desk/comments/{staged.staged.held[0]}")
        if len(set(seen.ran)) >= 50:
            break
    context.close()
    assert len(set(seen.ran)) >= 50
    assert seen.foreign
    assert seen.live


def rounds() -> list[str]:
    """All attacks and naughty strings, in a few texts."""
    return [f"{MARK}\n{text}" for text in packs([*payloads(), *naughty()], 400)]
