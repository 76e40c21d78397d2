"""A Word form taken apart: whose it is, when it was saved, and what stands beside each question's code."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from lxml import etree

from bna_pipeline.contributions.picture_faults import too_many_bytes
from bna_pipeline.contributions.safe_xml import parsed
from bna_pipeline.contributions.word_rows import Answer, FormRows, StrayRow
from bna_pipeline.contributions.word_safety import require_harmless
from bna_pipeline.contributions.word_styles import ALL_SEEN, Unseen, unseen_by
from bna_pipeline.contributions.word_text import text_of
from bna_pipeline.contributions.wordxml import (
    CUSTOM,
    DC,
    DCTERMS,
    PACKAGE_RELATIONS,
    PROPERTY,
    W14,
    W15,
    FormIdentity,
    w,
)
from bna_pipeline.contributions.zips import HIDES, Package, opened
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_STRICT = "{http://purl.oclc.org/ooxml/"  # the other edition of ISO/IEC 29500 names everything otherwise
_FOOTERS = 1024 * 1024  # bytes of all footers together that are searched for the identity; one of ours has 2 kB


@dataclass(frozen=True)
class WordFile:
    """What a form holds; `pictures` fetch by relationship id, `comments` by id (only those still open)."""

    identity: FormIdentity | None
    modified: str
    answers: tuple[Answer, ...]
    strays: tuple[StrayRow, ...]
    pictures: Mapping[str, Callable[[], bytes]]
    comments: Mapping[str, str]


class _Parts:
    """The parts of a file that passed the gate, read within limits."""

    def __init__(self, package: Package, limits: IntakeLimits) -> None:
        self.package = package
        self.limits = limits

    def __contains__(self, name: str) -> bool:
        return name in self.package

    def xml(self, name: str) -> etree._Element:
        return parsed(self.package.read(name, self.limits.part_bytes), self.limits)


def read_word(data: bytes, limits: IntakeLimits | None = None) -> WordFile:
    """Take a Word file apart.

    Raises:
        HasActiveParts, PointsOutside: it carries or fetches what a form does not need.
        IntakeError: a subclass says what is wrong with the zip or its XML.
    """
    limits = limits or IntakeLimits()
    package = opened(data, limits)
    require_harmless(package, limits)
    parts = _Parts(package, limits)
    main = _main_part(parts)
    document = parts.xml(main)
    if str(document.tag).startswith(_STRICT):
        raise IntakeError(
            "Het formulier is opgeslagen als Strict Open XML-document.",
            "Kies in Word: Opslaan als, Word-document (.docx). Stuur dat.",
        )
    rows = FormRows(document, limits, _unseen(parts, main))
    answers = rows.answers()
    return WordFile(
        identity=_identity(parts),
        modified=_core(parts, f"{{{DCTERMS}}}modified"),
        answers=answers,
        strays=tuple(rows.strays()),
        pictures=_pictures(parts, main),
        comments=_open_comments(parts),
    )


def _main_part(parts: _Parts) -> str:
    # Never by its usual name: Word opens what the relationship names, whatever else lies beside it.
    found = [target for kind, target, _ in _relations(parts, "") if kind.endswith("/officeDocument")]
    if len(found) != 1 or found[0] not in parts:
        raise IntakeError("Het bestand mist het deel met de tekst.")
    return found[0]


def _relations(parts: _Parts, part: str) -> Iterator[tuple[str, str, str]]:
    """Type, target's name and id of every internal relationship of a part (empty: of the package)."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in parts:
        return
    for relation in parts.xml(where).iter(f"{{{PACKAGE_RELATIONS}}}Relationship"):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target") or ""
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        yield relation.get("Type") or "", full, relation.get("Id") or ""


def _pictures(parts: _Parts, main: str) -> Mapping[str, Callable[[], bytes]]:
    return {
        key: partial(_picture, parts, target)
        for kind, target, key in _relations(parts, main)
        if kind.endswith("/image") and target in parts
    }


def _picture(parts: _Parts, name: str) -> bytes:
    size = parts.package.parts[name].size
    if size > parts.limits.picture_bytes:
        raise too_many_bytes(size, parts.limits)
    return parts.package.read(name, size)


def _unseen(parts: _Parts, main: str) -> Unseen:
    # Few forms hide anything, and styles take as long to read as all the answers.
    hiding = {name for name, part in parts.package.parts.items() if HIDES in part.marks}
    for kind, target, _ in _relations(parts, main) if hiding else ():
        if kind.endswith("/styles") and target in hiding:
            return unseen_by(parts.xml(target))
    return ALL_SEEN


def _identity(parts: _Parts) -> FormIdentity | None:
    return next((found for text in _told(parts) if (found := FormIdentity.read(text))), None)


def _told(parts: _Parts) -> Iterator[str]:
    """Where the identity may stand, from the surest place on; the next is only read when this one does not tell."""
    yield _custom(parts)
    yield _core(parts, f"{{{DC}}}identifier")
    left = _FOOTERS
    for name, part in sorted(parts.package.parts.items()):
        if name.startswith("word/footer") and name.endswith(".xml"):
            left -= part.size
            if left < 0:
                return
            yield " ".join(text_of(parts.xml(name)).paragraphs)


def _custom(parts: _Parts) -> str:
    if "docProps/custom.xml" not in parts:
        return ""
    for entry in parts.xml("docProps/custom.xml").iter(f"{{{CUSTOM}}}property"):
        if entry.get("name") == PROPERTY:
            return "".join(str(t) for t in entry.itertext())
    return ""


def _core(parts: _Parts, tag: str) -> str:
    if "docProps/core.xml" not in parts:
        return ""
    return (parts.xml("docProps/core.xml").findtext(tag) or "").strip()


def _open_comments(parts: _Parts) -> Mapping[str, str]:
    if "word/comments.xml" not in parts:
        return {}
    done: set[str] = set()
    if "word/commentsExtended.xml" in parts:
        for entry in parts.xml("word/commentsExtended.xml").iter(f"{{{W15}}}commentEx"):
            if entry.get(f"{{{W15}}}done") in ("1", "true"):
                done.add(entry.get(f"{{{W15}}}paraId") or "")
    comments = {}
    for comment in parts.xml("word/comments.xml").iter(w("comment")):
        marks = {p.get(f"{{{W14}}}paraId") for p in comment.iter(w("p"))}
        if not marks & done:
            comments[comment.get(w("id")) or ""] = " ".join(p for p in text_of(comment).paragraphs if p.strip())
    return comments
