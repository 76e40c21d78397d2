"""The pages of coordinator, redactie, secretary, mandate's holder, signers and auditor in every state that people see.

`python -m tests.support.oversight_states FOLDER` makes pictures of all of them, at 1280 and at 360 pixels wide.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page

from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.wiring import pipeline
from tests.e2e.project import EDITION, Project, copy_project, play_into
from tests.support.browser import browser
from tests.support.desk_states import PROGRAMME, REVIEWED_AT, WIDTHS, States, redrafted, signed_in, whole
from tests.support.driving import at, opened, push, unfilled
from tests.support.live_desk import LiveDesk, live_desk
from tests.support.signal_states import signal_states, watching

COLLECTED = datetime.fromisoformat("2020-05-18T10:00:00+02:00")
ADOPTED = datetime.fromisoformat("2020-06-23T12:00:00+02:00")
SIGNED = datetime.fromisoformat("2020-06-24T09:00:00+02:00")
RELEASED = datetime.fromisoformat("2020-06-30T14:00:00+02:00")
WHY = "Zo is het afgesproken."

Drive = Callable[[Page, LiveDesk, Project], States]


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


def round_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """The round as it stands after the first collection, until it is closed."""
    app = project.app(COLLECTED)
    pipeline.advance(app.tools(EDITION), app.system())
    signed_in(page, desk, "coordinator")
    at(page, desk)
    yield "overzicht, aan zet"
    for path, name in (("/ronde", "ronde"), ("/ronde/metropoolregio-eindhoven", "partner met een vervangen versie")):
        at(page, desk, path)
        yield name
    at(page, desk, "/ronde/sluiten")
    yield "sluiten kan nog niet"
    at(page, desk, "/post")
    yield "mails"
    at(page, desk, "/tegenspraak")
    yield "tegenspraak"
    unfilled(page)
    push(page, "Beslecht")
    yield "tegenspraak, niets ingevuld"
    page.get_by_label("Brainport Development").check()
    page.get_by_label("Waarom?").fill(WHY)
    push(page, "Beslecht")
    page.get_by_text("is beslecht").first.wait_for()
    yield "tegenspraak beslecht"
    at(page, desk, "/ronde/sluiten")
    yield "sluiten"
    push(page, "Ja, sluit de ronde")
    desk.settled()
    at(page, desk)
    yield "overzicht, concept"


def draft_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """A second draft goes round: its findings, remarks, Word, terms, and the redactie that makes a third."""
    app = project.app(REVIEWED_AT)
    tools = app.tools(EDITION)
    section = next(s.id for s in pipeline.state(tools).drafts[-1].draft.sections if s.id == "rapport.voorwoord")
    pipeline.make_remark(
        tools,
        app.actor(EDITION, PROGRAMME, Act.REMARK),
        stage="beleid",
        section=section,
        text="De toon is goed. Noem ook de gemeenten.",
    )
    pipeline.return_word(
        tools,
        app.actor(EDITION, PROGRAMME, Act.RETURN_WORD),
        name="brief met een ander woord.docx",
        data=_reworded(project.draft_file("statenmededeling.docx")),
        stage="beleid",
    )
    signed_in(page, desk, "coordinator")
    for path, name in (
        ("", "overzicht, beoordeling"),
        ("/concepten", "concepten"),
        ("/bevindingen", "bevindingen"),
        ("/opmerkingen", "opmerkingen"),
    ):
        at(page, desk, path)
        yield name
    unfilled(page)
    push(page, "Beantwoord")
    yield "opmerking, geen antwoord"
    page.get_by_label("Ja, of dat gebeurt nog").first.check()
    page.get_by_label("Antwoord aan de toetser").first.fill("De gemeenten staan nu in de tweede alinea.")
    push(page, "Beantwoord")
    page.get_by_text("Beantwoord", exact=True).first.wait_for()
    yield "opmerking beantwoord"
    at(page, desk, "/voorstellen")
    yield "voorstellen"
    page.get_by_label("Nee, niet overnemen").first.check()
    push(page, "Leg vast")
    yield "voorstel, geen reden"
    page.get_by_label("Ja, neem over").first.check()
    page.get_by_label("Antwoord of reden").first.fill("Dit woord past beter.")
    push(page, "Leg vast")
    page.get_by_text("Afgehandeld").wait_for()
    yield "voorstel overgenomen"
    yield from term_states(page, desk)
    yield from editorial_states(page, desk)


def term_states(page: Page, desk: LiveDesk) -> States:
    """Terms and who is away: nothing filled in, and arranged."""
    at(page, desk, "/vervanging")
    yield "termijnen"
    opened(page, "Regel een vervanger")
    unfilled(page)
    push(page, "Leg de vervanging vast")
    yield "vervanging, niets ingevuld"
    page.locator("#vervangen-wie").select_option("directeur-mobiliteit")
    page.locator("#vervangen-vervanger").select_option("plv-directeur-economie")
    page.locator("#vervangen-van").fill("2020-06-15")
    page.locator("#vervangen-tot").fill("2020-06-26")
    page.locator("#vervangen-reden").fill("Vakantie")
    push(page, "Leg de vervanging vast")
    page.get_by_text("namens Directeur Mobiliteit").first.wait_for()
    yield "vervanging geregeld"
    opened(page, "Leg een afwezigheid vast")
    page.locator("#afwezig-wie").select_option("toetser-ezk")
    page.locator("#afwezig-van").fill("2020-06-15")
    page.locator("#afwezig-tot").fill("2020-06-19")
    push(page, "Leg vast")
    page.get_by_text("15 juni 2020 tot en met 19 juni 2020").first.wait_for()
    yield "afwezigheid vastgelegd"
    if not page.locator("details[open] summary", has_text="Verleng de termijn").count():
        opened(page, "Verleng de termijn")
    page.get_by_label("Nieuwe laatste dag").first.fill("2020-06-30")
    page.get_by_label("Reden", exact=True).first.fill(WHY)
    push(page, "Verleng")
    page.get_by_text("heeft de tijd tot en met").first.wait_for()
    yield "termijn verlengd"


def editorial_states(page: Page, desk: LiveDesk) -> States:
    """The redactie: a partner's text in other words, what that would drop, and a statement of the letter."""
    for path, name in (
        ("/redactie", "redactie"),
        ("/redactie/partner/ocw", "teksten van een partner"),
        ("/redactie/nieuw/core", "nieuwe uitspraak"),
    ):
        at(page, desk, path)
        yield name
    unfilled(page)
    push(page, "Bekijk gevolgen")
    yield "nieuwe uitspraak, niets ingevuld"
    at(page, desk, "/redactie/partner/tue/K-01/achieved")
    yield "tekst bewerken"
    unfilled(page)
    page.get_by_label("Tekst", exact=True).fill("")
    page.get_by_label("Waarom?").fill("")
    push(page, "Bekijk gevolgen")
    yield "tekst bewerken, niets ingevuld"
    page.get_by_label("Tekst", exact=True).fill("Het instituut is gestart. Er zijn drie toepassingen gekozen.")
    page.get_by_label("Waarom?").fill("Korter.")
    push(page, "Bekijk gevolgen")
    page.get_by_text("Wat opslaan doet").wait_for()
    yield "tekst bewerken, gevolgen"
    push(page, "Opslaan")
    page.get_by_text("De redactie is bijgewerkt").wait_for()
    yield "tekst bewerkt"
    at(page, desk, "/redactie/partner/tue/K-01/achieved")
    opened(page, "De tekst van de partner herstellen")
    push(page, "Herstel de tekst van de partner")
    page.get_by_text("Wat herstellen doet").wait_for()
    yield "tekst herstellen, gevolgen"
    at(page, desk, "/redactie")
    page.get_by_role("link", name="Bewerk Brief, Kernboodschap").first.click()
    opened(page, "Deze uitspraak verwijderen")
    push(page, "Verwijder deze uitspraak")
    page.get_by_text("Wat verwijderen doet").wait_for()
    yield "uitspraak verwijderen, gevolgen"
    at(page, desk, "/redactie/tekst/summary")
    yield "eigen tekst"
    page.get_by_label("Tekst", exact=True).fill("De agenda loopt 😀 goed.")
    push(page, "Bekijk gevolgen")
    yield "eigen tekst, geweigerd"


def adoption_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """GS decide: with a mandate, settled by its holder; then taken back, and adopted anew."""
    signed_in(page, desk, "bestuurssecretaris")
    at(page, desk, "/vaststelling")
    yield "vaststelling"
    unfilled(page)
    push(page, "Verder")
    yield "vaststelling, niets ingevuld"
    page.get_by_label("Datum van het besluit").fill("2020-06-23")
    page.get_by_label("Nummer van het besluit").fill("GS-VOORBEELD-2020-0623")
    page.get_by_label("Vastgesteld met mandaat").check()
    page.get_by_label("Wie heeft het mandaat?").select_option("gedeputeerde")
    push(page, "Verder")
    page.get_by_text("Klopt dit?").wait_for()
    yield "vaststelling, nakijken"
    push(page, "Ja, leg dit besluit vast")
    page.get_by_text("mag de tekst nog redactioneel afronden").wait_for()
    yield "vaststelling met mandaat"
    signed_in(page, desk, "gedeputeerde")
    at(page, desk, "/mandaat")
    yield "mandaat"
    push(page, "Ja, rond het mandaat af")
    page.get_by_text("is afgerond door").wait_for()
    yield "mandaat afgerond"
    signed_in(page, desk, "bestuurssecretaris")
    at(page, desk, "/vaststelling/intrekken")
    yield "besluit intrekken"
    unfilled(page)
    push(page, "Ja, trek het besluit in")
    yield "besluit intrekken, geen reden"
    page.get_by_label("Reden").fill("De bijlage wordt een andere.")
    push(page, "Ja, trek het besluit in")
    page.get_by_text("Besluit GS-VOORBEELD-2020-0623 is ingetrokken").wait_for()
    yield "besluit ingetrokken"


def signing_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """Two sign, of whom one refuses first, and takes his signature back once."""
    signed_in(page, desk, "voorzitter")
    base = "/ondertekening/Voorzitter"
    at(page, desk)
    yield "overzicht van een ondertekenaar"
    at(page, desk, base)
    yield "ondertekening"
    opened(page, "Elders ondertekenen")
    unfilled(page)
    push(page, "Lees in")
    yield "inlezen, niets gekozen"
    at(page, desk, f"{base}/weigeren")
    yield "weigeren"
    unfilled(page)
    push(page, "Ja, ik weiger te ondertekenen")
    yield "weigeren, geen reden"
    page.get_by_label("Reden").fill("De datum klopt niet.")
    push(page, "Ja, ik weiger te ondertekenen")
    page.get_by_text("weigert te ondertekenen").first.wait_for()
    yield "geweigerd"
    at(page, desk, f"{base}/hervatten")
    yield "weigering terugnemen"
    push(page, "Ja, neem de weigering terug")
    at(page, desk, f"{base}/ondertekenen")
    yield "ondertekenen"
    push(page, "Ja, onderteken de brief")
    page.get_by_text("heeft ondertekend").wait_for()
    yield "ondertekend"
    at(page, desk, f"{base}/intrekken")
    yield "handtekening intrekken"
    page.get_by_label("Reden").fill("Een ander tekent.")
    push(page, "Ja, trek mijn handtekening in")
    page.get_by_text("is ingetrokken en weggegooid").wait_for()
    yield "handtekening ingetrokken"
    at(page, desk, f"{base}/ondertekenen")
    push(page, "Ja, onderteken de brief")
    desk.settled()
    signed_in(page, desk, "secretaris")
    at(page, desk, "/ondertekening/Secretaris/ondertekenen")
    yield "ondertekenen als laatste"
    push(page, "Ja, onderteken de brief")
    page.get_by_text("heeft ondertekend").wait_for()
    yield "door iedereen ondertekend"


def release_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """The release: ready, held, ready again, and gone; then the auditor reads the ledger."""
    signed_in(page, desk, "coordinator")
    at(page, desk)
    yield "overzicht, ondertekend"
    at(page, desk, "/vrijgave")
    yield "vrijgave"
    at(page, desk, "/vrijgave/klaarzetten")
    yield "klaarzetten"
    push(page, "Ja, zet de vrijgave klaar")
    yield "klaargezet"
    at(page, desk, "/vrijgave/aanhouden")
    unfilled(page)
    push(page, "Ja, houd de vrijgave aan")
    yield "aanhouden, geen reden"
    page.get_by_label("Reden").fill("De Kamerbrief schuift op.")
    push(page, "Ja, houd de vrijgave aan")
    page.get_by_text("is aangehouden").first.wait_for()
    yield "aangehouden"
    at(page, desk, "/vrijgave/afbreken")
    yield "afbreken"
    at(page, desk, "/vrijgave/klaarzetten")
    push(page, "Ja, zet de vrijgave klaar")
    unfilled(page)
    push(page, "Leg de Kamerbrief vast")
    yield "Kamerbrief, niets gekozen"
    page.get_by_label("De Kamerbrief (PDF").set_input_files(project.kamerbrief)
    page.get_by_label("het pakket mag nu vertrekken").check()
    push(page, "Leg de Kamerbrief vast")
    at(page, desk, "/vrijgave")
    yield "vrijgegeven"
    at(page, desk)
    yield "overzicht, afgesloten"
    signed_in(page, desk, "auditor")
    at(page, desk, "/logboek")
    yield "logboek"
    at(page, desk, "/logboek?wie=voorzitter&soort=letter")
    yield "logboek, gekozen"
    saved = desk.app.root / "audit.jsonl"
    saved.write_bytes(page.request.get(f"{desk.address}/e/{EDITION}/logboek/audit.jsonl").body())
    page.get_by_label("Het bewaarde audit.jsonl").set_input_files(saved)
    push(page, "Kijk na")
    page.get_by_text("naast het logboek gehouden").wait_for()
    yield "logboek nagekeken"
    page.get_by_label("Het bewaarde audit.jsonl").set_input_files(
        {"name": "audit.jsonl", "mimeType": "application/json", "buffer": b"geen logboek\n"}
    )
    push(page, "Kijk na")
    yield "logboek nagekeken, onleesbaar"


STORIES: dict[str, tuple[Phase | None, datetime, Drive]] = {
    "ronde": (Phase.OPEN, COLLECTED, round_states),
    "concept": (None, REVIEWED_AT, draft_states),
    "vaststelling": (Phase.FOR_ADOPTION, ADOPTED, adoption_states),
    "ondertekening": (Phase.ADOPTED, SIGNED, signing_states),
    "vrijgave": (Phase.SIGNED, RELEASED, release_states),
    "sein": (Phase.SIGNED, RELEASED, signal_states),
}
"""By name: the phase that it begins in (None: with a second draft), the moment, and what is done."""


def project_for(story: str, played: Path, target: Path) -> Project:
    """A copy of the edition in which a story begins."""
    phase, _, drive = STORIES[story]
    project = redrafted(played, target) if phase is None else copy_project(played / phase.name, target)
    return watching(project) if drive is signal_states else project


def states_of(story: str, page: Page, desk: LiveDesk, project: Project) -> Iterator[str]:
    """What each state is called; a page is in it for as long as the name is looked at."""
    return whole(page, STORIES[story][2](page, desk, project))


def take_pictures(folder: Path, stories: tuple[str, ...] = tuple(STORIES)) -> None:
    """PNG files of every state, at both widths."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, browser() as running:
        base = Path(place)
        (base / "gespeeld").mkdir()
        play_into(base / "gespeeld")
        for story in stories:
            project = project_for(story, base / "gespeeld", base / story)
            with live_desk(project.root, STORIES[story][1]) as desk:
                page = running.new_context(viewport={"width": WIDTHS[0], "height": 900}).new_page()
                for number, name in enumerate(states_of(story, page, desk, project)):
                    for width in WIDTHS:
                        page.set_viewport_size({"width": width, "height": 900})
                        shot = f"{story}-{number:02d}-{name.replace(' ', '-').replace(',', '')}-{width}.png"
                        page.screenshot(path=folder / shot, full_page=True)
                    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
                page.context.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]), tuple(sys.argv[2:]) or tuple(STORIES))
