"""One small tree of errors. Acts raise them early; each door renders them in its own dialect.

AdRemError
├── ConfigError          the operator's settings are wrong: said at start, exit status 2
├── Refused              the caller's fault: nothing was stored, and `detail` says what to do
│   ├── Malformed        400  not readable as what it claims to be
│   ├── Unauthorised     401  no key, or a wrong one
│   ├── Forbidden        403  known, but not allowed
│   ├── NotFound         404
│   ├── Conflict         409
│   ├── TooLarge         413
│   ├── Unsupported      415
│   ├── Invalid          422  well-formed, but a field's value will not do
│   └── TooMany          429  with the seconds to wait
└── Unavailable          503  a backing service is down; try again
"""

from __future__ import annotations

from dataclasses import dataclass


class AdRemError(Exception):
    """The root. `detail` is one plain sentence for the caller."""

    status = 500
    title = "Something went wrong"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ConfigError(AdRemError):
    """A setting is missing or wrong; the sentence names the variable and what it should be."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, by its dotted name, and what would be right."""

    field: str
    detail: str


class Refused(AdRemError):
    """The caller must change something; nothing was stored."""

    status = 400
    title = "The request was refused"


class Malformed(Refused):
    """The body is not what its content type promises."""

    title = "The request could not be read"


class Unauthorised(Refused):
    """No key, or one that is not known."""

    status = 401
    title = "A key is needed"


class Forbidden(Refused):
    """The key is known, but not for this."""

    status = 403
    title = "Not allowed"


class NotFound(Refused):
    """There is no such thing, or the caller may not know of it."""

    status = 404
    title = "Not found"


class Conflict(Refused):
    """It contradicts what was done before."""

    status = 409
    title = "Conflict"


class TooLarge(Refused):
    """Over a limit of size."""

    status = 413
    title = "Too large"


class Unsupported(Refused):
    """A content type or charset that is not spoken here."""

    status = 415
    title = "Unsupported content type"


class Invalid(Refused):
    """Well-formed, but some fields will not do; `problems` names each."""

    status = 422
    title = "Some fields need your attention"

    def __init__(self, detail: str, problems: tuple[FieldProblem, ...] = ()) -> None:
        super().__init__(detail)
        self.problems = problems


class TooMany(Refused):
    """Too much in too short a time; `retry_after` is in seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(AdRemError):
    """A backing service that this needs is down. Nothing was stored; `retry_after` is in seconds."""

    status = 503
    title = "Not available right now"

    def __init__(self, detail: str, retry_after: int = 5) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
