"""Acts over the API on a real edition: done once, about what was read, and by whom the desk lets do them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bna_pipeline import wiring
from bna_pipeline.model.contribution import EditableField
from bna_pipeline.model.programme import Role
from bna_pipeline.model.transitions import Phase
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.portal.app import desk_of
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.desk import Browser

pytestmark = pytest.mark.xdist_group("desk api")

UNKNOWN = "0" * 64
REASON = "Korter en duidelijker."


@dataclass
class Api:
    """The API of a project's desk, with a key for somebody of every role."""

    project: Project
    site: FastAPI
    keys: Mapping[Role, str]
    followed: list[str] = field(default_factory=list)

    def raw(self, role: Role, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.keys[role]}"}
        browser = Browser(self.site, self.project.app().settings.desk.public, {})
        return browser.ask(method, f"{PREFIX}/editions/{EDITION}{path}", headers=headers, **more)

    def ask(self, path: str, status: int = 200, role: Role = Role.COORDINATOR, **asked: Any) -> Any:
        """What a GET is answered, or a POST where anything is asked."""
        method, more = ("POST", {"json": asked}) if asked else ("GET", {})
        answer = self.raw(role, method, path, **more)
        assert answer.status_code == status, answer.text
        return answer.json()

    def refused_to_others(self, path: str, *to: Role, **asked: Any) -> None:
        """Nobody but these roles gets past the door."""
        shut = {role for role in Role if self.raw(role, "POST", path, json=asked).status_code == 403}
        assert shut == set(Role) - set(to)


@pytest.fixture
def api_in(project_in: ProjectIn) -> Callable[[Phase], Api]:
    def made(phase: Phase) -> Api:
        project = project_in(phase)
        app, followed = project.app(), list[str]()
        programme, _ = app.programme_and_edition(EDITION)
        people = {role: next(p for p in programme.people if role in p.roles) for role in Role}
        at = app.clock.now()
        keys = {role: app.access.make_key(f"proef-{role}", p.id, programme.id, at) for role, p in people.items()}
        return Api(project, desk_of(app, lambda _edition, flow: followed.append(flow)), keys, followed)

    return made


def text_of(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(t for t in told["texts"] if t["field"] == name)
    return found


def test_the_redactie_is_written_on_the_version_that_was_read(api_in: Callable[[Phase], Api]) -> None:
    api = api_in(Phase.CONCEPT)
    before = api.ask("/editorial")
    written = {
        "base": before["base"],
        "paragraphs": ["Het ging goed.", "Twee regels\nin een alinea."],
        "reason": REASON,
    }
    api.refused_to_others("/editorial/texts/summary", Role.COORDINATOR, base=UNKNOWN, paragraphs=["Proef."])
    assert api.ask("/editorial/texts/summary", 409, **{**written, "base": UNKNOWN})["mend"]
    foreseen = api.ask("/editorial/foresight", field="summary", **written)
    assert foreseen["changes"]
    assert "rapport.samenvatting" in foreseen["sections"]
    assert api.ask("/editorial") == before, "looking ahead changes nothing"
    assert (api.ask("/editorial/texts/summary", **written)["changed"], api.followed) == (True, ["draft"])
    after = api.ask("/editorial")
    assert text_of(after, "summary")["paragraphs"] == ["Het ging goed.", "Twee regels", "in een alinea."]
    api.ask("/editorial/texts/summary", 409, **written)
    same = api.ask("/editorial/texts/summary", **{**written, "base": after["base"]})
    assert (same["changed"], api.followed, api.ask("/editorial")) == (False, ["draft"], after)
    bad = api.ask("/editorial/texts/summary", 409, base=after["base"], paragraphs=["Goed \U0001f600."])
    assert bad["findings"]
    api.ask("/editorial/texts/edits.tue.K-01.achieved", 404, base=after["base"], paragraphs=["Langs de partner."])


def test_a_statement_comes_into_the_letter_and_goes_out_again(api_in: Callable[[Phase], Api]) -> None:
    api = api_in(Phase.CONCEPT)
    before = api.ask("/editorial")
    base = before["base"]
    asked: dict[str, Any] = {
        "part": "core",
        "name": "proef",
        "heading": "Dit is een proef.",
        "argument": ["Daarom staat dit hier."],
    }
    api.refused_to_others("/editorial/statements", Role.COORDINATOR, **{**asked, "base": UNKNOWN})
    assert api.ask("/editorial/statements", **asked, base=base)["changed"]
    api.ask("/editorial/statements", 409, **asked, base=base)
    there = api.ask("/editorial")
    assert text_of(there, "core.proef")["heading"] == asked["heading"]
    assert api.ask("/editorial/statements", 422, **asked, base=there["base"])["mend"], "the name is taken"
    gone = "/editorial/texts/core.proef/removal"
    api.refused_to_others(gone, Role.COORDINATOR, base=UNKNOWN)
    api.ask("/editorial/texts/summary/removal", 422, base=there["base"])
    assert api.ask(gone, base=there["base"])["changed"]
    api.ask(gone, 409, base=there["base"])
    assert api.ask("/editorial")["texts"] == before["texts"]


def test_a_partners_text_is_worded_otherwise_and_put_back(api_in: Callable[[Phase], Api]) -> None:
    api = api_in(Phase.CONCEPT)
    before = api.ask("/editorial/partners/tue", role=Role.AUDITOR)
    text = next(t for t in before["texts"] if t["name"] == EditableField.ACHIEVED and t["edited"] is None)
    place = f"/editorial/partners/tue/{text['action']}/achieved"
    asked = {"original": text["original_sha256"], "paragraphs": ["Het instituut is gestart."], "reason": REASON}
    api.refused_to_others(place, Role.COORDINATOR, **{**asked, "base": UNKNOWN})
    api.refused_to_others(f"{place}/restoration", Role.COORDINATOR, base=UNKNOWN)
    api.ask(place, 409, **{**asked, "original": UNKNOWN}, base=before["base"])
    api.ask(place, 422, **{**asked, "reason": " "}, base=before["base"])
    assert api.ask(place, **asked, base=before["base"])["changed"]
    api.ask(place, 409, **asked, base=before["base"])
    edited = api.ask("/editorial/partners/tue")
    now = next(t for t in edited["texts"] if t["field"] == text["field"])
    assert (now["original"], now["edited"], now["reason"]) == (text["original"], asked["paragraphs"], REASON)
    assert api.ask(f"{place}/restoration", base=edited["base"])["changed"]
    api.ask(f"{place}/restoration", 409, base=edited["base"])
    assert api.ask("/editorial/partners/tue")["texts"] == before["texts"]
    api.ask("/editorial/partners/nergens", 404)


def test_the_letter_that_was_read_is_signed_with_a_key_here(api_in: Callable[[Phase], Api]) -> None:
    api = api_in(Phase.ADOPTED)
    adopted = api.ask("/signatures", role=Role.AUDITOR)["letter"]
    mine, next_one = "/signatures/Voorzitter/signing", "/signatures/Secretaris/signing"
    api.refused_to_others(mine, Role.SIGNER, letter=UNKNOWN)
    may_read = {role for role in Role if api.raw(role, "GET", "/signatures/Voorzitter/report").status_code != 403}
    assert may_read == {Role.COORDINATOR, Role.AUDITOR, Role.SECRETARY, Role.SIGNER}
    assert api.raw(Role.AUDITOR, "GET", "/signatures/Nergens/report").status_code == 404
    before = api.ask("/signatures/Voorzitter/report", role=Role.SIGNER)
    assert (before["file"]["sha256"], before["found"]["signatures"]) == (adopted["sha256"], [])
    moved = api.ask(mine, 409, role=Role.SIGNER, letter=UNKNOWN)
    assert (moved["code"], api.ask("/signatures")["letter"]) == ("REF-018", adopted)
    assert api.ask(mine, role=Role.SIGNER, letter=adopted["sha256"])["changed"]
    assert api.followed == ["assemble"]
    signed = api.ask("/signatures")
    assert signed["letter"] != adopted
    for letter in (adopted, signed["letter"]):
        assert not api.ask(mine, role=Role.SIGNER, letter=letter["sha256"])["changed"], "it is signed once"
    assert (api.ask("/signatures"), api.followed) == (signed, ["assemble"])
    assert len(api.ask("/signatures/Voorzitter/report", role=Role.SIGNER)["found"]["signatures"]) == 1
    api.ask(next_one, 403, role=Role.SIGNER, letter=signed["letter"]["sha256"])
    back = "/signatures/Voorzitter/withdrawal"
    assert api.ask(back, role=Role.SIGNER, reason="Een ander tekent.")["changed"]
    assert api.ask("/signatures")["letter"] == adopted


def test_a_contradiction_is_settled_about_what_each_side_was_read_to_say(api_in: Callable[[Phase], Api]) -> None:
    api = api_in(Phase.CONCEPT)
    (read,) = api.ask("/contradictions", role=Role.AUDITOR)["contradictions"]
    assert api.raw(Role.REVIEWER, "GET", "/contradictions").status_code == 403
    other = next(side["choice"] for side in read["sides"] if side["choice"] != read["chosen"])
    asked = {"subject": read["subject"], "chosen": other, "reason": REASON}
    api.refused_to_others("/settlements", Role.COORDINATOR, **asked, seen=UNKNOWN)
    assert "intussen iets anders" in api.ask("/settlements", 409, **asked, seen=UNKNOWN)["message"]
    assert api.ask("/contradictions")["contradictions"] == [read]
    api.ask("/settlements", 422, **asked)
    assert api.ask("/settlements", **asked, seen=read["seen"])["changed"]
    assert not api.ask("/settlements", **asked, seen=read["seen"])["changed"]
    assert (api.ask("/contradictions")["contradictions"][0]["chosen"], api.followed) == (other, ["draft"])


def test_the_letter_that_was_read_is_what_goes(api_in: Callable[[Phase], Api]) -> None:
    api, arming = api_in(Phase.SIGNED), "/release/arming"
    letter = api.ask("/signatures")["letter"]["sha256"]
    api.refused_to_others(arming, Role.COORDINATOR, letter=UNKNOWN)
    assert api.ask(arming, 409, letter=UNKNOWN)["code"] == "REF-018"
    assert api.ask("/release")["armed"] is None
    assert [api.ask(arming, letter=letter)["changed"] for _ in range(2)] == [True, False]
    assert [api.ask("/release/hold", reason=REASON)["changed"] for _ in range(2)] == [True, False]
    assert api.ask(arming, 409, letter=letter)["code"] == "REF-018", "what is sent again lifts no hold"
    assert api.ask("/release")["held"] == REASON
    assert api.ask(arming, letter=letter, held=REASON)["changed"]
    assert api.followed == ["deliver", "deliver", "deliver"]


def test_a_kamerbrief_that_lets_the_package_go_says_that_it_may(api_in: Callable[[Phase], Api]) -> None:
    api = api_in(Phase.SIGNED)
    assert api.ask("/release/arming", letter=api.ask("/signatures")["letter"]["sha256"])["changed"]
    file = {"letter": ("kamerbrief.pdf", api.project.kamerbrief.read_bytes(), "application/pdf")}

    def told(**form: str) -> httpx.Response:
        return api.raw(Role.COORDINATOR, "POST", "/release/kamerbrief", files=file, data=form)

    refused = told()
    assert (refused.status_code, "leaves=true" in refused.json()["mend"]) == (422, True)
    assert api.ask("/release")["kamerbrief"] is None
    first, again = told(leaves="true"), told(leaves="true")
    assert (first.json()["changed"], again.json().get("changed", False)) == (True, False)
    assert (again.status_code in (200, 409), api.followed) == (True, ["deliver", "deliver"])


def test_the_ledger_is_held_against_a_file_of_it(api_in: Callable[[Phase], Api]) -> None:
    api = api_in(Phase.SIGNED)
    kept = wiring.export(api.project.entries)
    tried: tuple[tuple[bytes, int, set[str]], ...] = (
        (kept, 200, {"klopt"}),
        (kept.replace(b"Verlof", b"Anders"), 200, {"klopt", "klopt niet"}),
        (b"x", 422, set()),
    )
    for data, status, verdicts in tried:
        answer = api.raw(Role.AUDITOR, "POST", "/ledger/comparisons", files={"file": ("audit.jsonl", data)})
        assert answer.status_code == status, answer.text
        assert {row["holds"] for row in answer.json().get("rows", ())} == verdicts
    before = api.project.entries
    shut = api.raw(Role.SIGNER, "POST", "/ledger/comparisons", files={"file": ("audit.jsonl", kept)})
    assert (shut.status_code, api.project.entries) == (403, before)
