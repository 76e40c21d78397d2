"""The OpenAPI description of the API: `docs/openapi.json`, and what the desk serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext

from bna_pipeline.portal.api.answers import PROBLEMS, VERSION
from bna_pipeline.portal.doors import every_route
from bna_pipeline.portal.matrix import OPENINGS

PREFIX: Final = "/api/v1"

_WORDS: Final = """\
The acts of the review desk as JSON, by the same rules, for a program such as a case system (zaaksysteem).

A program has a key (`bna key`), which acts for one person of a programme; the person's roles open what
`docs/desk-access.md` says. An act that is sent again is not done twice: the answer says `changed: false`, or 409
where what it would do or end is over. A decision names the draft and the section digests that it is about, so that it
cannot fall on a text that nobody read. Keys are English snake_case; what a person reads is Dutch. Moments are UTC
(RFC 3339), days are days in the Netherlands.
"""


_HEADERS: Final = {"API-Version": {"description": "Version of the API.", "schema": {"type": "string"}}}


def description(desk: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1 of everything under `/api/v1`; the same for every project."""
    mine = [route for route in every_route(desk) if _address(route).startswith(f"{PREFIX}/")]
    found = get_openapi(
        title="Review desk",
        version=VERSION,
        description=_WORDS,
        routes=mine,
        servers=[{"url": "/"}],
    )
    schemes = found.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes["bearer"] = {"type": "http", "scheme": "bearer", "description": "A key made with `bna key`."}
    found["security"] = [{"bearer": []}]
    found["components"]["responses"] = dict(_problems())
    for route in mine:
        if OPENINGS[str(route.name)].anyone:
            for method in route.methods or ():
                found["paths"][_address(route)][method.lower()]["security"] = []
    for operation in (o for operations in found["paths"].values() for o in operations.values()):
        answers = operation["responses"]
        answers.update({str(s): {"$ref": f"#/components/responses/{s}"} for s in PROBLEMS if str(s) in answers})
        for answer in (a for a in answers.values() if "$ref" not in a):
            answer.setdefault("headers", {}).update(_HEADERS)
    return found


def _problems() -> Iterator[tuple[str, dict[str, Any]]]:
    """What any operation may answer beside what it is for, once."""
    for status, problem in PROBLEMS.items():
        schema = {"$ref": f"#/components/schemas/{problem['model'].__name__}"}
        yield (
            str(status),
            {
                "description": problem["description"],
                "content": {"application/json": {"schema": schema}},
                "headers": _HEADERS,
            },
        )


def _address(route: RouteContext) -> str:
    return route.path_format or ""
