"""What a reviewer's pages say is so: of a draft that he sent back, a stage that has enough, a link that is used."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.portal.app import desk_of
from bna_pipeline.portal.routes import reviewer
from bna_pipeline.wiring import pipeline
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.desk import Browser, MovedClock, token_of
from tests.support.desk_states import REVIEWED_AT, REVIEWER

pytestmark = pytest.mark.xdist_group("desk")


class Reading:
    """An edition that is with its reviewers, and their browsers."""

    def __init__(self, project: Project) -> None:
        self.app = project.app(REVIEWED_AT)
        clock = MovedClock()
        clock.moment = REVIEWED_AT
        self.app.__dict__["clock"] = clock
        self.site = desk_of(self.app, lambda _edition, _flow: None)

    def decides(self, person: str, stage: str, verdict: Verdict = Verdict.APPROVE) -> None:
        actor = self.app.actor(EDITION, person, Act.DECIDE)
        pipeline.decide(self.app.tools(EDITION), actor, stage=stage, verdict=verdict, comment="Dit moet anders.")

    def linked(self, person: str, stage: str) -> Browser:
        wanted = NewLink(
            person=person,
            edition=EDITION,
            purpose=LinkPurpose.REVIEW,
            subject=stage,
            expires=REVIEWED_AT + timedelta(hours=1),
        )
        browser = Browser(self.site, self.app.settings.desk.public, {})
        assert browser.send(f"/link/{self.app.access.issue_link(wanted, REVIEWED_AT)}").status_code == 303
        return browser


@pytest.fixture
def reading(project_in: ProjectIn) -> Reading:
    return Reading(project_in(Phase.CONCEPT))


def at(stage: str) -> str:
    return f"/e/{EDITION}/toetsing/{stage}"


def main(answer: httpx.Response) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_of_a_draft_that_he_sent_back_it_says_once_that_this_holds(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where the programme has no address of the coordinator, it sends nobody to one."""
    monkeypatch.setattr(reviewer, "question_mail", lambda _programme: None)
    reading.decides(REVIEWER, "beleid", Verdict.RETURN)
    page = main(reading.linked(REVIEWER, "beleid").get(at("beleid")))
    assert "Geldt: concept 1 is teruggestuurd." in page and "geldt nog" in page
    assert "geldt niet meer" not in page
    assert "vraag het de coördinator" in page and "None" not in page


def test_whom_his_stage_no_longer_needs_is_not_asked_and_may_still_speak(reading: Reading) -> None:
    """Two of the three directors are enough."""
    programme = reading.app.tools(EDITION).programme
    for one in programme.stage("beleid").reviewers:
        reading.decides(one.person, "beleid")
    third = "directeur-financien"
    browser = reading.linked(third, "directie")
    assert "Beslis over concept 1" in main(browser.get(at("directie")))
    for person in ("directeur-economie", "directeur-mobiliteit"):
        reading.decides(person, "directie")
    page = main(browser.get(at("directie")))
    assert "Uw besluit is niet meer nodig" in page and "Beslis over concept 1" not in page
    assert 'value="return"' in page and "Toch besluiten" in page


def test_who_used_his_link_reads_at_the_page_for_word_what_to_do_next(reading: Reading) -> None:
    browser = reading.linked(REVIEWER, "beleid")
    page = browser.get(at("beleid")).text
    fields = {name: re.findall(f'name="{name}" value="([^"]*)"', page)[0] for name in ("concept", "gezien")}
    token = token_of(page, "/uitloggen")
    sent = browser.post(f"{at('beleid')}/besluit", data={**fields, "_token": token, "besluit": "approve"})
    assert sent.status_code == 303
    said = main(browser.get(f"{at('beleid')}/word"))
    assert "U besloot over concept 1: akkoord." in said and "vraag de coördinator om een nieuwe link" in said
    assert "bestand" not in re.findall(r'<input[^>]*name="([^"]*)"', said)
