"""The reviewer at the desk, in a real browser: two minutes from a link to a decision that is beyond dispute."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.events import DecisionGiven
from bna_pipeline.model.state import EditionState
from tests.e2e.project import EDITION, Project, built_once, copy_project
from tests.support.browser import RULES, browser
from tests.support.budget import where_there_is_time
from tests.support.desk_states import (
    DEPUTY,
    PRINCIPAL,
    PROGRAMME,
    REVIEWED_AT,
    REVIEWER,
    moved_state,
    opened,
    overflows,
    redrafted,
    reviewer_states,
    signed_in,
    whole,
)
from tests.support.keyboard import Keyboard
from tests.support.live_desk import LiveDesk, live_desk

# One worker: one second draft, one browser.
pytestmark = pytest.mark.xdist_group("desk")


@pytest.fixture(scope="session")
def second_draft(played: Path, shared: Path) -> Path:
    """The project with a second draft; nobody may change it."""

    def build(folder: Path) -> None:
        redrafted(played, folder / "project")

    return built_once(shared / "tweede-concept", build) / "project"


@pytest.fixture
def project(second_draft: Path, tmp_path: Path) -> Project:
    return copy_project(second_draft, tmp_path / "project")


@pytest.fixture
def desk(project: Project) -> Iterator[LiveDesk]:
    with live_desk(project.root, REVIEWED_AT) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


def violations(page: Page) -> list[str]:
    """What axe finds, each with where."""
    found: Any = Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]
    return [f"{page.url}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in found]


def now(project: Project) -> EditionState:
    return project.state()


def test_from_a_link_to_a_confirmed_approval_with_a_keyboard_alone(
    desk: LiveDesk, project: Project, chromium: Browser
) -> None:
    """What only followed from elsewhere: four pages, no mouse, nothing for axe; on record by his name and the link."""
    wrong: list[str] = []
    with opened(chromium) as page:
        page.on("console", lambda message: wrong.append(message.text))
        keys = Keyboard(page, lambda at: wrong.extend(violations(at)))
        keys.open(desk.link(PROGRAMME, EDITION, LinkPurpose.REVIEW, "beleid"))
        keys.push("Ja, ga verder")
        assert "Bevestig uw akkoord" in page.locator("main").inner_text()
        keys.follow("Bekijk wat is veranderd en bevestig")
        assert "Uw akkoord geldt voor 20 van de 26 onderdelen van concept 2" in page.locator("main").inner_text()
        keys.push("Akkoord: bevestig")
        said = page.locator("main").inner_text()
    assert "Uw besluit is vastgelegd: akkoord, over concept 2." in said
    assert "Trek dan eerst uw besluit in" in said, "the link is used"
    given = next(e for e in reversed(project.entries) if isinstance(e.event, DecisionGiven))
    assert (given.actor, given.account.partition(":")[0]) == (PROGRAMME, "link")
    decision = now(project).decisions[-1]
    assert (decision.verdict, decision.draft, decision.reviewer) == (Verdict.APPROVE, 2, PROGRAMME)
    assert not wrong


@where_there_is_time
@pytest.mark.parametrize("script", [True, False], ids=["with script", "script off"])
def test_every_state_of_a_reviewer_works_and_has_nothing_for_axe(
    desk: LiveDesk, project: Project, chromium: Browser, script: bool
) -> None:
    """With script and without: the same states, nothing wider than the window at 1280 and at 360 pixels."""
    wrong: list[str] = []
    seen: list[str] = []
    with opened(chromium, script=script) as page:
        for states in (reviewer_states(page, desk, project), moved_state(page, desk, project)):
            for state in whole(page, states):
                seen.append(state)
                if script:
                    wrong += [f"{state}: {one}" for one in (*violations(page), *overflows(page))]
                assert page.locator("h1").count() == 1, state
    assert not wrong
    assert {"besloten", "ingetrokken", "concept veranderd", "word, gelezen als", "namens"} <= set(seen)
    verdicts = [d.verdict for d in now(project).decisions if d.reviewer == REVIEWER]
    assert verdicts == [Verdict.APPROVE, Verdict.REMARK, Verdict.WITHDRAW], "and nothing of the draft that moved"
    (remark,) = now(project).remarks
    assert remark.remark.text == ("Graag de naam van de decaan weglaten.",)


@where_there_is_time
def test_a_decision_that_is_sent_twice_stands_once_and_going_back_changes_ones_mind(
    desk: LiveDesk, project: Project, chromium: Browser
) -> None:
    before = len(now(project).decisions)
    with opened(chromium) as page:
        signed_in(page, desk, REVIEWER)
        review = f"{desk.address}/e/{EDITION}/toetsing/beleid"
        page.goto(review)
        page.get_by_label("Terugsturen").check()
        page.get_by_label("Toelichting").first.fill("Anders.")
        page.get_by_role("button", name="Verder: kijk uw besluit na").click()
        page.wait_for_load_state()
        page.go_back()
        page.get_by_label("Akkoord", exact=False).first.check()
        page.get_by_role("button", name="Verder: kijk uw besluit na").click()
        page.get_by_text("Er is nog niets vastgelegd").first.wait_for()
        assert len(now(project).decisions) == before, "looking over records nothing"
        form = page.locator("form[action$='/besluit']").evaluate(
            "form => Object.fromEntries(new FormData(form).entries())"
        )
        first = page.request.post(f"{review}/besluit", form=form, max_redirects=0)
        again = page.request.post(f"{review}/besluit", form=form, max_redirects=0)
        assert (first.status, again.status) == (303, 409)
        assert "al verstuurd" in again.text()
    assert len(now(project).decisions) == before + 1


@where_there_is_time
def test_a_deputy_decides_namens_and_both_names_are_on_record(
    desk: LiveDesk, project: Project, chromium: Browser
) -> None:
    with opened(chromium) as page:
        for person in (REVIEWER, PROGRAMME, "adviseur-digitalisering"):
            _approves(page, desk, person, "beleid")
        _approves(page, desk, DEPUTY, "directie")
        said = page.locator("main").inner_text()
    decision = now(project).decisions[-1]
    assert (decision.stage, decision.reviewer, decision.given_by) == ("directie", PRINCIPAL, DEPUTY)
    assert "namens Directeur Economie" in said


def _approves(page: Page, desk: LiveDesk, person: str, stage: str) -> None:
    signed_in(page, desk, person)
    page.goto(f"{desk.address}/e/{EDITION}/toetsing/{stage}")
    page.locator("input[name=besluit][value=approve]").check()
    page.get_by_role("button", name="Verder: kijk uw besluit na").click()
    page.get_by_role("button", name="Leg vast").click()
    page.get_by_text("Uw besluit is vastgelegd: akkoord").wait_for()


@where_there_is_time
def test_files_of_a_draft_come_by_its_own_list_with_headers_that_let_them_do_nothing(
    desk: LiveDesk, chromium: Browser
) -> None:
    base = f"{desk.address}/e/{EDITION}"
    with opened(chromium) as page:
        signed_in(page, desk, REVIEWER)
        web = page.request.get(f"{base}/concept/2/bestand/voortgangsrapportage.html")
        pdf = page.request.get(f"{base}/concept/2/bestand/statenmededeling.pdf")
        wrong = [
            page.request.get(f"{base}/{path}").status
            for path in (
                "concept/2/bestand/..%2f..%2fledger.sqlite",
                "concept/2/bestand/control.html",
                "concept/9",
                "concept/2/sinds/2",
                f"concept/afbeelding/{'0' * 64}",
                "toetsing/directie",
                f"afwezigheid/{PRINCIPAL}",
                "bijdrage/ocw",
            )
        ]
        assert pdf.body().startswith(b"%PDF-")
    assert "sandbox" in web.headers["content-security-policy"]
    assert "default-src 'none'" in web.headers["content-security-policy"]
    assert pdf.headers["content-type"] == "application/pdf"
    assert set(wrong) <= {403, 404}
    assert {a.headers["x-content-type-options"] for a in (web, pdf)} == {"nosniff"}
    assert os.sep not in web.headers["content-disposition"]
