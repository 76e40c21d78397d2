"""What a reviewer has before him: his page, and what changed since the draft that he decided on last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from pydantic import AfterValidator
from starlette.responses import HTMLResponse

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.reading import Reading
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, may_enter, router
from bna_pipeline.portal.embargo import opens_text
from bna_pipeline.portal.matrix import OPENINGS
from bna_pipeline.portal.own_pages import question_mail
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.reach import decided_with_link, may_act, spent
from bna_pipeline.portal.review_words import VERDICTS, groups_of, turn_of
from bna_pipeline.wiring import pipeline

pages = router()

Text = Annotated[str, Form(max_length=20_000), AfterValidator(lambda text: text.replace("\r\n", "\n"))]
"""Running text; a browser ends its lines as mail does (HTML, 4.10.21.8)."""

Short = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True)
class Filled:
    """What stood in the form of a decision.

    Attributes:
        concept, gezien: the draft and the digest of the sections as the page showed them.
        namens: whose decision it becomes.
    """

    concept: int = 0
    gezien: str = ""
    namens: str = ""
    besluit: str = ""
    toelichting: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """One that a person can give."""
        given = (Verdict.APPROVE, Verdict.REMARK, Verdict.RETURN, Verdict.WITHDRAW)
        return next((v for v in given if v.value == self.besluit), None)


@pages.get("/e/{edition}/toetsing/{stage}", name="review")
def review(visit: Entered, stage: str, namens: str | None = None, deel: str = "") -> HTMLResponse:
    return review_page(visit, _read(visit, stage, namens), opened=deel)


@pages.get("/e/{edition}/toetsing/{stage}/wijzigingen", name="review-changes")
def changes(visit: Entered, stage: str, namens: str | None = None) -> HTMLResponse:
    """What changed in his sections since the draft that he decided on last."""
    reading = _read(visit, stage, namens)
    return page(
        visit,
        "reviewer_changes.html",
        crumbs=crumbs(visit, reading, "Wat is veranderd"),
        base=base_of(visit, stage),
        query=query_of(visit, reading.reviewer),
        reading=reading,
        moved=tuple(s for s in reading.sections if s.change is not None or s.dropped is not None),
        may_act=may_act(visit, Act.DECIDE),
    )


def _read(visit: Visit, stage: str, on_behalf: str | None) -> Reading:
    """What he reads, once it is on record that he does."""
    reading = reading_of(visit, stage, on_behalf)
    opens_text(visit, reading.draft, f" bij {reading.stage_name}")
    return reading


def reading_of(visit: Visit, stage: str, on_behalf: str | None = None) -> Reading:
    """What he reads in a stage: for himself, or for whom he stands in; without a name for the first of these.

    Raises:
        PageMissing: he decides for nobody of that name there.
    """
    principals = pipeline.principals_of(visit.tools, visit.person.id, stage)
    whose = on_behalf or principals[0]
    if whose not in principals:
        raise PageMissing("In deze stap beslist u niet namens deze persoon.", "Ga terug naar het overzicht.")
    instead = None if whose == visit.person.id else whose
    pictures = f"/e/{visit.edition_id}/concept/afbeelding/"
    return pipeline.reading(visit.tools, person=visit.person.id, stage=stage, on_behalf=instead, pictures=pictures)


def review_page(
    visit: Visit,
    reading: Reading,
    filled: Filled = Filled(),
    trouble: Trouble | None = None,
    *,
    opened: str = "",
    typed: tuple[str, str, str, str] | None = None,
) -> HTMLResponse:
    """The reviewer's page, also with a form that is to be mended.

    Args:
        opened: id of a section that stands open.
        typed: a section, what is wrong with a remark at it, and as they were typed that remark and the words it is
            about.
    """
    names = {p.id: p.name for p in visit.programme.people}
    base, own = base_of(visit, reading.stage), f"/e/{visit.edition_id}/afwezigheid/{visit.person.id}"
    term = pipeline.watch_of(pipeline.route_watch(visit.tools, pipeline.state(visit.tools)), reading.stage)
    principals = pipeline.principals_of(visit.tools, visit.person.id, reading.stage)
    query = query_of(visit, reading.reviewer)
    acts = may_act(visit, Act.DECIDE)
    takes_back = acts or decided_with_link(visit, reading.stage, reading.reviewer) is not None
    return page(
        visit,
        "reviewer.html",
        status=200 if trouble is None else trouble.status,
        crumbs=crumbs(visit, reading),
        base=base,
        query=query,
        changes=f"{base}/wijzigingen{query}",
        draft_page=f"/e/{visit.edition_id}/concept/{reading.draft}",
        absence=own if may_enter(visit, OPENINGS["absence"], visit.person.id) else None,
        question_mail=question_mail(visit.programme),
        reading=reading,
        files={file.name: file for file in reading.files},
        term=term,
        turn=turn_of(reading, may_act=takes_back, waited_for=term.reviewer(reading.reviewer).waited_for),
        groups=groups_of(reading),
        mixed=0 < len(reading.needed) < len(reading.sections),
        principals=tuple((p, names[p]) for p in principals),
        names=names,
        verdicts=VERDICTS,
        filled=filled,
        trouble=trouble,
        opened=opened,
        typed=typed,
        spent=spent(visit),
        may_act=acts,
        may_take_back=takes_back,
        may_remark=allowed(pipeline.state(visit.tools).phase, Act.REMARK) and may_act(visit, Act.REMARK),
    )


def base_of(visit: Visit, stage: str) -> str:
    return f"/e/{visit.edition_id}/toetsing/{stage}"


def query_of(visit: Visit, whose: str) -> str:
    """What an address says of in whose place he decides; nothing where it is his own."""
    return "" if whose in ("", visit.person.id) else f"?namens={whose}"


def crumbs(visit: Visit, reading: Reading, here: str | None = None) -> tuple[tuple[str, str | None], ...]:
    up = f"{base_of(visit, reading.stage)}{query_of(visit, reading.reviewer)}"
    stage = (f"Toetsing: {reading.stage_name}", None if here is None else up)
    below: tuple[tuple[str, str | None], ...] = () if here is None else ((here, None),)
    return ((visit.edition.title, f"/e/{visit.edition_id}"), stage, *below)
