"""The release at the desk with everything around its signal: a set minute, a doubted letter, a channel that is away."""

from __future__ import annotations

from playwright.sync_api import Page

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.release_events import SignalDoubted, SignalSource
from bna_pipeline.pipeline.tools import record
from tests.e2e.project import EDITION, Project
from tests.support.desk_states import States, signed_in
from tests.support.driving import at, push, unfilled
from tests.support.live_desk import LiveDesk


def watching(project: Project) -> Project:
    """The same edition, in a programme that takes a set minute and the Kamer's open data for a signal.

    The open data are asked at an address at which nobody answers.
    """
    programme = project.root / "templates" / "bna" / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    signal = "  signal: {moment: {confirmed: true}, tweede_kamer: {}}\n"
    programme.write_text(text.replace("\ndelivery:\n", f"\ndelivery:\n{signal}", 1), encoding="utf-8")
    settings = project.root / ".bna" / "settings.toml"
    settings.write_text('[tweede_kamer]\nroot = "http://127.0.0.1:9/"\n', encoding="utf-8")
    settings.chmod(0o600)
    return project


def signal_states(page: Page, desk: LiveDesk, project: Project) -> States:
    """A minute is set, confirmed, and taken back; a letter is doubted; a channel is away when the package goes."""
    signed_in(page, desk, "coordinator")
    at(page, desk, "/vrijgave")
    yield "nog niets gekozen"
    unfilled(page)
    page.get_by_role("button", name="Verder").click()
    yield "moment, niets ingevuld"
    page.get_by_label("Dag van vertrek").fill("2020-06-30")
    page.get_by_label("Tijdstip").fill("09:00")
    push(page, "Verder")
    page.get_by_text("al voorbij").wait_for()
    yield "moment, voorbij"
    page.get_by_label("Dag van vertrek").fill("2020-07-01")
    page.get_by_label("Tijdstip").fill("14:00")
    push(page, "Verder")
    page.get_by_text("woensdag 1 juli 2020 om 14.00 uur (Nederlandse tijd, zomertijd)").wait_for()
    yield "moment, nakijken"
    push(page, "Ja, kies dit moment")
    at(page, desk, "/vrijgave/klaarzetten")
    yield "klaarzetten met een moment"
    push(page, "Ja, zet de vrijgave klaar")
    at(page, desk, "/vrijgave")
    yield "klaargezet, niet bevestigd"
    page.get_by_role("link", name="Bevestig het vertrek").click()
    page.get_by_text("Het gaat om dit pakket").wait_for()
    yield "bevestigen"
    push(page, "Ja, dit pakket mag vertrekken")
    at(page, desk, "/vrijgave")
    page.get_by_text("bevestigd", exact=True).wait_for()
    yield "bevestigd"
    at(page, desk, "/vrijgave/moment-vervalt")
    yield "moment vervalt"
    tools = desk.app.tools(EDITION)
    letter = project.kamerbrief.read_bytes()
    found = SignalDoubted(
        source=SignalSource.TWEEDE_KAMER,
        document="2020D27110",
        why="Geen van de bijlagen is de rapportage die GS hebben vastgesteld (2020D27111.pdf).",
        files=tuple(FileDigest.of(f"2020D2711{n}.pdf", letter + b"\n" * n) for n in (0, 1)),
    )
    for extra in (0, 1):
        tools.blobs.put(letter + b"\n" * extra)
    record(tools, desk.app.system(), lambda _now: found)
    at(page, desk)
    yield "overzicht met een twijfel"
    at(page, desk, "/vrijgave")
    page.get_by_role("heading", name="2020D27110").wait_for()
    yield "twijfel"
    unfilled(page)
    push(page, "Leg terzijde")
    yield "twijfel, geen reden"
    page.get_by_label("Waarom is dit de Kamerbrief niet?").fill("Dit is de brief van een ander dossier.")
    push(page, "Leg terzijde")
    at(page, desk, "/vrijgave")
    yield "terzijde gelegd"
    project.outbox("website").mkdir(parents=True)
    (project.outbox("website") / "van een ander.txt").write_text("niet van ons", encoding="utf-8")
    page.get_by_label("De Kamerbrief (PDF").set_input_files(project.kamerbrief)
    page.get_by_label("het pakket mag nu vertrekken").check()
    push(page, "Leg de Kamerbrief vast")
    at(page, desk, "/vrijgave")
    page.get_by_text("lukt nog niet").first.wait_for()
    yield "een kanaal moet nog"
    page.locator("summary", has_text="met hun SHA-256").first.click()
    yield "wat een kanaal heeft"
    at(page, desk)
    yield "overzicht, een kanaal moet nog"
    page.goto(f"{desk.address}/")
    yield "start, een kanaal moet nog"
    signed_in(page, desk, "auditor")
    at(page, desk, "/vrijgave")
    yield "zoals de auditor het ziet"
