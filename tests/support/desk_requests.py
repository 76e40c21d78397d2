"""A request to any route of the desk, made up from what the route itself says that it takes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final, get_args

from fastapi import FastAPI, UploadFile
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext
from pydantic import BaseModel

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.programme import Programme
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.portal.doors import every_route
from bna_pipeline.portal.matrix import OPENINGS, Own
from tests.support.budget import THOROUGH
from tests.support.desk_callers import OWN_KEYS, Caller

_KEY = re.compile(r"\{(\w+)(?::\w+)?\}")
_USUAL: Final = {
    "version": "1",
    "draft": "1",
    "since": "1",
    "sha256": "0" * 64,
    "original": "0" * 64,
    "remark": "0" * 64,
    "proposal": "00000000-1",
    "section": "brief.aanleiding",
    "action": "T-01",
    "name": "voortgangsrapportage.pdf",
}
"""What may stand in a path, where it is nobody's own."""
_DAY: Final = "2020-06-15"


@dataclass(frozen=True)
class Knock:
    """One way to come at one route.

    Attributes:
        params: what stands in the path.
    """

    route: str
    method: str
    path: str
    params: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def says(self) -> str:
        return f"{self.method} {self.path} ({self.route})"


def api_routes(site: FastAPI) -> Iterator[RouteContext]:
    """Every route but mounts."""
    return (route for route in every_route(site) if isinstance(route.original_route, APIRoute))


def knocks(route: RouteContext, caller: Caller, programme: Programme, edition: str) -> Iterator[Knock]:
    """Every method of a route, for what is the caller's own and for what is not."""
    pattern = str(route.path)
    keys = _KEY.findall(pattern)
    choices = [_values(str(route.name), key, caller, programme, edition) for key in keys]
    for values in product(*choices):
        params = dict(zip(keys, values, strict=True))
        path = _KEY.sub(lambda found, params=params: params[found[1]], pattern)  # type: ignore[misc]
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Knock(str(route.name), method, path, params, {} if method == "GET" else body_of(route))


def _values(route: str, key: str, caller: Caller, programme: Programme, edition: str) -> tuple[str, ...]:
    if key == "edition":
        return (edition,)
    if key not in OWN_KEYS:
        return (_USUAL.get(key, "1"),)
    found = caller.subjects(programme, key)
    return found if THOROUGH or _may_matter(route, key, caller) else found[:1]


def _may_matter(route: str, key: str, caller: Caller) -> bool:
    """Whether the table asks whose it is: of one of his roles, or because his link is about one."""
    asked = [OPENINGS[route].roles.get(role) for role in (caller.person.roles if caller.person else ())]
    return caller.link is not None or OWN_KEYS[key] in asked


def body_of(route: RouteContext) -> dict[str, Any]:
    """Keyword arguments for a client: JSON, or a form with files, with something likely in every place."""
    fields = list(_body_params(route.dependant))
    for kind in (f.field_info.annotation for f in fields):
        if inspect.isclass(kind) and issubclass(kind, BaseModel):
            return {"json": example_of(kind.model_json_schema())}
    said = {f.alias: f.field_info.annotation for f in fields}
    files = {name: ("stuk.pdf", b"%PDF-1.7 proef", "application/pdf") for name, kind in said.items() if _is_file(kind)}
    rest = {name: _word(name, kind) for name, kind in said.items() if name not in files}
    return {"data": rest, **({"files": files} if files else {})} if said else {}


def _body_params(dependant: Dependant) -> Iterator[ModelField]:
    yield from dependant.body_params
    for part in dependant.dependencies:
        yield from _body_params(part)


def _is_file(kind: Any) -> bool:
    return any(inspect.isclass(k) and issubclass(k, UploadFile) for k in (kind, *get_args(kind)))


def _word(name: str, kind: Any) -> str:
    if date in (kind, *get_args(kind)) or "dat" in name:
        return _DAY
    return _USUAL.get(name, "1" if int in (kind, *get_args(kind)) else "proef")


def example_of(schema: Mapping[str, Any], whole: Mapping[str, Any] | None = None) -> Any:
    """A value that a JSON schema lets pass, from its examples where it has them."""
    whole = schema if whole is None else whole
    if "$ref" in schema:
        return example_of(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    for named in ("examples", "enum"):
        if schema.get(named):
            return schema[named][0]
    if "default" in schema:
        return schema["default"]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], whole)
    match schema.get("type"):
        case "object":
            there = schema.get("properties", {})
            return {name: example_of(there[name], whole) for name in schema.get("required", ())}
        case "array":
            return [example_of(schema["items"], whole)] if schema.get("minItems") else []
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case _:
            return _text(schema)


def _text(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date":
        return _DAY
    return "0" * 64 if schema.get("pattern") == "^[0-9a-f]{64}$" else "proef"


def is_open(caller: Caller, programme: Programme, edition: str, knock: Knock) -> bool:
    """What the table says, worked out here once more: whether this lets this caller in."""
    opening, params = OPENINGS[knock.route], knock.params
    if opening.anyone:
        return True
    api = knock.path.startswith(PREFIX)
    if caller.visitor is None or (api and (caller.link is not None or caller.person is None)):
        return False  # under /api/ only keys count
    subject = next((params[key] for key in ("stage", "partner", "field") if key in params), None)
    if caller.link is not None and caller.link[0] is not LinkPurpose.SIGN_IN:
        purpose, about, of = caller.link
        if purpose not in opening.links or ("edition" in params and of != edition):
            return False
        if None not in (about, subject) and about != subject:
            return False
    if opening.signed_in:
        return True
    if "edition" not in params or caller.person is None:
        return False
    return any(
        role in caller.person.roles and (own is None or _is_own(caller, programme, own, params))
        for role, own in opening.roles.items()
    )


def _is_own(caller: Caller, programme: Programme, own: Own, params: Mapping[str, str]) -> bool:
    about = [key for key, kind in OWN_KEYS.items() if kind is own and key in params]
    return all(params[key] in caller.own(programme, key) for key in about)
