"""The draft in Word: to take along, to send back with tracked changes, and what was read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import File, UploadFile
from starlette.responses import HTMLResponse, Response

from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from bna_pipeline.model.intake import in_megabytes
from bna_pipeline.model.proposal_events import WordReturned
from bna_pipeline.model.proposals import ID_DIGITS
from bna_pipeline.model.transitions import Act, allowed
from bna_pipeline.portal.acting import Trouble, attempt, incomplete
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.reach import may_act, spent
from bna_pipeline.portal.routes.reviewer import Short, base_of, crumbs, query_of, reading_of
from bna_pipeline.portal.telling import done
from bna_pipeline.wiring import pipeline

pages = router()

_DOCUMENTS: Final = ((REPORT_DOCX, "Voortgangsrapportage"), (LETTER_DOCX, "Statenmededeling"))


@pages.get("/e/{edition}/toetsing/{stage}/word", name="review-word")
def word(visit: Entered, stage: str, namens: str | None = None) -> HTMLResponse:
    return _word(visit, stage, namens)


@pages.post("/e/{edition}/toetsing/{stage}/word", name="review-word-send")
def send(
    visit: Entered, stage: str, bestand: Annotated[UploadFile | str | None, File()] = None, namens: Short = ""
) -> Response:
    """Take a draft in that comes back; what was read from it is on the page that follows."""
    if isinstance(bestand, str) or bestand is None or not bestand.filename:
        return _word(visit, stage, namens, incomplete(bestand="Kies eerst het bestand dat u wilt terugsturen."))
    name, actor = bestand.filename, visit.actor(Act.RETURN_WORD)
    data = bestand.file.read(visit.tools.limits.file_bytes + 1)
    instead = namens if namens and namens != actor.person else None

    def take_in() -> pipeline.Step:
        pipeline.require_readable(visit.tools, name, len(data))
        return pipeline.return_word(visit.tools, actor, name=name, data=data, stage=stage, on_behalf=instead)

    taken = attempt(take_in)
    if isinstance(taken, Trouble):
        return _word(visit, stage, namens, taken)
    visit.done("review")
    return done(visit.request, f"{base_of(visit, stage)}/word{query_of(visit, namens)}#gelezen", taken)


def _word(visit: Visit, stage: str, namens: str | None, trouble: Trouble | None = None) -> HTMLResponse:
    reading, now = reading_of(visit, stage, namens), pipeline.state(visit.tools)
    lines = pipeline.proposals(visit.tools)
    known = {file.name: file for file in reading.files}
    return page(
        visit,
        "reviewer_word.html",
        status=200 if trouble is None else trouble.status,
        crumbs=crumbs(visit, reading, "Word"),
        base=base_of(visit, stage),
        query=query_of(visit, reading.reviewer),
        reading=reading,
        files=tuple((label, known[name]) for name, label in _DOCUMENTS),
        limit=in_megabytes(visit.tools.limits.file_bytes),
        may_return=allowed(now.phase, Act.RETURN_WORD) and may_act(visit, Act.RETURN_WORD),
        spent=spent(visit),
        returned=tuple(
            (entry, read_from(entry, lines))
            for entry in reversed(now.proposals.returned)
            if entry.person == reading.reviewer
        ),
        refused=tuple(e for e in reversed(now.proposals.refused) if e.person == reading.reviewer),
        trouble=trouble,
    )


def read_from(entry: WordReturned, lines: Sequence[pipeline.ProposalLine]) -> tuple[pipeline.ProposalLine, ...]:
    """Everything that was read from one file, also what was marked as done in Word and asks for nothing."""
    begin = entry.file.sha256[:ID_DIGITS]
    return tuple(line for line in lines if line.id.partition("-")[0] == begin)
