"""The API keeps to its description, whatever is sent, and never ends in a 5xx (issue 7, must show 7).

schemathesis makes up requests from `docs/openapi.json`, right and wrong ones, against a desk on loopback.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema

from bna_pipeline import wiring
from bna_pipeline.model.programme import Role
from bna_pipeline.model.transitions import Phase as EditionPhase
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.portal.matrix import OPENINGS
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION
from tests.e2e.test_desk_access import desk_at
from tests.support.budget import THOROUGH, budget, where_there_is_time
from tests.support.desk_callers import Doorbell
from tests.support.desk_served import served

pytestmark = pytest.mark.xdist_group("desk api")

HOLDS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "allow_header_conformance",
    "unsupported_method",
)
"""What is asked of every answer. Not `positive_data_acceptance`: a description says what a request looks like, and the
rules of an edition say more than that. The others are about a store of objects, or asked in `test_desk_access.py`.
"""

ANY_REFUSAL = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}}})
"""A wrong request that is also too long is refused for its length (413), which schemathesis does not expect."""

Operation = APIOperation[Any, Any, Any, Any]
PER_OPERATION = budget(1, 2)
PATIENCE = 300.0
"""Seconds for an answer, also on a busy machine."""


@dataclass(frozen=True)
class Desk:
    """A desk that is served, with a key for somebody of every role."""

    app: wiring.App
    base: str
    keys: dict[Role, str]
    schema: BaseSchema

    def operations(self) -> Iterator[Operation]:
        for found in self.schema.get_all_operations():
            assert isinstance(found, Ok)
            yield found.ok()

    def raw(self, role: Role, method: str, path: str, **more: Any) -> httpx.Response:
        """What a person of this role is answered."""
        headers = {"Authorization": f"Bearer {self.keys[role]}"}
        address = f"{self.base}{PREFIX}/editions/{EDITION}/{path}"
        return httpx.request(method, address, headers=headers, timeout=PATIENCE, **more)

    def ask(self, role: Role, method: str, path: str, status: int = 200, **more: Any) -> dict[str, Any]:
        answer = self.raw(role, method, path, **more)
        assert answer.status_code == status, answer.text
        said: dict[str, Any] = answer.json()
        return said


@pytest.fixture
def desk(project_in: ProjectIn) -> Iterator[Desk]:
    app = project_in(EditionPhase.FOR_ADOPTION).app()
    bell, site = Doorbell(app, EDITION), desk_at(app)
    people = {role: next(p for p in bell.programme.people if role in p.roles) for role in Role}
    at = app.clock.now()
    keys = {role: app.access.make_key(f"proef-{role}", p.id, bell.programme.id, at) for role, p in people.items()}
    with served(site) as base:
        yield Desk(app, base, keys, schemathesis.openapi.from_dict(site.state.description, config=ANY_REFUSAL))


def test_whatever_is_sent_the_answer_is_as_described(desk: Desk) -> None:
    for number, operation in enumerate(desk.operations()):
        for role in roles_for(operation.definition.raw["operationId"]):
            for mode in modes_for(number):
                try_out(desk, operation, role, mode)
    wiring.pipeline.entries(wiring.App(desk.app.settings, by_mail=False).tools(EDITION))  # its chain holds


@where_there_is_time
def test_acts_over_the_api_are_those_of_the_command(desk: Desk) -> None:
    """What is sent is judged as in the inbox; an adoption is about one draft; a signatory refuses and takes it back."""
    bad = {"file": ("bijdrage-ezk.json", b"{", "application/json")}
    sent = desk.ask(Role.COORDINATOR, "POST", "partners/ezk/contributions", files=bad)
    assert (sent["accepted"], sent["counts"]) == (False, False)
    assert sent["report"]["findings"]
    seen = desk.ask(Role.COORDINATOR, "GET", "partners/ezk/contributions")
    assert sent["original"] in {version["original"] for version in seen["versions"]}
    word = {"file": ("concept.docx", b"geen docx", "application/octet-stream")}
    refused = desk.ask(Role.REVIEWER, "POST", "stages/beleid/returned-words", 409, files=word)
    assert refused["findings"]
    last = desk.ask(Role.AUDITOR, "GET", "drafts")["drafts"][-1]
    adoption = {"on": "2020-07-07", "number": "GS-1", "outcome": "adopted"}
    moved = desk.ask(Role.SECRETARY, "POST", "adoptions", 409, json={**adoption, "draft": last["version"] + 1})
    assert moved["code"] == "REF-018"
    adopted = desk.ask(Role.SECRETARY, "POST", "adoptions", json={**adoption, "draft": last["version"]})
    assert adopted["changed"]
    signs = "signatures/Voorzitter"
    assert desk.ask(Role.SIGNER, "POST", f"{signs}/refusal", json={"reason": "Eerst overleg."})["changed"]
    assert not desk.ask(Role.SIGNER, "POST", f"{signs}/refusal", json={"reason": "Eerst overleg."})["changed"]
    (first, *_) = desk.ask(Role.AUDITOR, "GET", "signatures")["signatures"]
    assert first["refused"] == "Eerst overleg."
    assert desk.ask(Role.SIGNER, "POST", f"{signs}/resumption")["changed"]
    letter = desk.raw(Role.SIGNER, "POST", f"{signs}/export")
    assert letter.content.startswith(b"%PDF-")
    assert desk.ask(Role.SECRETARY, "POST", "adoptions/withdrawal", json={"reason": "Toch niet."})["changed"]
    pdf = next(f for f in last["files"] if f["name"] == "statenmededeling.pdf")
    assert desk.raw(Role.AUDITOR, "GET", f"files/{pdf['sha256']}").content == letter.content


def modes_for(number: int) -> tuple[GenerationMode, ...]:
    """Right and wrong requests, or where there is little time one kind of the two in turn."""
    both = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return both if THOROUGH else (both[number % 2],)


def roles_for(operation: str) -> tuple[Role, ...]:
    """Who sends it: everybody, or where there is little time somebody who gets past the door."""
    opened = tuple(OPENINGS[operation].roles) or (Role.COORDINATOR,)
    return tuple(Role) if THOROUGH else opened[:1]


def try_out(desk: Desk, operation: Operation, role: Role, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {desk.keys[role]}"}
    checks: list[Any] = [CHECKS.get_one(name) for name in HOLDS]

    @given(case=requests_to(operation, mode))
    @settings(
        max_examples=PER_OPERATION,
        database=None,
        deadline=None,
        derandomize=True,  # a run that fails must fail again
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: Case[Any]) -> None:
        answer = case.call(base_url=desk.base, headers=headers, timeout=PATIENCE)
        case.validate_response(answer, checks=checks)

    with suppress(Unsatisfiable):  # nothing of this request can be wrong
        asked()


def requests_to(operation: Operation, mode: GenerationMode) -> SearchStrategy[Case[Any]]:
    """Requests about the edition that there is, so that more is tried than whether another is known."""
    keys = {parameter.name for parameter in operation.path_parameters}
    if keys == {"edition"}:
        return operation.as_strategy(generation_mode=mode, path_parameters={"edition": EDITION})
    cases = operation.as_strategy(generation_mode=mode)
    if mode is GenerationMode.NEGATIVE or not keys:
        return cases
    return cases.map(_of_this_edition)


def _of_this_edition(case: Case[Any]) -> Case[Any]:
    case.path_parameters["edition"] = EDITION
    return case
