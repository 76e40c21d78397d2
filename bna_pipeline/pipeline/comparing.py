"""What changed between two drafts: as Word files with tracked changes, as a page, as text, and in one sentence.

The sentence is asked for by a status too, so what needs a library that takes long to load is loaded where it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bna_pipeline.documents.changes import changes_between, changes_text
from bna_pipeline.errors import WrongUse
from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX, Draft
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.approval import content_of, draft_folder, drafts_of
from bna_pipeline.pipeline.tools import Step, Tools, blob_of, document_moment, state

CHANGES: Final = "wijzigingen"
"""How the names of the files begin that say what changed."""

_WORD = (LETTER_DOCX, REPORT_DOCX)


def lay_out_changes(tools: Tools, now: EditionState) -> bool:
    """Put what changed since the draft before beside the last draft, where it is missing; nothing for the first.

    Returns:
        Whether the outbox is other than before.
    """
    drafts = drafts_of(now)
    if now.draft is None or now.draft.version < 2:
        return False
    before = next(d for d in drafts if d.version == now.draft.version - 1)
    return _lay_out(tools, before, now.draft, draft_folder(now.draft))


def lay_out_what_changed(tools: Tools) -> bool:
    """`lay_out_changes` for the edition as it stands now: what follows upon a new draft."""
    return lay_out_changes(tools, state(tools))


def comparison_folder(before: Draft, after: Draft) -> str:
    """Where two drafts that were held beside each other by hand stand in the outbox."""
    return f"concept/vergelijking-v{before.version}-v{after.version}"


def compare(tools: Tools, before: int, after: int | None = None) -> Step:
    """Hold any two drafts beside each other: four files in the outbox, and the changes in one sentence.

    Args:
        before: the version that was seen.
        after: the version now; None: the last one.

    Raises:
        WrongUse: there is no such draft, or it is twice the same.
        BytesChanged: what was kept of a draft is not what it was.
    """
    drafts = {draft.version: draft for draft in drafts_of(state(tools))}
    last = max(drafts, default=0) if after is None else after
    for version in (before, last):
        if version not in drafts:
            raise WrongUse(
                f"Concept {version} bestaat niet.", f"Er zijn {len(drafts)} concepten; noem twee nummers daaruit."
            )
    if before == last:
        raise WrongUse(f"Concept {before} is met zichzelf vergeleken.", "Noem twee verschillende concepten.")
    old, new = drafts[before], drafts[last]
    return lay_out_comparison(tools, old, new)


def lay_out_comparison(tools: Tools, before: Draft, after: Draft) -> Step:
    """Put what changed between two drafts in a folder of its own."""
    folder = comparison_folder(before, after)
    changed = _lay_out(tools, before, after, folder)
    said = f"Van concept {before.version} naar concept {after.version}: {summary(tools, before, after)}."
    return Step("compare", changed, (said,), links=(tools.outbox.where(tools.id, folder),))


def summary(tools: Tools, before: Draft, after: Draft) -> str:
    """The changes of content in one phrase: "3 acties gewijzigd, 1 voorbeeld nieuw".

    Raises:
        BytesChanged: the content of one of them is not what was kept.
    """
    if before.content == after.content:
        return "geen woord gewijzigd" if before.files == after.files else "geen woord gewijzigd, alleen de opmaak"
    return changes_between(content_of(tools, before), content_of(tools, after)).summary


def last_summary(tools: Tools, now: EditionState) -> str | None:
    """The changes of the last draft since the one before; None when there are no two."""
    drafts = drafts_of(now)
    return summary(tools, drafts[-2], drafts[-1]) if len(drafts) > 1 else None


def _lay_out(tools: Tools, before: Draft, after: Draft, folder: str) -> bool:
    makers: dict[str, Callable[[], bytes]] = {
        f"{folder}/{CHANGES}.txt": lambda: _text(tools, before, after),
        f"{folder}/{CHANGES}.html": lambda: comparison_page(tools, before, after),
        **{f"{folder}/{CHANGES}-{name}": _redline(tools, before, after, name) for name in _WORD},
    }
    # What stands there stays: it cannot have become another, and somebody may be writing in it.
    missing = [path for path in makers if tools.outbox.read(tools.id, path) is None]
    for path in missing:
        tools.outbox.write(tools.id, path, makers[path]())
    return bool(missing)


def _named(draft: Draft) -> str:
    return f"concept {draft.version}"


def _text(tools: Tools, before: Draft, after: Draft) -> bytes:
    changes = changes_between(content_of(tools, before), content_of(tools, after))
    return changes_text(changes, _named(before), _named(after))


def comparison_page(tools: Tools, before: Draft, after: Draft) -> bytes:
    """The page that shows what changed between two drafts, by section.

    Raises:
        BytesChanged: the content of one of them is not what was kept.
    """
    from bna_pipeline.documents.compare_page import comparison_html

    return comparison_html(content_of(tools, before), content_of(tools, after), seen=_named(before), now=_named(after))


def redline_mark(tools: Tools, after: Draft) -> tuple[str, str]:
    """Author and date, as they stand in the file, of the tracked changes that lead to a draft."""
    return _redline_author(tools, after), f"{document_moment(tools):%Y-%m-%dT%H:%M:%SZ}"


def _redline_author(tools: Tools, after: Draft) -> str:
    return f"Concept {after.version} van {tools.edition.title}"


def _redline(tools: Tools, before: Draft, after: Draft, name: str) -> Callable[[], bytes]:
    def made() -> bytes:
        from bna_pipeline.documents.redline import redline

        old, new = before.file(name), after.file(name)
        if old.sha256 == new.sha256:
            return blob_of(tools, new)
        return redline(blob_of(tools, old), blob_of(tools, new), _redline_author(tools, after), document_moment(tools))

    return made
