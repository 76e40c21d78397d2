"""A Word form taken apart: whose it is, when it was saved, and what stands beside each question's code."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from lxml import etree

from bna_pipeline.contributions.questions import CODE, PICK, SPOILED
from bna_pipeline.contributions.safe_xml import XmlTooLarge, parsed
from bna_pipeline.contributions.word_safety import require_harmless
from bna_pipeline.contributions.word_text import WordText, text_of
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
from bna_pipeline.contributions.zips import Package, opened
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.intake import IntakeLimits

_TRANSPARENT = frozenset({w(n) for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo")})


@dataclass(frozen=True)
class Answer:
    """One question's code and what stands in the cell beside it.

    Attributes:
        asked: the paragraphs of the question's own cell, without the code.
        misplaced: there is no such cell, or the question itself stands in the answer to another one.
    """

    code: str
    text: WordText
    asked: tuple[str, ...] = ()
    misplaced: bool = False


@dataclass(frozen=True)
class WordFile:
    """What a form holds; `pictures` fetch by relationship id, `comments` by id (only those still open)."""

    identity: FormIdentity | None
    modified: str
    answers: tuple[Answer, ...]
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
    return WordFile(
        identity=_identity(parts),
        modified=_core(parts, f"{{{DCTERMS}}}modified"),
        answers=_read_answers(parts.xml(main), limits),
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
        key: partial(parts.package.read, target, parts.limits.picture_bytes)
        for kind, target, key in _relations(parts, main)
        if kind.endswith("/image") and target in parts
    }


def _identity(parts: _Parts) -> FormIdentity | None:
    candidates = [_custom(parts), _core(parts, f"{{{DC}}}identifier")]
    footers = sorted(name for name in parts.package.parts if name.startswith("word/footer") and name.endswith(".xml"))
    candidates.extend(" ".join(text_of(parts.xml(name)).paragraphs) for name in footers)
    return next((found for text in candidates if (found := FormIdentity.read(text))), None)


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


def _read_answers(document: etree._Element, limits: IntakeLimits) -> tuple[Answer, ...]:
    found: list[Answer] = []
    characters = 0
    for answer in _answers(document):
        found.append(answer)
        characters += sum(map(len, answer.text.paragraphs))
        if len(found) > limits.answers or characters > limits.characters:
            raise XmlTooLarge("Er staat veel meer tekst in het formulier dan erin hoort.", "Kort de antwoorden in.")
    return tuple(found)


def _answers(document: etree._Element) -> Iterator[Answer]:
    gone: set[etree._Element] = set()
    read: set[etree._Element] = set()
    for row in document.iter(w("tr")):
        around = set(row.iterancestors(w("tr")))
        if row.find(f"{w('trPr')}/{w('del')}") is not None or around & gone:
            gone.add(row)
            continue
        cells = list(_cells(row))
        question = "\n".join(_visible_start(cells[0])) if cells else ""
        found = CODE.match(question)
        spoiled = SPOILED.match(question)
        if found is None:
            if spoiled is not None and not around & read and any(text_of(cell).paragraphs for cell in cells[1:]):
                yield Answer(f"{spoiled['subject']}.{spoiled['letter']}", WordText(), misplaced=True)
            continue
        code = f"{found['subject']}.{found['letter']}"
        if len(cells) < 2 or around & read:
            yield Answer(code, WordText(), misplaced=True)
            continue
        read.add(row)
        merged = etree.Element(w("tc"))
        if len(cells) == 2:
            merged = cells[1]
        else:  # somebody split the answer cell
            for cell in cells[1:]:
                merged.extend(deepcopy(cell).findall("*"))
        text = text_of(merged)
        text.hidden += row.find(f"{w('trPr')}/{w('hidden')}") is not None
        text.paragraphs = [p for p in text.paragraphs if p.strip(" \t\n\u00a0") and p.strip() != PICK]
        yield Answer(code, text, tuple(question[found.end() :].split("\n")))


def _visible_start(cell: etree._Element) -> list[str]:
    # A layout table around everything is no question: only what stands in the cell itself counts.
    return text_of(cell, tables=False).paragraphs


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == w("tc"):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _cells(child)


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
