"""A Word form taken apart: whose it is, when it was saved, and what stands beside each question's code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from bna_pipeline.contributions.office_parts import OfficeParts
from bna_pipeline.contributions.word_rows import Answer, FormRows, StrayRow
from bna_pipeline.contributions.word_safety import require_harmless
from bna_pipeline.contributions.word_styles import ALL_SEEN, Unseen, unseen_by
from bna_pipeline.contributions.word_text import text_of
from bna_pipeline.contributions.wordxml import CHECKER, W14, W15, FormIdentity, w
from bna_pipeline.contributions.zips import HIDES, opened
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_STRICT = "{http://purl.oclc.org/ooxml/"  # the other edition of ISO/IEC 29500 names everything otherwise
_FOOTERS = 1024 * 1024  # bytes of all footers together that are searched for the identity; one of ours has 2 kB


@dataclass(frozen=True)
class WordFile:
    """What a form holds; `pictures` fetch by relationship id, `comments` by id (those still open, and not ours)."""

    identity: FormIdentity | None
    modified: str
    answers: tuple[Answer, ...]
    strays: tuple[StrayRow, ...]
    pictures: Mapping[str, Callable[[], bytes]]
    comments: Mapping[str, str]


def read_word(data: bytes, limits: IntakeLimits | None = None) -> WordFile:
    """Take a Word file apart.

    Raises:
        HasActiveParts, PointsOutside: it carries or fetches what a form does not need.
        IntakeError: a subclass says what is wrong with the zip or its XML.
    """
    limits = limits or IntakeLimits()
    parts, main, document = opened_word(data, limits)
    rows = FormRows(document, limits, unseen_in(parts, main))
    answers = rows.answers()
    return WordFile(
        identity=_identity(parts),
        modified=parts.modified,
        answers=answers,
        strays=tuple(rows.strays()),
        pictures=parts.pictures(main),
        comments=_open_comments(parts),
    )


def opened_word(data: bytes, limits: IntakeLimits) -> tuple[OfficeParts, str, etree._Element]:
    """A Word file that may be read: its parts, the name of the part with the text, and the root of that part.

    Raises: as `read_word`.
    """
    package = opened(data, limits)
    require_harmless(package, limits)
    parts = OfficeParts(package, limits)
    main = parts.main("de tekst")
    document = parts.xml(main)
    if str(document.tag).startswith(_STRICT):
        raise IntakeError(
            "Het formulier is opgeslagen als Strict Open XML-document.",
            "Kies in Word: Opslaan als, Word-document (.docx). Stuur dat.",
        )
    return parts, main, document


def unseen_in(parts: OfficeParts, main: str) -> Unseen:
    """What the styles of a Word file hide."""
    # Few forms hide anything, and styles take as long to read as all the answers.
    hiding = {name for name, part in parts.package.parts.items() if HIDES in part.marks}
    for kind, target, _ in parts.relations(main) if hiding else ():
        if kind.endswith("/styles") and target in hiding:
            return unseen_by(parts.xml(target))
    return ALL_SEEN


def _identity(parts: OfficeParts) -> FormIdentity | None:
    return next((found for text in _told(parts) if (found := FormIdentity.read(text))), None)


def _told(parts: OfficeParts) -> Iterator[str]:
    """Where the identity may stand, from the surest place on; the next is only read when this one does not tell."""
    yield from parts.told()
    left = _FOOTERS
    for name, part in sorted(parts.package.parts.items()):
        if name.startswith("word/footer") and name.endswith(".xml"):
            left -= part.size
            if left < 0:
                return
            yield " ".join(text_of(parts.xml(name)).paragraphs)


def _open_comments(parts: OfficeParts) -> Mapping[str, str]:
    if "word/comments.xml" not in parts:
        return {}
    done: set[str] = set()
    if "word/commentsExtended.xml" in parts:
        for entry in parts.xml("word/commentsExtended.xml").iter(f"{{{W15}}}commentEx"):
            if entry.get(f"{{{W15}}}done") in ("1", "true"):
                done.add(entry.get(f"{{{W15}}}paraId") or "")
    comments = {}
    for comment in parts.xml("word/comments.xml").iter(w("comment")):
        if comment.get(w("author")) == CHECKER:
            continue
        marks = {p.get(f"{{{W14}}}paraId") for p in comment.iter(w("p"))}
        if not marks & done:
            comments[comment.get(w("id")) or ""] = " ".join(p for p in text_of(comment).paragraphs if p.strip())
    return comments
