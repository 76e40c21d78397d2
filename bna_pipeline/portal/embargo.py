"""A file under embargo is shown once it is on record who opens it."""

from __future__ import annotations

from typing import Literal

from bna_pipeline.model.base import FileDigest
from bna_pipeline.portal.desk import Visit
from bna_pipeline.wiring import pipeline

Way = Literal["loket", "API"]


def opens(visit: Visit, file: FileDigest, how: Way = "loket") -> None:
    """Have it on record that the visitor opens a file; call it before the bytes are given.

    Before adoption and after release there is nothing to record, nor twice on a day. Who asks for the headers alone
    (HEAD) opens nothing.

    Raises:
        StorageError: it cannot be recorded, so the file is not shown.
    """
    if visit.request.state.bodiless or visit.visitor is None:
        return
    person = visit.person.id
    if pipeline.reading_is_noted(visit.tools, pipeline.state(visit.tools), person, file):
        return
    assert visit.edition_id is not None
    # What a page shows stands still at one moment; an entry is written after the last one there is.
    writing = visit.app.tools(visit.edition_id)
    pipeline.note_reading(writing, pipeline.Actor(person, visit.visitor.how), file, how)


def opens_text(visit: Visit, version: int, where: str, how: Way = "loket") -> None:
    """The same for what shows a draft's text by itself: its content is opened, and `where` says on what page.

    Raises:
        StorageError: as of `opens`.
    """
    content = next(made.draft.content for made in pipeline.state(visit.tools).drafts if made.draft.version == version)
    opens(visit, FileDigest.of(f"concept {version}{where}", visit.tools.blobs.get(content)), how)
