"""The wire shapes of the native API, typed: they validate what comes in and generate the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from moderation.doors.api.fields import TEXT_LIMIT, CommentText, Email, Identifier, PageUrl, Plain, Short, Title, Url


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


class ReportIn(BaseModel):
    """What a reader says against a published comment."""

    site: Short = Field("", description="The site's public key; not needed with a secret key")
    reason: Identifier = Field(description="A house rule of the site by its identifier, or `other`")
    words: Annotated[Plain, StringConstraints(max_length=1000, strip_whitespace=True)] = ""
    client: ClientIn = ClientIn()


class ReportForm(BaseModel):
    """The same, as an HTML form sends it."""

    site: Short
    reason: Identifier
    words: Annotated[Plain, StringConstraints(max_length=1000)] = ""


class AppealIn(BaseModel):
    """What an author says against the rejection of a comment. The receipt may come in X-Receipt instead."""

    words: Annotated[Plain, StringConstraints(max_length=2000, strip_whitespace=True)]
    receipt: Short = ""


class SiteQuery(BaseModel):
    """For which site."""

    site: Short = Field(description="The site's public key")


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


class StatementOut(BaseModel):
    """Why a comment is held or rejected. `by` is `machine`, `person` or `readers`, who reported it."""

    since: str
    by: str
    automatic: bool
    house_rules: list[str]
    reasons: list[str]
    spans: list[tuple[int, int]] = Field(description="The words it is about: [begin, end) in code points of the text")
    redress: str


class AppealOut(BaseModel):
    """What the author says against a rejection, and the answer. `outcome` is `open`, `upheld` or `overturned`."""

    words: str
    created_at: str
    outcome: str
    answer: str
    answered_at: str | None


class CommentOut(BaseModel):
    """Where a comment is. The receipt is only in the answer to whoever sent the comment."""

    id: str
    receipt: str | None = None
    status: str
    created_at: str
    verdict: VerdictOut | None
    challenge: ChallengeOut | None = Field(None, description="A fresh one, after a challenge that was not solved")
    statement: StatementOut | None = None
    appeal: AppealOut | None = None
    may_appeal: bool = False


class ShownOut(BaseModel):
    """A published comment."""

    id: str
    author: str
    url: str
    text: str
    created_at: str
    parent: str | None


class ReportableOut(BaseModel):
    """A published comment, and the reasons for which it may be reported."""

    comment: ShownOut
    reasons: dict[str, str]


class ReportOut(BaseModel):
    """That a report was taken in. `counted` is false when this reader had reported the comment before."""

    id: str
    counted: bool


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
