"""The wire shapes of the native API, typed: they validate what comes in and generate the OpenAPI document."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

TEXT_LIMIT = 20_000
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")


def storable(value: str) -> str:
    """No database and no page can carry a NUL or half a surrogate pair."""
    if "\0" in value:
        raise ValueError("must not contain a NUL character")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("must not contain lone surrogates")
    return value


def web_address(value: str) -> str:
    """Empty, or an http(s) address without its fragment."""
    value = value.strip()
    if value and not WEB_ADDRESS.fullmatch(value):
        raise ValueError("must be a web address that begins with http:// or https://")
    return value.split("#", 1)[0]


def page_address(value: str) -> str:
    """A web address that is not empty."""
    if not value.strip():
        raise ValueError("must name the page's web address")
    return web_address(value)


def email_address(value: str) -> str:
    """Empty, or something with one @ in it; whether mail arrives there is not checked."""
    value = value.strip()
    if value and not EMAIL.fullmatch(value):
        raise ValueError("must be an e-mail address such as name@example.org, or empty")
    return value


def not_blank(value: str) -> str:
    """A comment says something."""
    if not value.strip():
        raise ValueError("must not be empty: write your comment")
    return value


def documented(pattern: str) -> Any:
    """What the document says of a value; the validators say it better to whoever gets it wrong."""
    return Field(json_schema_extra={"pattern": pattern})


HTTP = r"[hH][tT][tT][pP][sS]?://[^\s/?#\x00-\x20\x7f-\xa0]+[^\s\x00-\x20\x7f-\xa0]*"
MAIL = r"[^\s@\x00-\x20\x7f-\xa0]{1,64}@[^\s@\x00-\x20\x7f-\xa0]{1,255}"

Plain = Annotated[str, AfterValidator(storable), documented(r"^[^\x00]*$")]
Short = Annotated[Plain, StringConstraints(max_length=200, strip_whitespace=True)]
Title = Annotated[Plain, StringConstraints(max_length=500, strip_whitespace=True)]
Url = Annotated[Plain, StringConstraints(max_length=2000), AfterValidator(web_address), documented(rf"^ *({HTTP})? *$")]
PageUrl = Annotated[
    Plain, StringConstraints(max_length=2000), AfterValidator(page_address), documented(rf"^ *{HTTP} *$")
]
Email = Annotated[
    Plain, StringConstraints(max_length=320), AfterValidator(email_address), documented(rf"^ *({MAIL})? *$")
]
CommentText = Annotated[
    Plain,
    StringConstraints(max_length=TEXT_LIMIT),
    AfterValidator(not_blank),
    documented(r"^[^\x00]*[^\s\x00-\x20\x7f-\xa0][^\x00]*$"),
]
Identifier = Annotated[Plain, StringConstraints(max_length=64)]


class PageIn(BaseModel):
    """The article."""

    url: PageUrl = Field(description="Address of the article, http or https", examples=["https://example.org/a"])
    title: Title = ""
    author: Short = Field("", description="Who wrote the article")


class AuthorIn(BaseModel):
    """What the visitor says of themselves."""

    name: Short = ""
    email: Email = ""
    url: Url = ""


class ClientIn(BaseModel):
    """Who sent it; only a server that holds the secret key may say so."""

    ip: Annotated[Plain, StringConstraints(max_length=45)] = ""
    user_agent: Annotated[Plain, StringConstraints(max_length=2000)] = ""
    referrer: Annotated[Plain, StringConstraints(max_length=2000)] = ""


class AnswerIn(BaseModel):
    """The challenge's token with the sum's result, or with a proof of work."""

    token: Annotated[Plain, StringConstraints(max_length=4000)]
    answer: Annotated[Plain, StringConstraints(max_length=40)] | Annotated[int, Field(strict=True)] | None = None
    pow: Annotated[Plain, StringConstraints(max_length=4000)] | None = None


class CommentIn(BaseModel):
    """A comment as the form or a site's server sends it."""

    site: Short = Field("", description="The site's public key; not needed with a secret key")
    page: PageIn
    author: AuthorIn = AuthorIn()
    text: CommentText = Field(description=f"Up to {TEXT_LIMIT} characters")
    parent: Identifier | None = Field(None, description="The comment that this one answers")
    challenge: AnswerIn | None = None
    client: ClientIn = ClientIn()
    fax: Plain = Field("", description="Must stay empty: people do not see this field", max_length=2000)
    wait: float = Field(2.0, ge=0, le=10, description="Seconds to wait for the verdict")


class CommentForm(BaseModel):
    """The same, as an HTML form sends it."""

    page_url: PageUrl
    text: CommentText
    site: Short = ""
    page_title: Title = ""
    page_author: Short = ""
    author_name: Short = ""
    author_email: Email = ""
    author_url: Url = ""
    parent: Identifier = ""
    challenge_token: Annotated[Plain, StringConstraints(max_length=4000)] = ""
    challenge_answer: Annotated[Plain, StringConstraints(max_length=40)] = ""
    challenge_pow: Annotated[Plain, StringConstraints(max_length=4000)] = ""
    fax: Annotated[Plain, StringConstraints(max_length=2000)] = ""


class PreviewIn(BaseModel):
    """A text that is still being written."""

    site: Short = ""
    page: PageIn
    text: CommentText
    author: AuthorIn = AuthorIn()
    parent: Identifier | None = None


class DecisionIn(BaseModel):
    """What a moderator says through the API."""

    status: Annotated[str, StringConstraints(pattern="^(published|held|rejected)$")]
    moderator: Annotated[Plain, StringConstraints(min_length=1, max_length=200)]
    reason: Annotated[Plain, StringConstraints(max_length=2000)] = ""


class ChallengeQuery(BaseModel):
    """For which form the challenge is."""

    site: Short = Field(description="The site's public key")
    page: PageUrl = Field(description="Address of the article")


class CommentsQuery(BaseModel):
    """Which comments, and from where on."""

    site: Short = Field(description="The site's public key")
    page: PageUrl = Field(description="Address of the article")
    after: Annotated[Plain, StringConstraints(max_length=100)] = Field("", description="`next` of an earlier answer")
    limit: int = Field(50, ge=1, le=200, description="How many at most")


class FindingOut(BaseModel):
    """What one rule saw. Spans are [begin, end) in code points of the text."""

    rule: str
    label: str
    severity: str
    sentence: str
    spans: list[tuple[int, int]]


class VerdictOut(BaseModel):
    """What the machine says, with the versions that said it."""

    action: str
    cached: bool
    classifier: str
    policy: int
    scores: dict[str, float]
    findings: list[FindingOut]


class ChallengeOut(BaseModel):
    """A fresh challenge; token and question are null when the site asks none."""

    token: str | None
    question: str | None
    question_words: str | None
    expires_at: str | None
    pow: dict[str, Any] | None
    captcha: str
    site_name: str
    house_rules: list[str]
    privacy: str


class CommentOut(BaseModel):
    """Where a comment is. The receipt is only in the answer to whoever sent the comment."""

    id: str
    receipt: str | None = None
    status: str
    created_at: str
    verdict: VerdictOut | None
    challenge: ChallengeOut | None = Field(None, description="A fresh one, after a challenge that was not solved")


class ShownOut(BaseModel):
    """A published comment."""

    id: str
    author: str
    url: str
    text: str
    created_at: str
    parent: str | None


class CommentsOut(BaseModel):
    """Published comments, oldest first."""

    comments: list[ShownOut]
    next: str | None = Field(description="Pass it as `after` to go on")


class PreviewOut(BaseModel):
    """What the verdict would be."""

    action: str
    scores: dict[str, float]
    findings: list[FindingOut]


class DecisionOut(BaseModel):
    """What changed."""

    id: str
    status: str
    was: str


class ProblemField(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(BaseModel):
    """RFC 9457: what went wrong, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemField] = []
    challenge: ChallengeOut | None = None


class HealthOut(BaseModel):
    """Whether the process lives, and what it can reach."""

    status: str
    checks: dict[str, bool] = {}
