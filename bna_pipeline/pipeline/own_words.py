"""What a section that follows from others says of itself: when that stays, a reviewer only confirms what followed."""

from __future__ import annotations

from bna_pipeline.model.base import SectionId
from bna_pipeline.model.content import Content, LetterPart
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.draft import Draft
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.draft_pages import content_kept
from bna_pipeline.pipeline.tools import Tools, load


def only_followed(tools: Tools, now: EditionState, section: SectionDigest, before: Draft, after: Draft) -> bool:
    """Whether a section moved between two drafts by nothing but what it follows from.

    That is so when something that it follows from moved, and its own words stayed: the redactie's in it, and the fixed
    ones.
    """
    if not section.derived_from or before.digest_of_section(section.id) is None:
        return False
    if not any(before.digest_of_section(s) != after.digest_of_section(s) for s in section.derived_from):
        then = {i.title: i.sha256 for s in before.sections if s.id == section.id for i in s.inputs}
        if {i.title: i.sha256 for i in section.inputs} == then:
            return False
    old, new = (content_kept(tools, draft) for draft in (before, after))
    if _fixed(old, section.id) != _fixed(new, section.id):
        return False
    written = tuple(_written(tools, now, draft, section.id) for draft in (before, after))
    return written[0] is not None and written[0] == written[1]


def _fixed(content: Content, section: SectionId) -> object:
    """What is printed in and around a section, whatever the data say."""
    if section.startswith("rapport."):
        meanings = content.report.overview.meanings if section == "rapport.overzicht" else ()
        return content.report.words, meanings
    part = _part(content, section)
    return content.letter.words, None if part is None else (part.heading, part.links, len(part.statements))


def _part(content: Content, section: SectionId) -> LetterPart | None:
    return next((p for p in content.letter.parts if f"brief.{p.id.value}" == section), None)


def _written(tools: Tools, now: EditionState, draft: Draft, section: SectionId) -> object:
    """What the redactie wrote in a section of a draft; None when that can no longer be told."""
    editorial = _editorial(tools, now, draft)
    if editorial is None:
        return None
    match section:
        case "rapport.samenvatting":
            return editorial.summary
        case "brief.kernboodschap":
            return editorial.core
        case "brief.consequenties":
            return editorial.consequences
        case _:
            return ()


def _editorial(tools: Tools, now: EditionState, draft: Draft) -> Editorial | None:
    read = (c for c in reversed(now.checked) if (c.partner, c.original) == (REDACTIE, draft.editorial))
    digest = next((c.contribution for c in read if c.contribution is not None), None)
    return None if digest is None else load(tools, Editorial, digest)
