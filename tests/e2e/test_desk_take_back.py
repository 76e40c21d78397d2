"""Who decided by his link takes that back with the same link while it lasts, and that alone; then it serves again."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from bna_pipeline.model.access import LinkPurpose, LinkState, NewLink
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.portal.app import desk_of
from bna_pipeline.wiring import App, pipeline
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.desk import Browser, MovedClock, token_of
from tests.support.desk_states import REVIEWED_AT, REVIEWER

pytestmark = pytest.mark.xdist_group("desk")

STAGE = "beleid"
HERE = f"/e/{EDITION}/toetsing/{STAGE}"


class Reviewing:
    """A reviewer with a link, in his browser."""

    def __init__(self, project: Project) -> None:
        self.app: App = project.app(REVIEWED_AT)
        self.clock = MovedClock()
        self.clock.moment = REVIEWED_AT
        self.app.__dict__["clock"] = self.clock
        expires = REVIEWED_AT + timedelta(hours=1)
        wanted = NewLink(person=REVIEWER, edition=EDITION, purpose=LinkPurpose.REVIEW, subject=STAGE, expires=expires)
        self.token = self.app.access.issue_link(wanted, REVIEWED_AT)
        self.browser = Browser(desk_of(self.app, lambda _edition, _flow: None), self.app.settings.desk.public, {})
        assert self.browser.send(f"/link/{self.token}").status_code == 303

    def link(self) -> LinkState:
        return self.app.access.look(self.token, self.clock.now())[0]

    @property
    def verdicts(self) -> list[Verdict]:
        decisions = pipeline.state(self.app.tools(EDITION)).decisions
        return [d.verdict for d in decisions if (d.stage, d.reviewer) == (STAGE, REVIEWER)]

    def sends(self, verdict: Verdict, to: str = "besluit", form: tuple[str, str] | None = None) -> httpx.Response:
        """Send what a page asked for, with a token that is good; `form` is what an earlier page held."""
        concept, seen = form or self.form()
        token = token_of(self.browser.get(HERE).text, "/uitloggen")
        fields = {"concept": concept, "gezien": seen, "besluit": verdict.value, "toelichting": "", "_token": token}
        return self.browser.post(f"{HERE}/{to}", data={**fields, "namens": REVIEWER})

    def form(self) -> tuple[str, str]:
        page = self.browser.get(HERE).text
        concept, seen = (re.search(f'name="{name}" value="([^"]*)"', page) for name in ("concept", "gezien"))
        assert concept and seen
        return concept[1], seen[1]


@pytest.fixture
def reviewing(project_in: ProjectIn) -> Reviewing:
    return Reviewing(project_in(Phase.CONCEPT))


def test_what_was_decided_with_a_link_is_taken_back_with_it_and_decided_anew(reviewing: Reviewing) -> None:
    form = reviewing.form()
    assert reviewing.sends(Verdict.APPROVE).status_code == 303
    assert reviewing.link() is LinkState.USED
    page = reviewing.browser.get(HERE).text
    assert "Trek dan eerst uw besluit in" in page and 'value="withdraw"' in page and 'value="approve"' not in page

    for verdict in (Verdict.APPROVE, Verdict.RETURN):
        for to in ("nakijken", "besluit", "herbevestigen", "opmerking"):
            assert reviewing.sends(verdict, to, form).status_code == 410, (verdict, to)
    assert reviewing.verdicts == [Verdict.APPROVE]

    assert "U trekt uw besluit in" in reviewing.sends(Verdict.WITHDRAW, "nakijken").text
    assert reviewing.link() is LinkState.USED, "nothing is on record yet"
    assert reviewing.sends(Verdict.WITHDRAW).status_code == 303
    assert reviewing.link() is LinkState.VALID
    assert reviewing.sends(Verdict.APPROVE).status_code == 303
    assert reviewing.verdicts == [Verdict.APPROVE, Verdict.WITHDRAW, Verdict.APPROVE]
    assert reviewing.link() is LinkState.USED


def test_what_was_decided_otherwise_since_is_not_taken_back_with_the_link(reviewing: Reviewing) -> None:
    """His link's decision was replaced by one that he gave by his account."""
    form = reviewing.form()
    reviewing.sends(Verdict.APPROVE)
    tools, app = reviewing.app.tools(EDITION), reviewing.app
    actor = app.actor(EDITION, REVIEWER, Act.DECIDE, account_name="oidc:login.example.org:1")
    pipeline.decide(tools, actor, stage=STAGE, verdict=Verdict.RETURN, comment="Toch niet.")
    assert 'value="withdraw"' not in reviewing.browser.get(HERE).text
    assert reviewing.sends(Verdict.WITHDRAW, "nakijken", form).status_code == 410
    assert reviewing.sends(Verdict.WITHDRAW, form=form).status_code == 410
    assert reviewing.verdicts == [Verdict.APPROVE, Verdict.RETURN]


def test_a_link_whose_days_are_over_takes_nothing_back(reviewing: Reviewing) -> None:
    form = reviewing.form()
    reviewing.sends(Verdict.APPROVE)
    reviewing.clock.pass_(timedelta(hours=1))
    assert 'value="withdraw"' not in reviewing.browser.get(HERE).text
    assert reviewing.sends(Verdict.WITHDRAW, form=form).status_code == 410
    assert reviewing.verdicts == [Verdict.APPROVE] and reviewing.link() is LinkState.USED
