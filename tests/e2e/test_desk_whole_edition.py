"""A whole edition at the desk, by all who have a part in it, with a keyboard alone: from an upload to the dossier."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.wiring import lay_out_sample, pipeline
from tests.e2e.project import EDITION, Project
from tests.support.browser import PATIENCE, RULES, browser
from tests.support.budget import where_there_is_time
from tests.support.keyboard import Keyboard
from tests.support.live_desk import LiveDesk, live_desk

_BASE = f"/e/{EDITION}"
_DAY = datetime(2020, 6, 30, 12, tzinfo=UTC)
"""When the sample is played: what its files say of what is still to come must be so."""


class Play:
    """The edition as it is played: who is at the keyboard, and what every page they see is held against."""

    def __init__(self, desk: LiveDesk, running: Browser, root: Path, *, script: bool) -> None:
        self.desk, self.running, self.root, self.script = desk, running, root, script
        self.wrong: list[str] = []
        self.seen: set[str] = set()

    @contextmanager
    def at_the_desk(self, person: str) -> Iterator[Keyboard]:
        """Somebody signs in with a link of his own, in a browser of his own."""
        context = self.running.new_context(
            viewport={"width": 1280, "height": 900}, java_script_enabled=self.script, bypass_csp=False
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: self.wrong.append(f"{person}: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"{person}: {error}"))
        keys = Keyboard(page, self.look)
        keys.open(self.desk.link(person, EDITION))
        keys.push("Ja, ga verder")
        keys.follow("Voortgangsrapportage")
        yield keys
        context.close()

    def look(self, page: Page) -> None:
        """Hold a page against WCAG 2.2, once in each state that it is seen in."""
        heading = page.locator("h1").first.inner_text() if page.locator("h1").count() else page.url
        kind = re.sub(r"[0-9a-f]{16,}|[\w-]{40,}", "#", page.url.partition("?")[0])
        said = page.locator("main").inner_text() if page.locator("main").count() else ""
        state = f"{kind} {heading} {len(said) // 400}"
        if not self.script or state in self.seen:
            return
        self.seen.add(state)
        found: Any = Axe().run(page, options={"runOnly": list(RULES)}).response["violations"]
        self.wrong += [f"{kind}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found]

    @property
    def now(self) -> EditionState:
        self.desk.settled()
        return pipeline.state(self.desk.app.tools(EDITION))

    def open(self, keys: Keyboard, path: str) -> None:
        """Type an address, as who has it in a mail or among his favourites does."""
        keys.open(f"{self.desk.address}{path}")


def _contributor_sends(play: Play, file: Path) -> None:
    with play.at_the_desk("inzender-ocw") as keys:
        keys.follow("Uw bijdrage")
        keys.attach("Uw bestand", file)
        keys.push("Verstuur en controleer")
        keys.follow("Uw bijdrage")
        assert "Uw bijdrage is binnen en telt mee" in keys.page.locator("main").inner_text()


def _coordinator_closes(play: Play) -> None:
    with play.at_the_desk("coordinator") as keys:
        keys.follow("Tegenspraak beslechten")
        keys.choose("Brainport Development")
        keys.write("Waarom?", "Brainport Development is trekker en kent de afgesproken data.")
        keys.push("Beslecht")
        assert play.now.settlements
        keys.follow("Ronde")
        keys.follow("Sluit de ronde")
        keys.push("Ja, sluit de ronde")
    assert play.now.phase is Phase.CONCEPT


def _decide(play: Play, person: str, stage: str, verdict: str, comment: str = "") -> None:
    before = len(play.now.decisions)
    with play.at_the_desk(person) as keys:
        play.open(keys, f"{_BASE}/toetsing/{stage}")
        keys.choose(verdict)
        if comment:
            keys.write("Toelichting", comment)
        keys.push("Verder: kijk uw besluit na")
        keys.press_on(keys.page.locator("main form[action$='/besluit'] button").first)
    assert len(play.now.decisions) == before + 1, (person, stage)


def _reviewers_decide(play: Play) -> None:
    """All whose turn it is, until the route is done; who has only what follows from others confirms in one click."""
    while (lacking := _next_to_decide(play)) is not None:
        person, stage, reconfirms = lacking
        if not reconfirms:
            _decide(play, person, stage, "Akkoord")
            continue
        before = len(play.now.decisions)
        with play.at_the_desk(person) as keys:
            play.open(keys, f"{_BASE}/toetsing/{stage}")
            keys.follow("Bekijk wat is veranderd en bevestig")
            keys.push("Akkoord: bevestig")
        assert len(play.now.decisions) == before + 1, (person, stage)


def _next_to_decide(play: Play) -> tuple[str, str, bool] | None:
    play.desk.settled()
    status = play.desk.app.status(EDITION)
    for stage in status.stages:
        if stage.satisfied:
            continue
        person = next(r.person for r in stage.reviewers if r.needed)
        reading = pipeline.reading(play.desk.app.tools(EDITION), person=person, stage=stage.stage)
        return person, stage.stage, bool(reading.reconfirmable)
    return None


def _redactie_edits(play: Play) -> None:
    drafts = len(play.now.drafts)
    with play.at_the_desk("coordinator") as keys:
        play.open(keys, f"{_BASE}/redactie/partner/ocw")
        keys.press_on(keys.page.get_by_role("link", name=re.compile("^Bewerk")).first)
        old = keys.page.get_by_label("Tekst").first.input_value()
        keys.write("Tekst", f"{old.strip()} Dit is in het voorjaar van 2020 afgerond.")
        keys.write("Waarom?", "De toetser vroeg om een moment.")
        keys.push("Bekijk gevolgen")
        assert "vervalt" in keys.page.locator("main").inner_text()
        keys.push("Opslaan")
    assert len(play.now.drafts) == drafts + 1


def _gs_adopt(play: Play) -> None:
    with play.at_the_desk("bestuurssecretaris") as keys:
        keys.follow("Vaststelling")
        keys.write("Datum", "2020-06-23")
        keys.write("Nummer", "GS-VOORBEELD-2020-0623")
        keys.choose("Vastgesteld")
        keys.push("Verder: kijk het besluit na")
        keys.push("Ja, leg dit besluit vast")
    assert play.now.phase is Phase.ADOPTED


def _sign(play: Play, person: str, field: str) -> None:
    signed = len(play.now.signatures)
    with play.at_the_desk(person) as keys:
        play.open(keys, f"{_BASE}/ondertekening/{field}")
        keys.follow("Onderteken")
        keys.push("Ja, onderteken de brief")
    assert len(play.now.signatures) == signed + 1


def _release(play: Play, kamerbrief: Path) -> None:
    with play.at_the_desk("coordinator") as keys:
        keys.follow("Vrijgave")
        keys.follow("Zet de vrijgave klaar")
        keys.push("Ja, zet de vrijgave klaar")
        assert play.now.armed is not None
        keys.follow("Vrijgave")
        keys.attach("De Kamerbrief", kamerbrief)
        keys.tick("Ja, de Kamerbrief is verzonden")
        keys.push("Leg de Kamerbrief vast")
    assert play.now.phase is Phase.FINISHED


def _auditor_looks(play: Play) -> None:
    with play.at_the_desk("auditor") as keys:
        keys.follow("Logboek")
        assert "De keten is heel" in keys.page.locator("main").inner_text()


_SHORT_ROUTE = """\
review:
  - {id: beleid, name: Beleidsadviseurs, reviewers: [{person: adviseur-talent}, {person: adviseur-kennis}], term: 5}
  - {id: gedeputeerde, name: Gedeputeerde, reviewers: [{person: gedeputeerde}]}

"""


def _shorten_the_route(root: Path) -> None:
    programme = root / "templates" / "bna" / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    start, end = text.index("\nreview:\n") + 1, text.index("\nclaims:\n") + 1
    programme.write_text(text[:start] + _SHORT_ROUTE + text[end:], encoding="utf-8")


@where_there_is_time
@pytest.mark.parametrize("script", [True, False], ids=["with script", "script off"])
def test_an_edition_goes_from_upload_to_dossier_by_six_roles_with_a_keyboard_alone(
    tmp_path: Path, script: bool
) -> None:
    """Every page on the way keeps to WCAG 2.2 A and AA by axe; nothing complains; without script it goes as well."""
    root = tmp_path / "project"
    lay_out_sample(root)
    if not script:
        _shorten_the_route(root)
    upload = tmp_path / "OCW bijdrage BNA 2020.docx"
    shutil.move(next((root / "inbox" / EDITION / "ocw").iterdir()), upload)
    project = Project(root)
    app = project.app(_DAY)
    pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, "coordinator", Act.OPEN))
    pipeline.advance(app.tools(EDITION), app.system())
    with live_desk(root, _DAY) as desk, browser() as running:
        play = Play(desk, running, root, script=script)
        acts: tuple[Callable[[], None], ...] = (
            lambda: _contributor_sends(play, upload),
            lambda: _coordinator_closes(play),
            lambda: _decide(play, "adviseur-talent", "beleid", "Terugsturen", "Zeg bij OCW wanneer dit is afgerond."),
            lambda: _redactie_edits(play),
            lambda: _reviewers_decide(play),
            lambda: _gs_adopt(play),
            lambda: _sign(play, "voorzitter", "Voorzitter"),
            lambda: _sign(play, "secretaris", "Secretaris"),
            lambda: _release(play, project.kamerbrief),
            lambda: _auditor_looks(play),
        )
        for act in acts:
            act()
        assert not play.wrong, "\n".join(dict.fromkeys(play.wrong))
    verified = project.bna("verify", project.outbox("pakket"), "--trust", desk.app.authority("bna-2020"))
    assert verified.code == 0, verified.out + verified.err
