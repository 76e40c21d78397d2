"""What one reading of a file gives: the findings, and what a person must judge in it.

All of it follows from the file's bytes, the language, the fonts and the headings that it should have, so it can be
remembered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_pdf_ink import unmeasured
from bna_pipeline.documents.lint_pdf_tree import Node
from bna_pipeline.documents.lint_rules import place_in, short
from bna_pipeline.documents.lint_words import same_language
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.finding import Finding

_LONG_SENTENCE = 30
"""Words. Plain language stays far below; above it a reader loses the thread."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ0-9‘“\"])")
_ABBREVIATION = re.compile(r"(?<![\w./-])[A-Z][A-Z0-9]+(?![\w/-]|\.\w)")
_ROMAN = re.compile(r"[IVXLC]+")
_TEXT = ("P", "LBody", "TD")
_HEADING = ("H1", "H2", "H3", "H4")


class LongSentence(Frozen):
    """A sentence of so many words; `said` is its place and how it begins."""

    words: int
    said: str


class Abbreviation(Frozen):
    """A word that looks like an abbreviation and is not explained beside it, where it first stands in a file."""

    word: str
    place: str


class Figure(Frozen):
    """A picture, chart or logo, by its alternative text with single spaces."""

    alternative: str
    place: str


class Reading(Frozen):
    """What the lint reads in one file.

    Attributes:
        name: as in the package.
        findings: in the order of the checks; those that say the same of one place come once.
        pages: how many; 0 when it is no PDF.
        on_pictures: each text on a picture with its place, as the checklist says it.
        links: each address with its place.
        foreign: each text in another language with its place.
    """

    name: str
    findings: tuple[Finding, ...]
    pages: int = 0
    long_sentences: tuple[LongSentence, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    figures: tuple[Figure, ...] = ()
    on_pictures: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def reading_of(file: PdfFile, findings: tuple[Finding, ...], language: str) -> Reading:
    """The reading of a PDF of which the findings are known.

    Args:
        language: of the document, BCP 47.
    """
    return Reading(
        name=file.name,
        findings=findings,
        pages=len(file.pages),
        long_sentences=tuple(_long_sentences(file)),
        abbreviations=tuple(_abbreviations(file)),
        figures=tuple(
            Figure(alternative=" ".join(node.alt.split()), place=file.place(node))
            for node in file.nodes
            if node.tag == "Figure" and node.alt
        ),
        on_pictures=tuple(f"{file.place_of(page, run)}: '{short(run.text)}'" for page, run in unmeasured(file)),
        links=tuple(_links(file)),
        foreign=tuple(_foreign(file, language)),
    )


def _long_sentences(file: PdfFile) -> Iterator[LongSentence]:
    for node in file.nodes:
        if node.tag in _TEXT and not node.inside("TOC", "Figure"):
            for sentence in _SENTENCE.split(_own_text(file, node)):
                words = len(sentence.split())
                if words > _LONG_SENTENCE:
                    said = f"{file.place(node)}: {words} woorden, '{short(sentence)}'"
                    yield LongSentence(words=words, said=said)


def _own_text(file: PdfFile, node: Node) -> str:
    """What a block says itself, without the blocks within it."""
    return "" if any(kid.tag in ("P", "L", "Table") for kid in node.children()) else file.text(node)


def _abbreviations(file: PdfFile) -> Iterator[Abbreviation]:
    seen: set[str] = set()
    whole = " ".join(file.said.values())
    for node in file.nodes:
        if node.tag not in (*_TEXT, *_HEADING):
            continue
        for word in _ABBREVIATION.findall(_own_text(file, node)):
            if word not in seen and not _ROMAN.fullmatch(word) and f"({word})" not in whole:
                seen.add(word)
                yield Abbreviation(word=word, place=file.place(node))


def _links(file: PdfFile) -> Iterator[str]:
    for number, annotation in file.annotations():
        action = annotation.get("/A")
        if action is not None and "/URI" in action:
            yield f"{place_in(file.name, number)}: {action['/URI']}"


def _foreign(file: PdfFile, language: str) -> Iterator[str]:
    """Each text once, with the place where it stands first."""
    spoken = [(node, " ".join(text.split()), tag) for node in file.nodes for text, tag in file.spoken(node)]
    other = [(node, text, tag) for node, text, tag in spoken if text and not same_language(tag, language)]
    times = Counter((text, tag) for _, text, tag in other)
    first = {(text, tag): node for node, text, tag in reversed(other)}
    for (text, tag), times_said in times.items():
        yield f"{file.place(first[text, tag])}: '{short(text)}' ({tag}), {times_said} keer"
