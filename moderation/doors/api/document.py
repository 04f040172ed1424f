"""The OpenAPI document, generated from the operations that the door serves and from their pydantic models.

pydantic writes the JSON Schema itself (2020-12, which is OpenAPI 3.1's own); what is left is one page. The
Flask extensions that were tried describe one request type an operation and answers in application/json
only, while a form posts here beside JSON and problems are application/problem+json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from moderation import __version__
from moderation.doors.api.wire import Problem

Schema = type[BaseModel]
KEYS = {
    "secretKey": {"type": "http", "scheme": "bearer", "description": "The site's secret key, held by its server"},
}
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "Idempotency-Key": {
        "description": "The same key with the same comment finds the same comment again, for 24 hours",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    },
    "X-Receipt": {"description": "What the author got with the comment", "schema": {"type": "string"}},
}


@dataclass(frozen=True)
class Operation:
    """One method on one path: how it is served, and all that its users must know."""

    method: str
    path: str
    view: Callable[..., Any]
    summary: str
    answers: Mapping[int, Schema]
    problems: Sequence[int] = ()
    query: Schema | None = None
    body: Schema | None = None
    form: Schema | None = None
    headers: Sequence[str] = ()
    security: Sequence[str | None] = (None,)
    pages: bool = field(default=False)

    @property
    def name(self) -> str:
        """Unique among the operations; also Flask's endpoint."""
        return self.view.__name__

    @property
    def path_names(self) -> list[str]:
        """The variables of the path."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("<")]


def openapi(operations: Sequence[Operation]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these operations."""
    used = [(model, mode) for operation in operations for model, mode in models_of(operation)]
    found, shared = models_json_schema(list(dict.fromkeys(used)), ref_template="#/components/schemas/{model}")
    schemas: dict[Any, Any] = dict(found)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = operation.path.replace("<", "{").replace(">", "}")
        paths.setdefault(path, {})[operation.method.lower()] = describe(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ad Rem",
            "version": __version__,
            "description": "Comments, their verdicts and what became of them. Problems are RFC 9457 documents.",
        },
        "paths": paths,
        "components": {"schemas": shared.get("$defs", {}), "securitySchemes": KEYS},
    }


def models_of(operation: Operation) -> list[tuple[Schema, JsonSchemaMode]]:
    """Every model of an operation, with the direction it goes."""
    read = [model for model in (operation.query, operation.body, operation.form) if model]
    written: list[Schema] = [*operation.answers.values(), Problem]
    asked: list[tuple[Schema, JsonSchemaMode]] = [(model, "validation") for model in read]
    return asked + [(model, "serialization") for model in written]


def describe(operation: Operation, schemas: Mapping[tuple[Schema, JsonSchemaMode], Any]) -> dict[str, Any]:
    """One operation of the document."""
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters(operation),
        "responses": {**answers(operation, schemas), **problems(operation, schemas)},
        "security": [{key: []} if key else {} for key in operation.security],
    }
    bodies = {"application/json": operation.body, "application/x-www-form-urlencoded": operation.form}
    content = {kind: {"schema": schemas[model, "validation"]} for kind, model in bodies.items() if model}
    if content:
        described["requestBody"] = {"required": True, "content": content}
    return described


def parameters(operation: Operation) -> list[dict[str, Any]]:
    """What an operation takes from its path, query and headers."""
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in operation.path_names
    ]
    if operation.query:
        schema = operation.query.model_json_schema()
        required = schema.get("required", [])
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": shape}
            for name, shape in schema["properties"].items()
        ]
    found += [{"name": name, "in": "header", "required": False, **PARAMETERS[name]} for name in operation.headers]
    return found


def answers(operation: Operation, schemas: Mapping[tuple[Schema, JsonSchemaMode], Any]) -> dict[str, Any]:
    """The answers of an operation that went well."""
    page = {"text/html": {"schema": {"type": "string"}}} if operation.pages else {}
    return {
        str(status): {
            "description": model.__doc__ or "",
            "content": {"application/json": {"schema": schemas[model, "serialization"]}, **page},
        }
        for status, model in operation.answers.items()
    }


def problems(operation: Operation, schemas: Mapping[tuple[Schema, JsonSchemaMode], Any]) -> dict[str, Any]:
    """The problems that an operation may answer with."""
    page = {"text/html": {"schema": {"type": "string"}}} if operation.pages else {}
    content = {"application/problem+json": {"schema": schemas[Problem, "serialization"]}, **page}
    return {str(status): {"description": "A problem", "content": content} for status in operation.problems}
