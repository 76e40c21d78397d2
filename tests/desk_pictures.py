"""Makes the pictures of the desk in `docs/images/desk/`: `python -m tests.desk_pictures`, a minute or two.

They are of the sample, played to a few moments, at 1280 and at 360 pixels wide.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from bna_pipeline.model.contribution import EditableField
from bna_pipeline.model.draft import Outcome, Verdict
from bna_pipeline.model.transitions import Act
from bna_pipeline.wiring import lay_out_sample, pipeline
from tests.e2e.project import EDITION, Project
from tests.support.browser import browser
from tests.support.live_desk import LiveDesk, live_desk

INTO = Path(__file__).parents[1] / "docs" / "images" / "desk"
DAY = datetime(2020, 6, 8, 9, 0, tzinfo=UTC)
WIDTHS = {1280: 1500, 360: 1900}
"""How high a picture is at most, by its width; both in pixels."""

_COLOURS = 64
_BASE = f"/e/{EDITION}"


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it, and what its picture is called."""

    name: str
    person: str
    path: str


_ROUND = (
    Shown("ronde-overzicht", "coordinator", _BASE),
    Shown("tegenspraak", "coordinator", f"{_BASE}/tegenspraak"),
    Shown("bijdrage", "inzender-metropoolregio-eindhoven", f"{_BASE}/bijdrage/metropoolregio-eindhoven"),
)
_REVIEW = (
    Shown("overzicht", "coordinator", _BASE),
    Shown("toetsing", "adviseur-talent", f"{_BASE}/toetsing/beleid"),
    Shown("wijzigingen", "adviseur-talent", f"{_BASE}/toetsing/beleid/wijzigingen"),
    Shown("bewerken", "coordinator", f"{_BASE}/redactie/partner/ocw/T-01/achieved"),
    Shown("opmerkingen", "coordinator", f"{_BASE}/opmerkingen"),
)
_END = (
    Shown("vaststelling", "bestuurssecretaris", f"{_BASE}/vaststelling"),
    Shown("ondertekening", "voorzitter", f"{_BASE}/ondertekening/Voorzitter"),
    Shown("logboek", "auditor", f"{_BASE}/logboek"),
)


class Story:
    """The sample, played act by act."""

    def __init__(self, root: Path) -> None:
        lay_out_sample(root)
        self.app = Project(root).app(DAY)
        self.tools = self.app.tools(EDITION)
        pipeline.open_edition(self.tools, self._as("coordinator", Act.OPEN))
        self.go_on()

    def go_on(self) -> None:
        pipeline.advance(self.tools, self.app.system())

    def to_a_second_draft(self) -> None:
        """Contradiction settled, closed, two decide, one sends back with a remark, the redactie edits."""
        pipeline.settle(
            self.tools,
            self._as("coordinator", Act.SETTLE),
            subject="D-01",
            chosen="brainport-development",
            reason="Brainport Development is trekker van deze actie.",
        )
        pipeline.close(self.tools, self._as("coordinator", Act.CLOSE))
        self.go_on()
        for person in ("adviseur-programma", "adviseur-kennis", "adviseur-ruimte"):
            self.decide(person, "beleid", Verdict.APPROVE)
        pipeline.make_remark(
            self.tools,
            self._as("adviseur-talent", Act.REMARK),
            stage="beleid",
            section="rapport.pijler.talent",
            text="Zeg bij T-01 wanneer dit is afgerond.",
        )
        self.decide("adviseur-talent", "beleid", Verdict.RETURN)
        now = pipeline.editorial_now(self.tools)
        assert now is not None
        text = next(
            t for t in pipeline.texts_of(self.tools, "ocw") if (t.action, t.name) == ("T-01", EditableField.ACHIEVED)
        )
        pipeline.edit_partner_text(
            self.tools,
            self._as("coordinator", Act.EDIT),
            partner="ocw",
            action="T-01",
            field=EditableField.ACHIEVED,
            text=(*text.original, "Dit is in het voorjaar van 2020 afgerond."),
            reason="De toetser vroeg om een moment.",
            base=now.base,
        )
        self.go_on()

    def to_adopted(self) -> None:
        for stage in self.app.status(EDITION).stages:
            while (left := self._lacking(stage.stage)) is not None:
                self.decide(left, stage.stage, Verdict.APPROVE)
        self.go_on()

    def adopt(self) -> None:
        pipeline.adopt(
            self.tools,
            self._as("bestuurssecretaris", Act.ADOPT),
            on=DAY.date(),
            number="GS-VOORBEELD-2020-0608",
            outcome=Outcome.ADOPTED,
        )
        self.go_on()

    def decide(self, person: str, stage: str, verdict: Verdict) -> None:
        pipeline.decide(self.tools, self._as(person, Act.DECIDE), stage=stage, verdict=verdict)

    def _lacking(self, stage: str) -> str | None:
        now = next(s for s in self.app.status(EDITION).stages if s.stage == stage)
        return None if now.satisfied else next(r.person for r in now.reviewers if r.needed)

    def _as(self, person: str, act: Act) -> pipeline.Actor:
        return self.app.actor(EDITION, person, act)


@contextmanager
def _signed_in(desk: LiveDesk, running: Browser, person: str, width: int) -> Iterator[Page]:
    context = running.new_context(viewport={"width": width, "height": 900}, locale="nl-NL")
    page = context.new_page()
    page.goto(desk.link(person, EDITION))
    page.get_by_role("button", name="Ja, ga verder").click()
    yield page
    context.close()


def _picture(page: Page, width: int) -> bytes:
    """The page's upper part, in few colours: a picture of text needs no more."""
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    part = whole.crop((0, 0, width, min(whole.height, WIDTHS[width]))).convert("RGB")
    packed = io.BytesIO()
    part.quantize(_COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _take(desk: LiveDesk, running: Browser, pages: tuple[Shown, ...]) -> None:
    for shown in pages:
        for width in WIDTHS:
            with _signed_in(desk, running, shown.person, width) as page:
                answer = page.goto(f"{desk.address}{shown.path}")
                assert answer is not None and answer.ok, (shown, answer)
                (INTO / f"{shown.name}-{width}.png").write_bytes(_picture(page, width))


def main() -> int:
    INTO.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as running:
        root = Path(folder) / "project"
        story = Story(root)
        with live_desk(root, DAY) as desk:
            _take(desk, running, _ROUND)
            story.to_a_second_draft()
            _take(desk, running, _REVIEW)
            story.to_adopted()
            _take(desk, running, _END[:1])
            story.adopt()
            _take(desk, running, _END[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
