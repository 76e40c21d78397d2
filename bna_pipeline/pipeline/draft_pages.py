"""A draft as pieces of a page, what changed in each since another draft, and its pictures."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bna_pipeline.documents.compare_fragments import Difference, differences
from bna_pipeline.documents.html_report import logo_file
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.section_html import Place, section_fragments, without_dead_links
from bna_pipeline.errors import BlobMissing
from bna_pipeline.model.base import SectionId, Sha256, sha256_hex
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import REPORT_PDF, Draft
from bna_pipeline.model.reading import Attachment
from bna_pipeline.pipeline.approval import content_of, drafts_of
from bna_pipeline.pipeline.comparing import summary
from bna_pipeline.pipeline.kept import Kept
from bna_pipeline.pipeline.tools import Tools, state

PICTURES = "bijlage/"
"""What stands before the SHA-256 of a picture in its address, unless a page asks for something else."""

_LEVEL = 3
_CONTENTS: Kept[Content] = Kept(8)
_FRAGMENTS: Kept[Mapping[SectionId, str]] = Kept(8)
_PIECES: Kept[Mapping[SectionId, str]] = Kept(64)
_DIFFERENCES: Kept[Mapping[SectionId, Difference]] = Kept(16)

_WORDS: Kept[str] = Kept(64)


def content_kept(tools: Tools, draft: Draft) -> Content:
    """The content of a draft.

    Raises:
        BytesChanged: it is not what was kept.
    """
    return _CONTENTS.get(draft.content, lambda: content_of(tools, draft))


def fragments_of(tools: Tools, draft: Draft, pictures: str) -> Mapping[SectionId, str]:
    """Every section of a draft as HTML, by id; headings begin at level 3.

    Args:
        pictures: what stands before the SHA-256 of a picture in its address.

    Raises:
        BytesChanged, TemplateInvalid.
    """
    report = draft.file(REPORT_PDF).sha256
    place = Place(_LEVEL, lambda digest: f"{pictures}{digest}")

    def made() -> Mapping[SectionId, str]:
        return section_fragments(
            content_kept(tools, draft), load_letter_text(tools.templates), tools.templates, report, place
        )

    return _FRAGMENTS.get((draft.content, report, tools.templates_digest, pictures), made)


def pieces_of(tools: Tools, draft: Draft, pictures: str, sections: tuple[SectionId, ...]) -> Mapping[SectionId, str]:
    """Some sections of a draft, for a page that has these alone: a link to any other is its words.

    Raises:
        BytesChanged, TemplateInvalid: as `fragments_of`.
    """
    made = fragments_of(tools, draft, pictures)
    if len(sections) == len(made):
        return made  # of the whole draft every link leads somewhere
    key = (draft.content, draft.file(REPORT_PDF).sha256, tools.templates_digest, pictures, sections)
    return _PIECES.get(key, lambda: without_dead_links({section: made[section] for section in sections}))


def differences_of(tools: Tools, before: Draft, after: Draft) -> Mapping[SectionId, Difference]:
    """What became of every section that is not the same in both drafts, by id.

    Raises:
        BytesChanged: the content of one of them is not what was kept.
    """
    if before.content == after.content:
        return {}
    return _DIFFERENCES.get(
        (before.content, after.content),
        lambda: differences(content_kept(tools, before), content_kept(tools, after)),
    )


def changed_words(tools: Tools, before: Draft, after: Draft) -> str:
    """The changes of content between two drafts in one phrase, as `comparing.summary`.

    Raises:
        BytesChanged: the content of one of them is not what was kept.
    """
    key = (before.content, before.files == after.files, after.content)
    return _WORDS.get(key, lambda: summary(tools, before, after))


def attachment(tools: Tools, sha256: Sha256) -> Attachment | None:
    """A picture that stands in a draft of this edition, or a partner's logo on its cover; None: nothing else is given.

    Raises:
        BytesChanged: the content of a draft is not what was kept.
    """
    for draft in reversed(drafts_of(state(tools))):
        content = content_kept(tools, draft)
        found = _pictures(content).get(sha256)
        if found is not None:
            try:
                return Attachment(media_type=found, data=tools.blobs.get(sha256))
            except BlobMissing:
                return None
        for read in _logos(content, tools.templates):
            data, media_type = read()
            if sha256_hex(data) == sha256:
                return Attachment(media_type=media_type, data=data)
    return None


def _pictures(content: Content) -> dict[Sha256, str]:
    examples = (e for p in content.report.pillars for a in p.actions for e in a.examples)
    return {e.picture.sha256: e.picture.media_type for e in examples if e.picture is not None}


def _logos(content: Content, folder: Path) -> Iterator[Callable[[], tuple[bytes, str]]]:
    for entry in content.report.cover.logos:
        file = logo_file(folder, entry.partner)
        if file is not None:
            yield lambda file=file: (file.read_bytes(), mimetypes.types_map[file.suffix])  # type: ignore[misc]
