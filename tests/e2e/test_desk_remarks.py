"""Remarks at a section, with and without script: kept, refused or taken back, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from bna_pipeline.model.access import LinkPurpose, NewLink
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.portal.app import desk_of
from bna_pipeline.wiring import pipeline
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.desk import Browser, MovedClock, token_of
from tests.support.desk_states import REVIEWED_AT, REVIEWER, reword

pytestmark = pytest.mark.xdist_group("desk")

STAGE = "beleid"
HERE = f"/e/{EDITION}/toetsing/{STAGE}"
SECTION = "rapport.pijler.kennis"
SAID, QUOTED = "Dit kan korter.", "woorden die er niet staan"
SCRIPT = {"hx-request": "true"}


class Remarking:
    """A reviewer with a link to his stage, in his browser."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.app = project.app(REVIEWED_AT)
        clock = MovedClock()
        clock.moment = REVIEWED_AT
        self.app.__dict__["clock"] = clock
        expires = REVIEWED_AT + timedelta(hours=1)
        wanted = NewLink(person=REVIEWER, edition=EDITION, purpose=LinkPurpose.REVIEW, subject=STAGE, expires=expires)
        self.browser = Browser(desk_of(self.app, lambda _edition, _flow: None), self.app.settings.desk.public, {})
        assert self.browser.send(f"/link/{self.app.access.issue_link(wanted, REVIEWED_AT)}").status_code == 303

    def post(self, to: str, *, script: bool = False, **fields: str) -> httpx.Response:
        token = token_of(self.browser.get(HERE).text, "/uitloggen")
        data = {"_token": token, "concept": "1", "namens": REVIEWER, **fields}
        return self.browser.post(f"{HERE}/{to}", data=data, headers=SCRIPT if script else {})

    def remarks(self, section: str = SECTION, *, script: bool = False, **more: str) -> httpx.Response:
        return self.post("opmerking", script=script, deel=section, tekst=SAID, **more)

    @property
    def open(self) -> list[str]:
        return [r.remark.id for r in pipeline.state(self.app.tools(EDITION)).remarks if r.open]


@pytest.fixture
def remarking(project_in: ProjectIn) -> Remarking:
    return Remarking(project_in(Phase.CONCEPT))


def test_what_is_taken_back_is_told_with_and_without_script_and_a_strange_section_breaks_nothing(
    remarking: Remarking,
) -> None:
    for script in (True, False):
        assert remarking.remarks(script=script).status_code == (200 if script else 303)
        (made,) = remarking.open
        answer = remarking.post(f"opmerking/{made}/intrekken", script=script, deel="")
        assert answer.status_code == (200 if script else 303)
        assert not remarking.open
    for script in (True, False):
        answer = remarking.remarks("rapport.bestaat-niet", script=script)
        assert answer.status_code == 409 and "Uw opmerking is niet bewaard." in answer.text


@pytest.mark.parametrize("script", [True, False])
def test_a_remark_that_is_refused_stands_in_the_form_with_the_words_it_is_about(
    remarking: Remarking, script: bool
) -> None:
    answer = remarking.remarks(script=script, citaat=QUOTED)
    assert "staan niet in" in answer.text
    assert SAID in answer.text and f'value="{QUOTED}"' in answer.text
    assert not remarking.open


def test_what_a_page_without_reload_sends_again_is_about_the_draft_that_it_shows(remarking: Remarking) -> None:
    """The text around the form is still that of the draft before: a second press may not land on words unread."""
    reword(remarking.project, "Een nieuwe zin.")
    for _ in range(2):
        answer = remarking.remarks(script=True)
        assert "U las concept 1; intussen is er concept 2." in answer.text
        assert 'name="concept" value="1"' in answer.text and 'name="concept" value="2"' not in answer.text
    assert not remarking.open
    assert remarking.remarks(script=True, concept="2").status_code == 200
    assert len(remarking.open) == 1


def test_a_link_to_one_stage_takes_no_remark_of_another_back(remarking: Remarking) -> None:
    remarking.remarks()
    (made,) = remarking.open
    other = next(s.id for s in remarking.app.tools(EDITION).programme.review if s.id != STAGE)
    tools, app = remarking.app.tools(EDITION), remarking.app
    programme = tools.programme
    elsewhere = next(r.person for s in programme.review if s.id == other for r in s.reviewers)
    actor = app.actor(EDITION, elsewhere, Act.REMARK)
    section = next(
        s.id
        for s in pipeline.drafts_of(pipeline.state(tools))[-1].sections
        if next(r for r in programme.stage(other).reviewers if r.person == elsewhere).covers(s.id)
    )
    pipeline.make_remark(tools, actor, stage=other, section=section, text="Van een andere stap.")
    theirs = next(one for one in remarking.open if one != made)
    assert remarking.post(f"opmerking/{theirs}/intrekken").status_code == 404
    assert len(remarking.open) == 2


def test_a_remark_in_anothers_place_stands_under_both_names(remarking: Remarking) -> None:
    app, today = remarking.app, REVIEWED_AT.date()
    tools, deputy = app.tools(EDITION), "adviseur-talent"
    own = app.actor(EDITION, REVIEWER, Act.DELEGATE)
    pipeline.delegate(
        tools, own, principal=REVIEWER, deputy=deputy, valid_from=today, valid_until=today, reason="Een dag weg."
    )
    actor = app.actor(EDITION, deputy, Act.REMARK)
    pipeline.make_remark(tools, actor, stage=STAGE, section=SECTION, text=SAID, on_behalf=REVIEWER)
    names = {p.id: p.name for p in tools.programme.people}
    assert f"<strong>{names[deputy]} namens {names[REVIEWER]}</strong>" in remarking.browser.get(HERE).text


def test_who_has_used_his_link_is_offered_nothing_that_it_no_longer_does(remarking: Remarking) -> None:
    remarking.remarks()
    assert "Trek deze opmerking in" in remarking.browser.get(HERE).text
    seen = pipeline.reading(remarking.app.tools(EDITION), person=REVIEWER, stage=STAGE).seen
    assert remarking.post("besluit", gezien=seen, besluit="approve").status_code == 303
    page = remarking.browser.get(HERE).text
    assert SAID in page and "Trek deze opmerking in" not in page
