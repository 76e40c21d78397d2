"""The pages of coordinator, redactie, secretary, mandate's holder, signers and auditor at the desk."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from bna_pipeline.errors.moved import DraftMoved
from bna_pipeline.model.access import LinkPurpose, NewLink, Visitor
from bna_pipeline.model.editorial import EditorialNow
from bna_pipeline.model.transitions import Phase
from bna_pipeline.portal.app import desk_of
from bna_pipeline.wiring import App, open_app, pipeline
from tests.e2e.conftest import ProjectIn
from tests.e2e.project import EDITION, Project, copy_project
from tests.support.browser import PATIENCE, RULES, browser
from tests.support.budget import THOROUGH, where_there_is_time
from tests.support.desk import ADDRESS, token_of
from tests.support.desk import Browser as Visiting
from tests.support.desk_states import overflows
from tests.support.live_desk import live_desk
from tests.support.oversight_states import SIGNED, STORIES, project_for, states_of

pytestmark = pytest.mark.xdist_group("desk")

BASE = f"/e/{EDITION}"
PEOPLE = ("coordinator", "auditor", "bestuurssecretaris", "gedeputeerde", "voorzitter", "secretaris", "inzender-ezk")
COMMAND = re.compile(r"`[^`]*`|\bbna [a-z]+ |--[a-z]+")


@dataclass(frozen=True)
class Standing:
    """An edition in a phase, and its desk; what follows an act is left to the next run."""

    project: Project
    app: App
    site: FastAPI

    def visit(self, person: str) -> Visiting:
        """A browser in which somebody is signed in."""
        visitor = Visitor(person=person, how="oidc:login.example.org:1", programme="bna")
        return Visiting(self.site, ADDRESS, {"bna": self.app.access.open_session(visitor, self.app.clock.now())})

    @property
    def entries(self) -> int:
        return len(self.project.entries)


@pytest.fixture(scope="module")
def standing_in(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Phase], Standing]]:
    """One project a phase for all tests here: none of them decides anything."""
    made: dict[Phase, Standing] = {}

    def standing(phase: Phase) -> Standing:
        if phase not in made:
            project = copy_project(played / phase.name, tmp_path_factory.mktemp("loket") / "project")
            app = open_app(project.root, SIGNED)
            made[phase] = Standing(project, app, desk_of(app, lambda _edition, _flow: None))
        return made[phase]

    yield standing
    for one in made.values():
        one.app.access.close()
        shutil.rmtree(one.project.root, ignore_errors=True)


def _walk(visiting: Visiting, person: str) -> tuple[int, list[str]]:
    """Open every page that can be reached by links from the edition's own; how many, and what is wrong with any."""
    due, seen, wrong = [BASE], set[str](), list[str]()
    while due:
        path = due.pop()
        seen.add(path)
        answer = visiting.get(path)
        if answer.status_code == 303:
            continue
        if answer.status_code != 200:
            wrong.append(f"{person}: {path} answers {answer.status_code}")
            continue
        if not answer.headers["content-type"].startswith("text/html") or "<nav" not in answer.text:
            continue
        main = answer.text.partition("<main")[2]
        said = unescape(re.sub(r"<[^>]*>", " ", main))
        wrong += [f"{person}: {path} names a command: {found}" for found in COMMAND.findall(said)]
        found = (unescape(href) for href in re.findall(r'href="(/e/[^"#]*)"', answer.text))
        due += [href for href in dict.fromkeys(found) if href not in seen and href not in due and not _alike(href)]
    return len(seen), wrong


def _alike(href: str) -> bool:
    """Whether others like it are looked at: of fifty texts of partners the first, and no draft's whole files."""
    many = re.search(r"/redactie/partner/(?!ezk)|/redactie/partner/ezk/(?!K-01)|/ronde/(?!ezk|sluiten|redactie)", href)
    return many is not None or "/bestand/" in href or "/concept/" in href


_FIRST = Phase.FOR_ADOPTION
_PHASES = [
    _FIRST,
    *(
        pytest.param(phase, marks=where_there_is_time)
        for phase in Phase
        if phase.name in ("OPEN", "ADOPTED", "SIGNED", "FINISHED")
    ),
]


@pytest.mark.parametrize("phase", _PHASES)
def test_who_looks_around_meets_no_dead_end_and_changes_nothing(
    standing_in: Callable[[Phase], Standing], phase: Phase
) -> None:
    """Every link of every page leads to a page that is open to who sees it; no page speaks of a terminal.

    Under embargo it is on record who opened which file, and nothing else.
    """
    standing = standing_in(phase)
    before, seen, wrong = standing.entries, 0, list[str]()
    for person in PEOPLE if THOROUGH else PEOPLE[1:4]:
        count, faults = _walk(standing.visit(person), person)
        seen, wrong = seen + count, wrong + faults
    assert not wrong, "\n".join(wrong)
    assert seen > 20
    noted = {entry.event.kind for entry in standing.project.entries[before:]}
    assert noted <= ({"embargo.read"} if phase in (Phase.ADOPTED, Phase.SIGNED) else set())


def test_what_was_typed_on_an_older_redactie_is_not_saved_and_not_lost(
    standing_in: Callable[[Phase], Standing],
) -> None:
    """Another redactie counts by now: the page says so, shows how the text reads, and the form holds what was typed."""
    standing = standing_in(Phase.FOR_ADOPTION)
    form, before = f"{BASE}/redactie/tekst/follow_up", standing.entries
    stands = next(t for t in editorial_of(standing).texts if t.field == "follow_up").paragraphs[0]
    answer = standing.visit("coordinator").send(form, basis="0" * 64, tekst="Mijn zin blijft.", doe="bewaar")
    assert answer.status_code == 409
    assert "Mijn zin blijft." in answer.text
    assert stands in unescape(answer.text)
    assert "De redactie is bijgewerkt" not in answer.text
    assert standing.entries == before


def editorial_of(standing: Standing) -> EditorialNow:
    found = pipeline.editorial_now(standing.app.tools(EDITION))
    assert found is not None
    return found


def test_saving_says_first_whose_approvals_it_drops(standing_in: Callable[[Phase], Standing]) -> None:
    """All approved by everybody: the form names each whose approval goes, and saves nothing yet."""
    standing = standing_in(Phase.FOR_ADOPTION)
    before, visiting, form = (
        standing.entries,
        standing.visit("coordinator"),
        f"{BASE}/redactie/partner/tue/K-01/achieved",
    )
    page = visiting.get(form).text
    hidden = {name: re.findall(rf'name="{name}" value="([0-9a-f]+)"', page)[0] for name in ("basis", "origineel")}
    answer = visiting.send(form, tekst="Korter en krachtig.", reden="Te lang.", **hidden)
    said = unescape(re.sub(r"<[^>]*>", " ", answer.text))
    assert "Wat opslaan doet" in said
    for reviewer in (
        "Beleidsadviseur Kennis en Innovatie",
        "Directeur Economie",
        "Toetser Economische Zaken en Klimaat",
    ):
        assert reviewer in said
    assert "Korter en krachtig." in answer.text
    assert standing.entries == before


def _said(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", html))


def test_taking_a_text_away_says_first_whose_approvals_it_drops(standing_in: Callable[[Phase], Standing]) -> None:
    """A statement of the letter, and the redactie's wording of a partner's text: nothing goes at the first press."""
    standing = standing_in(Phase.FOR_ADOPTION)
    now, before, visiting = editorial_of(standing), standing.entries, standing.visit("coordinator")
    statement = next(t.field for t in now.texts if t.field.startswith("core."))
    edit = now.editorial.edits[0]
    worded = f"{BASE}/redactie/partner/{edit.partner}/{edit.action}/{edit.field.value}"
    for form, act, heading in (
        (f"{BASE}/redactie/tekst/{statement}", "verwijder", "Wat verwijderen doet"),
        (worded, "herstel", "Wat herstellen doet"),
    ):
        page = visiting.get(form).text
        hidden = dict(re.findall(r'name="(basis|origineel)" value="([0-9a-f]+)"', page))
        answer = visiting.send(form, doe=act, **hidden)
        assert answer.status_code == 200, answer.text
        said = _said(answer.text)
        assert heading in said
        assert "Directeur Economie" in said
        assert 'name="zeker" value="ja"' in answer.text
    assert standing.entries == before


def test_a_new_statement_that_is_refused_can_be_sent_again(standing_in: Callable[[Phase], Standing]) -> None:
    """What is wrong with its name is said beside the name; on a redactie that moved, the next press goes on."""
    standing = standing_in(Phase.FOR_ADOPTION)
    form, before, visiting = f"{BASE}/redactie/nieuw/core", standing.entries, standing.visit("coordinator")
    base, taken = editorial_of(standing).base, editorial_of(standing).editorial.core[0].id
    typed = {"kop": "De agenda werkt.", "tekst": "Dat blijkt uit de cijfers."}
    for name, said in (("één", "letters zonder accent"), (taken, "Er is al een uitspraak met deze naam")):
        answer = visiting.send(form, basis=base, naam=name, doe="bewaar", **typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert typed["tekst"] in answer.text
    answer = visiting.send(form, basis="0" * 64, naam="Nieuwe naam", doe="bewaar", **typed)
    assert answer.status_code == 409
    assert re.findall(r'name="basis" value="([0-9a-f]+)"', answer.text) == [base]
    said = _said(visiting.send(form, basis=base, naam="Nieuwe naam", **typed).text)
    assert "Wat toevoegen doet" in said
    assert "Directeur Economie" in said
    assert standing.entries == before


@pytest.mark.parametrize(
    ("phase", "person", "path", "fields"),
    [
        (
            Phase.FOR_ADOPTION,
            "bestuurssecretaris",
            "/vaststelling",
            {"gezien": "0" * 64, "datum": "2020-06-23", "nummer": "GS-1", "uitkomst": "adopted", "zeker": "ja"},
        ),
        pytest.param(
            Phase.ADOPTED,
            "voorzitter",
            "/ondertekening/Voorzitter/ondertekenen",
            {"brief": "0" * 64},
            marks=where_there_is_time,
        ),
        pytest.param(
            Phase.SIGNED, "coordinator", "/vrijgave/klaarzetten", {"brief": "0" * 64}, marks=where_there_is_time
        ),
    ],
)
def test_nobody_decides_on_other_bytes_than_his_page_showed(
    standing_in: Callable[[Phase], Standing], phase: Phase, person: str, path: str, fields: dict[str, str]
) -> None:
    """Adopting, signing and arming carry what the page showed: another by now, and nothing is recorded."""
    standing = standing_in(phase)
    before = standing.entries
    answer = standing.visit(person).send(f"{BASE}{path}", **fields)
    assert answer.status_code == 409
    assert "intussen" in answer.text
    assert standing.entries == before


def test_the_draft_that_the_page_showed_is_asked_for_as_the_decision_goes_on_record(
    standing_in: Callable[[Phase], Standing], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A draft that is made between the look and the record is not the one that GS decided on."""
    standing = standing_in(Phase.FOR_ADOPTION)
    asked: list[object] = []

    def adopt(*_: object, draft: int | None = None, **_more: object) -> pipeline.Step:
        asked.append(draft)
        raise DraftMoved("Er is intussen een ander concept.", "Bekijk het nieuwe concept.")

    monkeypatch.setattr(pipeline, "adopt", adopt)
    visiting, page = standing.visit("bestuurssecretaris"), f"{BASE}/vaststelling"
    (seen,) = re.findall(r'name="gezien" value="([0-9a-f]+)"', visiting.get(page).text)
    fields = {"datum": "2020-06-23", "nummer": "GS-1", "uitkomst": "adopted", "zeker": "ja"}
    assert visiting.send(page, gezien=seen, **fields).status_code == 409
    made = standing.project.state().draft
    assert made is not None
    assert asked == [made.version]


def test_the_ledger_as_a_file_is_held_against_the_ledger(standing_in: Callable[[Phase], Standing]) -> None:
    """What was taken away earlier is how the ledger begins still; one in which a name was changed is not."""
    standing = standing_in(Phase.FOR_ADOPTION)
    visiting = standing.visit("auditor")
    saved = visiting.get(f"{BASE}/logboek/audit.jsonl").content
    assert saved.count(b"\n") == standing.entries
    for data, verdict in ((saved, "klopt"), (saved.replace(b"adviseur-talent", b"adviseur-tamelijk"), "klopt niet")):
        token = re.findall(r'name="_token" value="([^"]+)"', visiting.get(f"{BASE}/logboek").text)[-1]
        answer = visiting.post(
            f"{BASE}/logboek/nakijken", data={"_token": token}, files={"bestand": ("audit.jsonl", data)}
        )
        assert f">{verdict}</span>" in answer.text, answer.text


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


def _violations(page: Page) -> list[str]:
    found: Any = Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}" for one in found]


@where_there_is_time
@pytest.mark.parametrize("script", [True, False], ids=["with script", "script off"])
@pytest.mark.parametrize("story", list(STORIES))
def test_every_state_keeps_to_wcag_and_goes_without_script(
    played: Path, tmp_path: Path, chromium: Browser, story: str, *, script: bool
) -> None:
    """Each state that people see, at 1280 and 360 pixels: nothing for axe, nothing wider than the window."""
    project = project_for(story, played, tmp_path / "project")
    wrong: list[str] = []
    with live_desk(project.root, STORIES[story][1]) as desk:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 900}, java_script_enabled=script, bypass_csp=script
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        for name in states_of(story, page, desk, project):
            wrong += [f"{name}: {found}" for found in (*overflows(page), *(_violations(page) if script else ()))]
        context.close()
    assert not wrong, "\n".join(wrong)


def test_who_came_by_a_link_that_was_used_may_look_on_and_do_nothing_more(
    standing_in: Callable[[Phase], Standing],
) -> None:
    """The page says what was done with it, and has no form of the act any more."""
    standing = standing_in(Phase.FOR_ADOPTION)
    access, now = standing.app.access, standing.app.clock.now()
    wanted = NewLink(
        person="bestuurssecretaris", edition=EDITION, purpose=LinkPurpose.ADOPT, expires=now + timedelta(days=1)
    )
    path = f"/link/{access.issue_link(wanted, now)}"
    visiting = Visiting(standing.site, ADDRESS, {})
    visiting.send(path)
    assert 'name="gezien"' in visiting.get(f"{BASE}/vaststelling").text
    _, link = access.look(path.removeprefix("/link/"), now)
    assert link is not None
    access.use(link.id, now, "U legde besluit GS-1 vast: vastgesteld.")
    page = visiting.get(f"{BASE}/vaststelling")
    assert page.status_code == 200
    assert "U legde besluit GS-1 vast: vastgesteld." in page.text
    assert 'name="gezien"' not in page.text


def test_whose_turn_it_is_reads_that_another_refuses(project_in: ProjectIn) -> None:
    """And not that he must wait for himself."""
    project = project_in(Phase.ADOPTED)
    app = project.app()
    standing = Standing(project, app, desk_of(app, lambda _edition, _flow: None))
    pages = {field: f"{BASE}/ondertekening/{field}" for field in ("Voorzitter", "Secretaris")}
    assert "De brief ligt klaar" in standing.visit("voorzitter").get(pages["Voorzitter"]).text
    refused = standing.visit("secretaris").send(f"{pages['Secretaris']}/weigeren", reden="Het bedrag klopt niet.")
    assert refused.status_code == 303
    said = _said(standing.visit("voorzitter").get(pages["Voorzitter"]).text)
    assert "weigert te ondertekenen: Het bedrag klopt niet." in said
    assert "Eerst ondertekent" not in said


def _packed_anew(docx: Path) -> bytes:
    """The same answers in other bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(docx) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            end = b"\n" if entry.filename == "word/document.xml" else b""
            after.writestr(entry.filename, before.read(entry) + end)
    return made.getvalue()


@where_there_is_time
def test_a_file_that_came_late_counts_once_the_coordinator_says_why(played: Path, tmp_path: Path) -> None:
    """He sends it in himself; without a reason the form comes back; and what has errors can be put aside."""
    project = copy_project(played / Phase.FOR_ADOPTION.name, tmp_path / "project")
    app = open_app(project.root, SIGNED)
    standing = Standing(project, app, desk_of(app, lambda _edition, _flow: None))
    visiting, page = standing.visit("coordinator"), f"{BASE}/ronde/metropoolregio-eindhoven"
    late = _packed_anew(project.inbox("metropoolregio-eindhoven/bijdrage-mre-verbeterd.docx"))
    token = token_of(visiting.get(page).text, f"{page}/insturen")
    sent = visiting.post(f"{page}/insturen", data={"_token": token}, files={"bestand": ("later.docx", late)})
    assert sent.status_code == 303
    (original,) = project.state().late
    for reason, status in (("", 422), ("De cijfers van juni horen erbij.", 303)):
        answer = visiting.send(page, doe="toelaten", versie=original[1], reden=reason)
        assert answer.status_code == status
    assert not project.state().late
    faulty = next(c.original for c in project.state().checked_from("metropoolregio-eindhoven") if c.errors)
    assert visiting.send(page, doe="terzijde", versie=faulty, reden="Er is een betere.").status_code == 303
    assert project.state().is_waived("metropoolregio-eindhoven", faulty)
    app.access.close()
