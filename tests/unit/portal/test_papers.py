"""What is written of the desk is what it does: the table of who may open what, and the API's description."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI

from bna_pipeline.portal import api
from bna_pipeline.portal.doors import every_route
from bna_pipeline.portal.matrix import OPENINGS
from tests.unit.portal import papers

AGAIN = "run `make schema`"
_KEBAB = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


@pytest.fixture(scope="module")
def desk() -> FastAPI:
    return papers.desk()


def test_the_page_of_who_may_open_what_is_the_table(desk: FastAPI) -> None:
    assert papers.ACCESS.read_text(encoding="utf-8") == papers.access_page(desk), AGAIN


def test_every_cell_of_the_table_has_its_route(desk: FastAPI) -> None:
    assert set(OPENINGS) == {str(route.name) for route in every_route(desk)}


def test_the_description_in_docs_is_what_the_desk_serves(desk: FastAPI) -> None:
    assert papers.OPENAPI.read_text(encoding="utf-8") == papers.openapi_text(desk), AGAIN
    assert desk.state.description == json.loads(papers.openapi_text(desk))


def test_addresses_keep_the_api_design_rules(desk: FastAPI) -> None:
    """NL API Design Rules: the version in the address, no slash at its end, words in small letters with hyphens."""
    for path in api.description(desk)["paths"]:
        assert path.startswith(f"{api.PREFIX}/") and not path.endswith("/")
        fixed = [part for part in path.split("/")[1:] if not part.startswith("{") and part != "openapi.json"]
        assert all(_KEBAB.match(part) for part in fixed), path


def test_every_operation_says_what_it_is_for_and_what_may_go_wrong(desk: FastAPI) -> None:
    for path, operations in api.description(desk)["paths"].items():
        for method, operation in operations.items():
            said = (path, method)
            assert operation["description"] and operation["operationId"].startswith("api-"), said
            problems = {str(status) for status in api.PROBLEMS}
            assert problems <= set(operation["responses"]), said
            for parameter in operation.get("parameters", ()):
                assert parameter["description"], (said, parameter["name"])


def test_every_address_in_the_manual_of_the_api_is_one_of_the_desk(desk: FastAPI) -> None:
    manual = (papers.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    named = [re.sub(r"\?.*", "", path) for path in re.findall(r"\$DESK(/[^\s\"]+)", manual)]
    patterns = [re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in api.description(desk)["paths"]]
    assert len(named) > 8
    assert [n for n in named if not any(pattern.fullmatch(f"{api.PREFIX}{n}") for pattern in patterns)] == []
