"""A Word form taken apart: whose it is, when it was saved, and what stands beside each question's code."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from bna_pipeline.contributions.questions import CODE, PICK
from bna_pipeline.contributions.safe_xml import parsed
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
from bna_pipeline.contributions.zips import unpacked
from bna_pipeline.errors import IntakeError

_TRANSPARENT = frozenset({w(n) for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo")})
_ACTIVE = ("vbaproject", "/activex/", "/embeddings/", "vbadata")


class HasActiveParts(IntakeError):
    """Macros or embedded objects."""


@dataclass(frozen=True)
class Answer:
    """One question's code and what stands in the cell beside it."""

    code: str
    text: WordText


@dataclass(frozen=True)
class WordFile:
    """What a form holds; `pictures` by relationship id, `comments` by id (only those still open)."""

    identity: FormIdentity | None
    modified: str
    answers: tuple[Answer, ...]
    pictures: Mapping[str, bytes]
    comments: Mapping[str, str]


def read_word(data: bytes) -> WordFile:
    """Take a Word file apart.

    Raises:
        HasActiveParts: macros or embedded objects.
        IntakeError: a subclass says what is wrong with the zip or its XML.
    """
    files = unpacked(data)
    active = [name for name in files if any(mark in f"/{name}".lower() for mark in _ACTIVE)]
    if active:
        raise HasActiveParts(f"Het bestand bevat {_in_words(active[0])}.")
    main = _main_part(files)
    document = parsed(files[main])
    return WordFile(
        identity=_identity(files),
        modified=_core(files, f"{{{DCTERMS}}}modified"),
        answers=tuple(_answers(document)),
        pictures=_pictures(files, main),
        comments=_open_comments(files),
    )


def _in_words(name: str) -> str:
    lower = name.lower()
    return "macro's" if "vba" in lower else "een ingesloten object of besturingselement"


def _main_part(files: Mapping[str, bytes]) -> str:
    if "word/document.xml" in files:
        return "word/document.xml"
    for kind, target, _ in _relations(files, ""):
        if kind.endswith("/officeDocument") and target in files:
            return target
    raise IntakeError("Het bestand mist het deel met de tekst.")


def _relations(files: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str, str]]:
    """Type, target's name and id of every internal relationship of a part (empty: of the package)."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in files:
        return
    for relation in parsed(files[where]).iter(f"{{{PACKAGE_RELATIONS}}}Relationship"):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target") or ""
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        yield relation.get("Type") or "", full, relation.get("Id") or ""


def _pictures(files: Mapping[str, bytes], main: str) -> Mapping[str, bytes]:
    return {
        key: files[target]
        for kind, target, key in _relations(files, main)
        if kind.endswith("/image") and target in files
    }


def _identity(files: Mapping[str, bytes]) -> FormIdentity | None:
    candidates = [_custom(files), _core(files, f"{{{DC}}}identifier")]
    footers = sorted(name for name in files if name.startswith("word/footer") and name.endswith(".xml"))
    candidates.extend(" ".join(text_of(parsed(files[name])).paragraphs) for name in footers)
    return next((found for text in candidates if (found := FormIdentity.read(text))), None)


def _custom(files: Mapping[str, bytes]) -> str:
    if "docProps/custom.xml" not in files:
        return ""
    for entry in parsed(files["docProps/custom.xml"]).iter(f"{{{CUSTOM}}}property"):
        if entry.get("name") == PROPERTY:
            return "".join(str(t) for t in entry.itertext())
    return ""


def _core(files: Mapping[str, bytes], tag: str) -> str:
    if "docProps/core.xml" not in files:
        return ""
    return (parsed(files["docProps/core.xml"]).findtext(tag) or "").strip()


def _answers(document: etree._Element) -> Iterator[Answer]:
    for row in document.iter(w("tr")):
        if row.find(f"{w('trPr')}/{w('del')}") is not None:
            continue
        cells = list(_cells(row))
        if len(cells) < 2:
            continue
        found = CODE.match(" ".join(text_of(cells[0]).paragraphs))
        if found is None:
            continue
        merged = etree.Element(w("tc"))
        if len(cells) == 2:
            merged = cells[1]
        else:  # somebody split the answer cell
            for cell in cells[1:]:
                merged.extend(deepcopy(cell).findall("*"))
        text = text_of(merged)
        text.paragraphs = [p for p in text.paragraphs if p.strip(" \t\n\u00a0") and p.strip() != PICK]
        yield Answer(f"{found['subject']}.{found['letter']}", text)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == w("tc"):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _cells(child)


def _open_comments(files: Mapping[str, bytes]) -> Mapping[str, str]:
    if "word/comments.xml" not in files:
        return {}
    done: set[str] = set()
    if "word/commentsExtended.xml" in files:
        for entry in parsed(files["word/commentsExtended.xml"]).iter(f"{{{W15}}}commentEx"):
            if entry.get(f"{{{W15}}}done") in ("1", "true"):
                done.add(entry.get(f"{{{W15}}}paraId") or "")
    comments = {}
    for comment in parsed(files["word/comments.xml"]).iter(w("comment")):
        marks = {p.get(f"{{{W14}}}paraId") for p in comment.iter(w("p"))}
        if not marks & done:
            comments[comment.get(w("id")) or ""] = " ".join(p for p in text_of(comment).paragraphs if p.strip())
    return comments
