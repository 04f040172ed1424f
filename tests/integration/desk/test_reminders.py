"""Reminders: a letter and a chat post when a queue is long or old, rarely, without a text, and easy to stop."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
import servers
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from factories import Owned, judged, written
from fakes import Clock
from flask import Flask
from flask.testing import FlaskClient
from moderating import Moderating, appointed

from moderation.acts import letters, remind
from moderation.acts.submit import Author
from moderation.app import create_app
from moderation.toolbox import Toolbox
from moderation.tools.store import sites
from moderation.tools.webhooks import Delivery

ALICE, DORA = "alice@paper.example", "dora@paper.example"
HOUR = 3600
ATTACK = "Only an idiot could have written this article."


@dataclass
class Postbox:
    """A mail server that keeps what it is sent; it refuses `refused`."""

    port: int
    refused: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Take a receiver, or not."""
        if address == self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep a letter."""
        self.raw.append(envelope.content)
        self.letters.append(message_from_bytes(envelope.content, policy=SMTP))
        return "250 OK"

    def receivers(self) -> list[str]:
        """Who was written to, in order."""
        return [str(letter["To"]) for letter in self.letters]


def allowed(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    """Only the right password opens the server."""
    return AuthResult(handled=False, success=(data.login, data.password) == (b"adrem", b"a password"))


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A real SMTP server on a free port."""
    box = Postbox(servers.free_port())
    options = {"authenticator": allowed, "auth_require_tls": False, "server_hostname": "localhost"}
    running = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    running.start()
    yield box
    running.stop()


@pytest.fixture
def told(toolbox: Toolbox, postbox: Postbox) -> Toolbox:
    """The toolbox with the mail server in its settings."""
    config = replace(
        toolbox.config,
        smtp_host="127.0.0.1",
        smtp_port=postbox.port,
        smtp_security="none",
        smtp_user="adrem",
        smtp_password="a password",
        mail_from="desk@paper.example",
        public_url="https://desk.paper.example",
        remind_length=3,
    )
    return replace(toolbox, config=config)


@pytest.fixture
def waiting(toolbox: Toolbox, paper: Owned, clock: Clock) -> str:
    """One comment that has waited for seven hours, and the two who moderate the site."""
    appointed(toolbox, paper, ALICE, "moderator")
    appointed(toolbox, paper, DORA, "senior")
    held = judged(toolbox, paper, ATTACK).id
    clock.pass_seconds(7 * HOUR)
    return held


def links(letter: EmailMessage) -> list[str]:
    """The addresses in the plain text: queue, comment, and the one that stops the letters."""
    return re.findall(r"https://\S+", plain(letter))


def plain(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def path(address: str) -> str:
    """An address as the test's client asks for it."""
    return address.removeprefix("https://desk.paper.example")


def test_an_old_queue_is_told_to_everybody_of_the_site(told: Toolbox, postbox: Postbox, waiting: str) -> None:
    assert remind.remind(told) == 2
    assert postbox.receivers() == [ALICE, DORA]
    letter = postbox.letters[0]
    assert letter["From"] == "Ad Rem <desk@paper.example>"
    assert letter["Subject"] == "1 comment waits for a moderator of The Paper, the oldest for 7 hours"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == f"<{links(letter)[2]}>"
    assert f"\r\nList-Unsubscribe: <{links(letter)[2]}>\r\n".encode() in postbox.raw[0]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in letter.walk()][1:] == ["text/plain", "text/html"]
    assert "idiot" not in letter.as_string()
    assert "Bob" not in letter.as_string()


def test_a_long_queue_is_told_however_young(told: Toolbox, postbox: Postbox, paper: Owned) -> None:
    appointed(told, paper, ALICE, "moderator")
    for number in range(3):
        assert remind.remind(told) == 0
        judged(told, paper, written(f"{ATTACK} {number}", Author(f"R{number}", f"{number}@home.example")))
    assert remind.remind(told) == 1
    assert "3 comments wait" in postbox.letters[0]["Subject"]
    assert "less than an hour" in postbox.letters[0]["Subject"]


def test_nobody_is_told_twice_within_the_hours_of_the_settings(
    told: Toolbox, postbox: Postbox, waiting: str, clock: Clock
) -> None:
    assert [remind.remind(told), remind.remind(told)] == [2, 0]
    clock.pass_seconds(12 * HOUR - 1)
    assert remind.remind(told) == 0
    clock.pass_seconds(1)
    assert remind.remind(told) == 2
    assert len(postbox.letters) == 4


def test_whom_the_server_refuses_is_tried_again_and_keeps_nobody_back(
    told: Toolbox, postbox: Postbox, waiting: str
) -> None:
    postbox.refused = ALICE
    assert remind.remind(told) == 1
    postbox.refused = ""
    assert remind.remind(told) == 1
    assert postbox.receivers() == [DORA, ALICE]


@pytest.mark.parametrize(
    "wrong",
    [{"smtp_password": "wrong"}, {"smtp_security": "starttls"}, {"smtp_port": 9}],
    ids=lambda wrong: [*wrong][0],
)
def test_a_server_that_cannot_be_used_takes_no_turn(
    told: Toolbox, postbox: Postbox, waiting: str, wrong: dict[str, Any]
) -> None:
    assert remind.remind(replace(told, config=replace(told.config, **wrong))) == 0
    assert postbox.letters == []
    assert remind.remind(told) == 2


def test_an_address_that_is_two_is_written_to_neither(told: Toolbox, postbox: Postbox, paper: Owned) -> None:
    appointed(told, paper, "eve@evil.example, mallory@evil.example", "moderator")
    appointed(told, paper, "eve@evil.example\r\nBcc: mallory@evil.example", "moderator")
    judged(told, paper, ATTACK)
    told.clock.pass_seconds(7 * HOUR)
    assert remind.remind(told) == 0
    assert postbox.letters == []


def test_a_name_of_a_site_is_text_in_the_letter(told: Toolbox, postbox: Postbox, waiting: str, paper: Owned) -> None:
    with told.store.write() as db:
        db.exec_driver_sql("UPDATE site SET name = '<b>The\nPaper</b>'")
    remind.remind(told)
    html = postbox.letters[0].get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;" in html.get_content()
    assert "<b>The Paper</b>" in postbox.letters[0]["Subject"]


def test_its_links_need_the_login_and_decide_nothing(told: Toolbox, postbox: Postbox, waiting: str, app: Flask) -> None:
    remind.remind(told)
    queue, comment, _ = links(postbox.letters[0])
    alice = Moderating(app.test_client(), ALICE)
    asked = alice.open(path(comment))
    assert asked.status_code == 303
    assert asked.headers["Location"].startswith("/desk/login?next=%2Fdesk%2Ffrom-mail%2F")
    alice.log_in()
    assert alice.open(path(comment)).headers["Location"] == f"/desk/comments/{waiting}?order=oldest"
    assert f"/desk/comments/{waiting}" in alice.open(alice.open(path(queue)).headers["Location"]).text
    assert alice.open(f"/desk/comments/{waiting}").text.count('<span class="status held">') == 1


def test_a_link_ends_and_cannot_be_made_up(told: Toolbox, waiting: str, app: Flask, clock: Clock) -> None:
    alice = Moderating(app.test_client(), ALICE)
    alice.log_in()
    ours = path(letters.link(told, "/desk/"))
    assert alice.open(ours).status_code == 303
    assert alice.open(ours[:-1] + ("A" if ours[-1] != "A" else "B")).status_code == 404
    clock.pass_seconds(30 * 24 * HOUR + 1)
    alice.log_in()
    assert alice.open(ours).status_code == 404


def test_one_click_stops_the_letters_without_a_login(
    told: Toolbox, postbox: Postbox, waiting: str, client: FlaskClient, clock: Clock
) -> None:
    remind.remind(told)
    stop = path(links(postbox.letters[0])[2])
    assert "Stop these letters?" in client.get(stop).text
    clock.pass_seconds(12 * HOUR)
    assert remind.remind(told) == 2
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(stop, data=one_click, headers={"Origin": "https://mail.example"}).status_code == 200
    clock.pass_seconds(12 * HOUR)
    assert remind.remind(told) == 1
    assert postbox.receivers()[-1] == DORA


def test_everybody_chooses_for_themselves(
    told: Toolbox, postbox: Postbox, waiting: str, app: Flask, paper: Owned
) -> None:
    alice = Moderating(app.test_client(), ALICE)
    alice.log_in()
    csrf = alice.fields("/desk/mail")["csrf"]
    assert alice.client.post("/desk/mail", data={"csrf": csrf}).status_code == 303
    assert remind.remind(told) == 1
    assert "checked" not in alice.open("/desk/mail").text.split("</fieldset>")[0].split("<fieldset>")[1]
    alice.client.post("/desk/mail", data={"csrf": csrf, "site": paper.id})
    assert remind.remind(told) == 1
    assert postbox.receivers() == [DORA, ALICE]


def test_a_chat_is_told_with_the_signature_of_the_site(told: Toolbox, waiting: str, paper: Owned) -> None:
    posted: list[tuple[str, str, str, str]] = []
    fails = [Delivery(False, "HTTP 500"), Delivery(True, "HTTP 200")]

    class Recording:
        """Keeps what is posted; the first post fails."""

        def post(self, *given: str) -> Delivery:
            posted.append(given)
            return fails[len(posted) - 1]

    config = replace(told.config, smtp_host="", chat_webhook="https://chat.example/hook")
    chatting = replace(told, config=config, webhooks=Recording())
    assert [remind.remind(chatting) for _ in range(3)] == [0, 1, 0]
    url, secret, event_id, payload = posted[1]
    assert url == "https://chat.example/hook"
    with told.store.read() as db:
        site = sites.by_id(db, paper.id, 0)
    assert site is not None
    assert secret == site.webhook_secret
    assert event_id.startswith("msg_")
    said = json.loads(payload)
    assert said["type"] == "queue.waiting"
    assert said["text"].startswith("1 comment waits for a moderator of The Paper, the oldest for 7 hours. https://")
    assert (said["data"]["held"], said["data"]["hours"]) == (1, 7)


def test_without_settings_nothing_is_looked_at(toolbox: Toolbox, waiting: str) -> None:
    assert remind.remind(toolbox) == 0


def test_the_page_says_when_there_is_no_mail_server(told: Toolbox, waiting: str, app: Flask) -> None:
    for served, hint in ((app, True), (create_app(told.config, told), False)):
        alice = Moderating(served.test_client(), ALICE)
        alice.log_in()
        assert ("ADREM_SMTP_HOST" in alice.open("/desk/mail").text) is hint
