"""Reading: from the bytes of a request to a typed value, or to a problem that names the field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from moderation.errors import FieldProblem, Invalid, Malformed, NotFound, TooLarge, Unsupported

BODY_LIMIT = 64 * 1024
TOO_LARGE = f"The body must not be over {BODY_LIMIT // 1024} kB."
DEPTH_LIMIT = 16
FORM_FIELDS = 40
FORM = "application/x-www-form-urlencoded"

Model = TypeVar("Model", bound=BaseModel)

FORM_PLACES: Mapping[str, tuple[str, ...]] = {
    "site": ("site",),
    "text": ("text",),
    "parent": ("parent",),
    "fax": ("fax",),
    "wait": ("wait",),
    "page_url": ("page", "url"),
    "page_title": ("page", "title"),
    "page_author": ("page", "author"),
    "author_name": ("author", "name"),
    "author_email": ("author", "email"),
    "author_url": ("author", "url"),
    "challenge_token": ("challenge", "token"),
    "challenge_answer": ("challenge", "answer"),
    "challenge_pow": ("challenge", "pow"),
    "reason": ("reason",),
    "words": ("words",),
    "receipt": ("receipt",),
}
"""Where each field of the HTML form belongs in the JSON shape."""


def is_form(request: Request) -> bool:
    """Whether an HTML form sent this."""
    return request.mimetype == FORM


def identifier(text: str) -> str:
    """The identifier in a path. What cannot be one is not looked for: PostgreSQL takes no NUL."""
    if not (text.isascii() and text.isalnum()):
        raise NotFound("There is no such comment.")
    return text


def body(request: Request) -> str:
    """The body as text. Only UTF-8 is spoken, and at most BODY_LIMIT bytes of it."""
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        raise Unsupported("Send the body in UTF-8.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Unsupported("Send the body without a Content-Encoding.")
    try:
        return within_limit(request.get_data()).decode("utf-8")
    except RequestEntityTooLarge as error:
        raise TooLarge(TOO_LARGE) from error
    except UnicodeDecodeError as error:
        raise Malformed("The body is not valid UTF-8.") from error


def within_limit(data: bytes) -> bytes:
    """The body, unless it is too large. One that told no length before is only cut, not refused, by what reads it."""
    if len(data) > BODY_LIMIT:
        raise TooLarge(TOO_LARGE)
    return data


def read_json(request: Request, model: type[Model]) -> Model:
    """The JSON body as a `model`."""
    if request.mimetype != "application/json":
        raise Unsupported("Send JSON with Content-Type: application/json.")
    return validate(model, parse_json(body(request)))


def read_form(request: Request, model: type[Model]) -> Model:
    """The form-encoded body as the same `model` that JSON becomes."""
    return validate(model, nest(form_fields(request)), names={".".join(at): name for name, at in FORM_PLACES.items()})


def read_query(request: Request, model: type[Model]) -> Model:
    """The query string as a `model`; a name that comes twice is refused."""
    return validate(model, unique(request.args.items(multi=True), Malformed("A query parameter came twice.")))


def form_fields(request: Request) -> dict[str, str]:
    """Our fields of an HTML form, each at most once; what else a site's form has is its own affair."""
    try:
        pairs = parse_qsl(
            body(request), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=FORM_FIELDS
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed("The form's fields could not be read as UTF-8.") from error
    ours = (pair for pair in pairs if pair[0] in FORM_PLACES)
    return unique(ours, Malformed("A field of the form came twice."))


def nest(fields: Mapping[str, str]) -> dict[str, Any]:
    """Form fields in the JSON shape. Empty ones of the challenge and the parent were left out by the author."""
    nested: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FORM_PLACES or (not value and name.startswith(("challenge", "parent"))):
            continue
        *path, last = FORM_PLACES[name]
        target = nested
        for step in path:
            target = target.setdefault(step, {})
        target[last] = value
    return nested


def parse_json(text: str) -> Any:
    """JSON as RFC 8259 has it and no looser: no NaN, no duplicate names, no deeper than DEPTH_LIMIT."""
    try:
        parsed = json.loads(text, object_pairs_hook=object_of, parse_constant=refuse_constant)
    except RecursionError as error:
        raise Malformed(f"The JSON is nested deeper than {DEPTH_LIMIT} levels.") from error
    except ValueError as error:
        raise Malformed("The body is not valid JSON.") from error
    if too_deep(parsed, DEPTH_LIMIT):
        raise Malformed(f"The JSON is nested deeper than {DEPTH_LIMIT} levels.")
    return parsed


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a name that comes twice would mean different things to different readers."""
    return unique(pairs, Malformed("A name comes twice in one JSON object."))


def unique(pairs: Iterable[tuple[str, Any]], problem: Malformed) -> dict[str, Any]:
    """The pairs as a dict, or the problem when a name comes twice."""
    listed = list(pairs)
    found = dict(listed)
    if len(found) != len(listed):
        raise problem
    return found


def refuse_constant(name: str) -> Any:
    """NaN and Infinity are no JSON."""
    raise Malformed(f"{name} is not JSON.")


def too_deep(value: Any, left: int) -> bool:
    """Whether a parsed value is nested deeper than `left` levels; recursion ends there."""
    if not isinstance(value, dict | list):
        return False
    if left == 0:
        return True
    return any(too_deep(item, left - 1) for item in (value.values() if isinstance(value, dict) else value))


def validate(model: type[Model], value: Any, names: Mapping[str, str] | None = None) -> Model:
    """The value as a `model`, or Invalid with every field that will not do."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = tuple(
            FieldProblem(field_name(entry["loc"], names), explain(entry["msg"]))
            for entry in error.errors(include_url=False, include_context=False, include_input=False)
        )
        raise Invalid("Some fields need your attention; nothing was stored.", problems) from error


def field_name(location: tuple[int | str, ...], names: Mapping[str, str] | None) -> str:
    """A field's dotted name, or the name that the HTML form has for it."""
    dotted = ".".join(map(str, location)) or "(body)"
    return (names or {}).get(dotted, dotted)


def explain(message: str) -> str:
    """Pydantic's message as a sentence."""
    message = message.removeprefix("Value error, ")
    return message[:1].upper() + message[1:] + "."
