"""Between adoption and release it is on record who opens a file: once a day, and before he gets it."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from bna_pipeline import wiring
from bna_pipeline.errors import StorageError
from bna_pipeline.model.draft import LETTER_PDF, REPORT_HTML, REPORT_PDF
from bna_pipeline.model.programme import Role
from bna_pipeline.model.release_events import EmbargoedRead
from bna_pipeline.model.transitions import Phase
from bna_pipeline.portal.app import desk_of
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project
from tests.support.desk import Browser
from tests.support.desk_callers import Doorbell

pytestmark = pytest.mark.xdist_group("desk api")
Ask = Callable[..., httpx.Response]


def visitors(project: Project) -> Ask:
    """Ask the desk for a path as the first who has a role."""
    app = project.app()
    bell = Doorbell(app, EDITION)
    staff = {caller.name: caller for caller in bell.callers if caller.link is None}
    site = desk_of(app, lambda _edition, _flow: None)

    def ask(role: Role, path: str, method: str = "GET") -> httpx.Response:
        browser = Browser(site, app.settings.desk.public, {})
        return browser.ask(method, path, headers=bell.headers(staff[role.value], path))

    return ask


def reads(project: Project) -> list[tuple[str, str, str]]:
    found = [entry.event for entry in project.entries if isinstance(entry.event, EmbargoedRead)]
    return [(read.person, read.file.name, read.how) for read in found]


def test_who_opens_a_file_between_adoption_and_release_stands_in_the_trail_once_a_day(project_in: ProjectIn) -> None:
    project = project_in(Phase.ADOPTED)
    ask, draft = visitors(project), project.state().draft
    assert draft is not None
    base = f"/e/{EDITION}/concept/{draft.version}"
    report = next(file for file in draft.files if file.name == REPORT_PDF)
    told = {name: next(p.id for p in project.tools().programme.people if name in p.roles) for name in Role}
    head = ask(Role.COORDINATOR, f"{base}/bestand/{REPORT_PDF}", "HEAD")
    assert (head.status_code, head.content, reads(project)) == (200, b"", []), "headers alone open nothing"
    for _ in range(3):
        assert ask(Role.COORDINATOR, f"{base}/bestand/{REPORT_PDF}").status_code == 200
        assert ask(Role.COORDINATOR, f"/api/v1/editions/{EDITION}/files/{report.sha256}").status_code == 200
    assert ask(Role.COORDINATOR, base).status_code == 200, "the page around it shows no file"
    assert ask(Role.REVIEWER, f"{base}/bestand/{REPORT_HTML}").status_code == 200
    assert ask(Role.SECRETARY, f"/e/{EDITION}/ondertekening/Voorzitter/brief").status_code == 200
    stage = next(iter(wiring.pipeline.stages_of(project.tools(), told[Role.REVIEWER])))
    for path in (f"/e/{EDITION}/toetsing/{stage}", f"/api/v1/editions/{EDITION}/stages/{stage}/reading"):
        assert ask(Role.REVIEWER, path).status_code == 200, "the whole text stands on it"
    name = project.tools().programme.stage(stage).name
    assert reads(project) == [
        (told[Role.COORDINATOR], REPORT_PDF, "loket"),
        (told[Role.REVIEWER], REPORT_HTML, "loket"),
        (told[Role.SECRETARY], LETTER_PDF, "loket"),
        (told[Role.REVIEWER], f"concept {draft.version} bij {name}", "loket"),
    ]
    said = project.bna("audit", EDITION)
    assert said.code == 0 and f"opende {REPORT_PDF} onder embargo (loket)" in " ".join(said.out.split())


def test_before_adoption_and_for_who_is_turned_away_nothing_is_recorded(project_in: ProjectIn) -> None:
    project = project_in(Phase.FOR_ADOPTION)
    ask = visitors(project)
    assert ask(Role.COORDINATOR, f"/e/{EDITION}/concept/1/bestand/{REPORT_PDF}").status_code == 200
    assert ask(Role.CONTRIBUTOR, f"/e/{EDITION}/concept/1/bestand/{REPORT_PDF}").status_code == 403
    assert reads(project) == []


def test_what_cannot_be_recorded_is_not_shown(project_in: ProjectIn, monkeypatch: pytest.MonkeyPatch) -> None:
    project = project_in(Phase.ADOPTED)
    ask = visitors(project)

    def full(*_: object) -> bool:
        raise StorageError("De schijf is vol.", "Maak ruimte.")

    monkeypatch.setattr(wiring.pipeline, "note_reading", full)
    answer = ask(Role.COORDINATOR, f"/e/{EDITION}/concept/1/bestand/{REPORT_PDF}")
    assert answer.status_code >= 500 and b"%PDF" not in answer.content
