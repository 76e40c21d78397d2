"""Every state in which people see the pages of reviewers and contributors: driven there, with or without script."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.editorial import EditorialChange
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.wiring import pipeline
from tests.e2e.project import EDITION, Project, copy_project
from tests.support.browser import PATIENCE
from tests.support.live_desk import LiveDesk

WIDTHS = (1280, 360)
REVIEWED_AT = datetime.fromisoformat("2020-05-27T10:00:00+02:00")
COLLECTED_AT = datetime.fromisoformat("2020-05-07T12:00:00+02:00")
PARTNER = "metropoolregio-eindhoven"
CONTRIBUTOR = f"inzender-{PARTNER}"
REVIEWER, PROGRAMME = "adviseur-kennis", "adviseur-programma"
PRINCIPAL, DEPUTY = "directeur-economie", "plv-directeur-economie"

States = Iterator[str]
"""What each state is called; a page is in it for as long as the name is looked at."""


def redrafted(played: Path, target: Path) -> Project:
    """A second draft, on which the first stage had decided: one text changed, and what follows from another did too.

    The director of economy is away, with a deputy.
    """
    project = copy_project(played / Phase.CONCEPT.name, target)
    app = project.app(REVIEWED_AT)
    tools = app.tools(EDITION)
    for reviewer in tools.programme.stage("beleid").reviewers:
        actor = app.actor(EDITION, reviewer.person, Act.DECIDE)
        pipeline.decide(tools, actor, stage="beleid", verdict=Verdict.APPROVE)
    away = app.actor(EDITION, PRINCIPAL, Act.NOTE_ABSENCE)
    first, last = REVIEWED_AT.date(), REVIEWED_AT.date() + timedelta(days=7)
    pipeline.note_absence(tools, away, person=PRINCIPAL, first=first, last=last, deputy=DEPUTY)
    coordinator, reason = app.actor(EDITION, "coordinator", Act.SETTLE), "Brainport Industries kent de stand."
    pipeline.settle(tools, coordinator, subject="D-01", chosen="brainport-industries", reason=reason)
    reword(project, "Daarmee is het instituut vanaf de eerste dag zichtbaar.")
    return project


def reword(project: Project, sentence: str) -> None:
    """A next draft, in which a sentence comes behind a text of the pillar Kennis."""
    app = project.app(REVIEWED_AT)
    tools, coordinator = app.tools(EDITION), app.actor(EDITION, "coordinator", Act.EDIT)
    text = next(t for t in pipeline.texts_of(tools, "tue") if t.action == "K-01" and not t.line)
    words = (f"{text.shown[0]} {sentence}", *text.shown[1:])
    change = EditorialChange(field=text.field, paragraphs=words, reason="De lezer weet zo waar het om gaat.")
    pipeline.amend_editorial(tools, coordinator, (change,), "De lezer weet zo waar het om gaat.")
    pipeline.draft(tools, coordinator)
    pipeline.advance(tools, app.system())


def asked(played: Path, target: Path) -> tuple[Project, Path]:
    """The edition as it was just opened, with nothing in its inbox, and a folder with what partners are to send."""
    project = copy_project(played / Phase.OPEN.name, target)
    sent = target.with_name(f"{target.name}-verstuurd")
    shutil.move(project.inbox(), sent)
    return project, sent


def signed_in(
    page: Page, desk: LiveDesk, person: str, purpose: LinkPurpose = LinkPurpose.SIGN_IN, subject: str | None = None
) -> None:
    """Follow a new link by its one button; whoever was signed in in this browser is signed out."""
    page.context.clear_cookies()
    page.goto(desk.link(person, EDITION, purpose, subject))
    page.locator("main form button").first.click()
    page.wait_for_load_state()


@dataclass(frozen=True)
class Later:
    """A clock that stands at a moment."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def reviewer_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """A reviewer reads, remarks, decides, takes it back; the deputy, the draft, Word and absence."""
    review = f"{desk.address}/e/{EDITION}/toetsing/beleid"
    signed_in(page, desk, REVIEWER)
    page.goto(review)
    yield "toetsing"
    page.locator("summary", has_text="Maak een opmerking").first.click()
    page.get_by_label("Uw opmerking bij").first.fill("Graag de naam van de decaan weglaten.")
    page.get_by_role("button", name="Bewaar de opmerking").first.click()
    page.get_by_text("Uw opmerking is bewaard.").wait_for()
    yield "opmerking bewaard"
    page.locator("summary", has_text="Maak een opmerking").first.click()
    page.get_by_label("Over welke woorden").first.fill("woorden die er niet staan")
    page.get_by_label("Uw opmerking bij").first.fill("Dit kan korter.")
    page.get_by_role("button", name="Bewaar de opmerking").first.click()
    page.get_by_text("De aangehaalde woorden staan niet").first.wait_for()
    yield "opmerking geweigerd"
    page.goto(review)
    page.get_by_role("button", name="Verder: kijk uw besluit na").click()
    yield "niets gekozen"
    page.get_by_label("Terugsturen").check()
    page.get_by_label("Toelichting").first.fill("De laatste zin klopt niet.\n\nGraag de oude tekst.")
    page.get_by_role("button", name="Verder: kijk uw besluit na").click()
    yield "terugsturen nakijken"
    page.get_by_role("button", name="Terug: ik wil iets veranderen").click()
    page.get_by_label("Akkoord met opmerkingen").check()
    page.get_by_role("button", name="Verder: kijk uw besluit na").click()
    yield "akkoord nakijken"
    page.get_by_role("button", name="Leg vast").click()
    yield "besloten"
    page.locator("summary", has_text="Uw besluit intrekken").click()
    page.get_by_role("button", name="Verder: kijk het intrekken na").click()
    yield "intrekken nakijken"
    page.get_by_role("button", name="Leg vast").click()
    yield "ingetrokken"
    yield from draft_states(page, desk)
    yield from word_states(page, desk, project)
    yield from absence_states(page, desk)
    signed_in(page, desk, DEPUTY)
    page.goto(f"{desk.address}/e/{EDITION}/toetsing/directie")
    yield "namens"
    signed_in(page, desk, PROGRAMME, LinkPurpose.REVIEW, "beleid")
    yield "bevestigen gevraagd"
    page.get_by_role("link", name="Bekijk wat is veranderd en bevestig").click()
    yield "bevestigen"
    page.get_by_role("button", name="Akkoord: bevestig").click()
    yield "bevestigd, met een link die is gebruikt"


def draft_states(page: Page, desk: LiveDesk) -> States:
    """The draft to read, and what changed in it."""
    page.goto(f"{desk.address}/e/{EDITION}/concept/2")
    yield "concept"
    page.get_by_role("link", name="Statenmededeling", exact=True).click()
    yield "concept, de brief"
    page.goto(f"{desk.address}/e/{EDITION}/concept/2/sinds/1")
    yield "wat veranderde"


def word_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """The draft in Word: downloaded, not chosen, no draft at all, and one with other words in it."""
    page.goto(f"{desk.address}/e/{EDITION}/toetsing/beleid/word")
    yield "word"
    page.get_by_label("Uw Word-bestand").evaluate("element => element.removeAttribute('required')")
    page.get_by_role("button", name="Stuur terug en lees het in").click()
    page.get_by_text("Kies eerst").first.wait_for()
    yield "word, niets gekozen"
    for name, data, said in (
        ("notitie.docx", b"geen Word-bestand", "niet gelezen"),
        ("brief van kennis.docx", _reworded(project.draft_file("statenmededeling.docx")), "Gelezen als"),
    ):
        page.goto(f"{desk.address}/e/{EDITION}/toetsing/beleid/word")
        page.get_by_label("Uw Word-bestand").set_input_files({"name": name, "mimeType": "", "buffer": data})
        page.get_by_role("button", name="Stuur terug en lees het in").click()
        page.get_by_text(said).first.wait_for()
        yield f"word, {said.lower()}"


def absence_states(page: Page, desk: LiveDesk) -> States:
    """Nothing arranged, a form with a fault, arranged, and taken back."""
    page.goto(f"{desk.address}/e/{EDITION}/afwezigheid/{REVIEWER}")
    yield "afwezigheid"
    page.get_by_role("button", name="Leg vast").click()
    yield "afwezigheid, niets ingevuld"
    page.get_by_label("Eerste dag").fill("2020-06-02")
    page.get_by_label("Laatste dag").fill("2020-06-05")
    page.get_by_label("Wie beslist in die tijd?").select_option(PROGRAMME)
    page.get_by_role("button", name="Leg vast").click()
    yield "afwezigheid geregeld"
    page.locator("summary", has_text="Toch aanwezig").click()
    page.get_by_label("Waarom vervalt dit?").fill("De reis gaat niet door.")
    page.get_by_role("button", name="Laat deze afwezigheid vervallen").click()
    yield "afwezigheid vervallen"


def moved_state(page: Page, desk: LiveDesk, project: Project) -> States:
    """A decision that was looked over, and then there was another draft."""
    signed_in(page, desk, REVIEWER)
    page.goto(f"{desk.address}/e/{EDITION}/toetsing/beleid")
    page.get_by_label("Akkoord met opmerkingen").first.check()
    page.get_by_label("Toelichting").first.fill("Mooi zo.")
    page.get_by_role("button", name="Verder: kijk uw besluit na").first.click()
    reword(project, "Dat gebeurde in het voorjaar.")
    page.get_by_role("button", name="Leg vast").click()
    yield "concept veranderd"


def contributor_states(page: Page, desk: LiveDesk, project: Project, sent: Path) -> States:
    """A contributor sends a file with faults in it, mends it, and comes too late with another."""
    home = f"{desk.address}/e/{EDITION}/bijdrage/{PARTNER}"
    signed_in(page, desk, CONTRIBUTOR, LinkPurpose.SUBMIT, PARTNER)
    yield "gevraagd"
    page.get_by_label("Uw bestand").evaluate("element => element.removeAttribute('required')")
    page.get_by_role("button", name="Verstuur en controleer").click()
    yield "niets gekozen"
    send(page, home, sent / PARTNER / "bijdrage-mre-eerste-versie.docx")
    yield "fouten"
    page.goto(home)
    yield "te verbeteren"
    send(page, home, sent / "ocw" / "OCW bijdrage BNA 2020.docx")
    yield "van een ander"
    desk.app.__dict__["clock"] = Later(COLLECTED_AT + timedelta(hours=1))
    send(page, home, sent / PARTNER / "bijdrage-mre-verbeterd.docx")
    yield "goed"
    page.goto(home)
    yield "telt mee"


def send(page: Page, home: str, file: Path) -> None:
    """Send a file in from a partner's page."""
    page.goto(home)
    page.get_by_label("Uw bestand").set_input_files(file)
    page.get_by_role("button", name="Verstuur en controleer").click()
    page.wait_for_load_state()


def _reworded(docx: Path) -> bytes:
    """A Word file with one word written otherwise, without a trace."""
    made = io.BytesIO()
    with zipfile.ZipFile(docx) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename == "word/document.xml":
                data = data.replace(b"coronacrisis", b"pandemie", 1)
            after.writestr(entry, data)
    return made.getvalue()


def whole(page: Page, states: States) -> States:
    """The states, each once its page is there whole: a click comes back when the page has hardly begun."""
    for state in states:
        page.wait_for_load_state()
        yield state


def overflows(page: Page) -> list[str]:
    """At which widths the page is wider than the window (WCAG 2.2, 1.4.10)."""
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("document.documentElement.scrollWidth")
        wide += [f"{found} px in {width}"] if found > width else []
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return wide


@contextmanager
def opened(running: Browser, *, script: bool = True) -> Iterator[Page]:
    """A browser of one's own."""
    context = running.new_context(
        viewport={"width": WIDTHS[0], "height": 900}, java_script_enabled=script, locale="nl-NL"
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()
