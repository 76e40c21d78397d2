"""A draft to read: its documents, its HTML edition in a frame that can do nothing, and what changed since another."""

from __future__ import annotations

from typing import Final

from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors.desk import PageMissing
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import (
    LETTER_DOCX,
    LETTER_HTML,
    LETTER_PDF,
    REPORT_DOCX,
    REPORT_HTML,
    REPORT_PDF,
    Draft,
)
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.embargo import opens, opens_text
from bna_pipeline.portal.files import file_answer, picture_answer
from bna_pipeline.portal.pages import page
from bna_pipeline.wiring import pipeline

pages = router()

_DOCUMENTS: Final = (
    ("Voortgangsrapportage", ((REPORT_PDF, "PDF"), (REPORT_DOCX, "Word"), (REPORT_HTML, "Webpagina"))),
    ("Statenmededeling", ((LETTER_PDF, "PDF"), (LETTER_DOCX, "Word"), (LETTER_HTML, "Webpagina"))),
)


@pages.get("/e/{edition}/concept/afbeelding/{digest}", name="draft-picture")
def picture(visit: Entered, digest: str) -> Response:
    """A picture that stands in a draft."""
    found = pipeline.attachment(visit.tools, digest)
    if found is None:
        raise PageMissing("Deze afbeelding is er niet.", "Ga terug naar het concept.")
    return picture_answer(found.media_type, found.data)


@pages.get("/e/{edition}/concept/{version}", name="draft")
def draft(visit: Entered, version: int, lees: str = REPORT_HTML) -> HTMLResponse:
    """A draft's documents, and one of them to read here."""
    made, last = _draft(visit, version), _last(visit)
    known = {f.name: f for f in made.files}
    shown = known.get(lees) if lees in (REPORT_HTML, LETTER_HTML) else None
    titles = {name: title for title, kinds in _DOCUMENTS for name, _ in kinds}
    reading = pipeline.read_draft(visit.tools, version=version)
    return page(
        visit,
        "draft.html",
        crumbs=_crumbs(visit, f"Concept {version}"),
        base=_base(visit),
        draft=made,
        made=reading.made,
        changed=reading.changed,
        last=last,
        documents=tuple(
            (title, tuple((label, known[name]) for name, label in kinds if name in known))
            for title, kinds in _DOCUMENTS
        ),
        pages=tuple((titles[name], name) for name in (REPORT_HTML, LETTER_HTML) if name in known),
        page=shown,
        page_title="" if shown is None else titles[shown.name],
    )


@pages.get("/e/{edition}/concept/{version}/bestand/{name}", name="draft-file")
def file(visit: Entered, version: int, name: str) -> Response:
    """One document of a draft: only a name from the draft's own list leads anywhere."""
    found: FileDigest | None = next((f for f in _draft(visit, version).files if f.name == name), None)
    if found is None:
        raise PageMissing("Dit document is er niet.", "Ga terug naar het concept.")
    opens(visit, found)
    return file_answer(found.name, visit.tools.blobs.get(found.sha256))


@pages.get("/e/{edition}/concept/{version}/sinds/{before}", name="draft-changes")
def changes(visit: Entered, version: int, before: int) -> HTMLResponse:
    """What changed in a draft since an earlier one, section by section."""
    if not 0 < before < version:
        raise PageMissing("Deze twee concepten zijn niet te vergelijken.", "Kies een eerder concept.")
    _draft(visit, version)
    opens_text(visit, version, f" naast concept {before}")
    pictures = f"{_base(visit)}/afbeelding/"
    reading = pipeline.read_draft(visit.tools, version=version, since=before, pictures=pictures)
    return page(
        visit,
        "draft_changes.html",
        crumbs=_crumbs(visit, f"Van concept {before} naar {version}"),
        base=_base(visit),
        before=before,
        after=version,
        reading=reading,
        moved=tuple(s for s in reading.sections if s.change is not None),
    )


def _draft(visit: Visit, version: int) -> Draft:
    drafts = pipeline.state(visit.tools).drafts
    found = next((d.draft for d in drafts if d.draft.version == version), None)
    if found is None:
        raise PageMissing("Dit concept is er niet.", "Ga terug naar het overzicht van de editie.")
    return found


def _last(visit: Visit) -> int:
    return pipeline.state(visit.tools).drafts[-1].draft.version


def _base(visit: Visit) -> str:
    return f"/e/{visit.edition_id}/concept"


def _crumbs(visit: Visit, here: str) -> tuple[tuple[str, str | None], ...]:
    return ((visit.edition.title, f"/e/{visit.edition_id}"), (here, None))
