"""What a page showed, so that a decision from it is about that and nothing else (`design.md`, "to the byte")."""

from __future__ import annotations

from collections.abc import Iterable

from bna_pipeline.errors import DraftMoved
from bna_pipeline.model.base import SectionId, Sha256, digest_of
from bna_pipeline.model.draft import Draft, SectionMark
from bna_pipeline.model.stages import StageReviewer
from bna_pipeline.review.route import join


def marks_of(draft: Draft, reviewer: StageReviewer) -> tuple[SectionMark, ...]:
    """The sections in a reviewer's scope, as they are in this draft."""
    return tuple(SectionMark(id=s.id, sha256=s.sha256) for s in draft.sections if reviewer.covers(s.id))


def seen_of(marks: Iterable[SectionMark]) -> Sha256:
    """One digest over sections as they were shown: what a page gives back with a decision."""
    return digest_of([[mark.id, mark.sha256] for mark in marks])


def require_same_draft(draft: Draft, shown: int | None, before: Draft | None = None) -> None:
    """Refuse a decision from a page that showed another draft than the one that counts.

    Args:
        shown: the version that the page showed; None: whoever decides saw none in particular.
        before: that draft, to say what moved since.

    Raises:
        DraftMoved: names both, and what moved.
    """
    if shown is None or shown == draft.version:
        return
    moved = () if before is None else _moved(before, draft)
    what = f" Gewijzigd is: {join(moved)}." if moved else ""
    raise DraftMoved(
        f"U las concept {shown}; intussen is er concept {draft.version}.{what}",
        f"Bekijk concept {draft.version} en besluit dan. Er is niets vastgelegd.",
    )


def require_same_sections(draft: Draft, marks: Iterable[SectionMark], seen: Sha256 | None) -> None:
    """Refuse a decision from a page that showed other sections, or other words in them.

    Raises:
        DraftMoved: the scope or a section is another.
    """
    if seen is None or seen == seen_of(marks):
        return
    raise DraftMoved(
        f"Uw deel van concept {draft.version} is niet wat de pagina liet zien.",
        "Ververs de pagina, bekijk uw onderdelen en besluit dan. Er is niets vastgelegd.",
    )


def _moved(before: Draft, after: Draft) -> tuple[str, ...]:
    then: dict[SectionId, Sha256] = {s.id: s.sha256 for s in before.sections}
    return tuple(s.title for s in after.sections if then.get(s.id) != s.sha256)
