"""The rows of a Word form's tables: each question's code, and what stands in the cell beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from bna_pipeline.contributions.questions import CODE, REACHED, SPOILED, answered, code_of, is_label
from bna_pipeline.contributions.safe_xml import XmlTooLarge
from bna_pipeline.contributions.word_styles import ALL_SEEN, Unseen
from bna_pipeline.contributions.word_text import WordText, text_of
from bna_pipeline.contributions.wordxml import w
from bna_pipeline.model.intake import IntakeLimits

_HEADINGS = frozenset({"vraag", "uw antwoord"})  # in the first row of every table of questions
_COLUMNS = 8  # as far as is looked for a question: more columns than anybody adds
_ANY = code_of("", REACHED)  # a row without a code may be one where dates are chosen
_TRANSPARENT = frozenset({w(n) for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo")})


@dataclass(frozen=True)
class Answer:
    """One question's code and what stands in the cell beside it.

    Attributes:
        asked: the paragraphs of the question's own cell without the code, and of cells that somebody put before it.
        misplaced: there is no such cell, or the question itself stands in the answer to another one.
    """

    code: str
    text: WordText
    asked: tuple[str, ...] = ()
    misplaced: bool = False


@dataclass(frozen=True)
class StrayRow:
    """A row among questions that holds an answer and no code.

    Attributes:
        below: the code of the question above it; empty when it is the first.
        asked, said: the text of its first cell and of the others.
    """

    below: str
    asked: str
    said: str


class FormRows:
    """The tables of questions in a form's text.

    Args:
        unseen: what Word hides by style.
    """

    def __init__(self, document: etree._Element, limits: IntakeLimits, unseen: Unseen = ALL_SEEN) -> None:
        self._document = document
        self._limits = limits
        self._unseen = unseen
        self._codes: dict[etree._Element | None, str] = {}  # of each table: the last code that stands in it
        self._headed: set[etree._Element | None] = set()  # tables with the headings of ours
        self.cells: dict[str, etree._Element] = {}
        """By code the cell of its answer, or of the question where that has none; known once the answers were read."""
        self._codeless: list[tuple[etree._Element | None, str, str, list[etree._Element]]] = []

    def answers(self) -> tuple[Answer, ...]:
        """What stands beside every code, in the order of the form.

        Raises:
            XmlTooLarge: more answers or text than the limits allow.
        """
        found: list[Answer] = []
        characters = 0
        for answer in self._answers():
            found.append(answer)
            characters += sum(map(len, answer.text.paragraphs))
            if len(found) > self._limits.answers or characters > self._limits.characters:
                raise XmlTooLarge("Er staat veel meer tekst in het formulier dan erin hoort.", "Kort de antwoorden in.")
        return tuple(found)

    def strays(self) -> Iterator[StrayRow]:
        """Rows that hold something and no code, in our tables; known once the answers were read."""
        for table, below, asked, cells in self._codeless:
            if table not in self._codes and table not in self._headed:
                continue
            texts = [text_of(cell, self._unseen) for cell in cells]
            said = " ".join(kept for text in texts for line in text.paragraphs if (kept := answered(_ANY, line)))
            if said or any(text.pictures for text in texts):
                yield StrayRow(below, asked, said)

    def _answers(self) -> Iterator[Answer]:
        gone: set[etree._Element] = set()
        read: set[etree._Element] = set()
        for row in self._document.iter(w("tr")):
            around = set(row.iterancestors(w("tr")))
            if row.find(f"{w('trPr')}/{w('del')}") is not None or around & gone:
                gone.add(row)
                continue
            cells = list(_cells(row))
            question = self._question(cells[0]) if cells else ""
            before: tuple[str, ...] = ()
            found = CODE.match(question)
            if found is None and (shift := self._question_further_on(cells)):
                before = tuple(line for cell in cells[:shift] for line in self._question(cell).split("\n"))
                cells = cells[shift:]
                question = self._question(cells[0])
                found = CODE.match(question)
            if found is None:
                if cells and not around & read:
                    yield from self._without_code(row, question, cells)
                continue
            code = _code(found)
            self._codes[_table(row)] = code
            self.cells.setdefault(code, cells[1] if len(cells) > 1 else cells[0])
            if len(cells) < 2 or around & read or _is_merged_upwards(cells[1]):
                yield Answer(code, WordText(), before, misplaced=True)
                continue
            read.add(row)
            asked = (*question[found.end() :].split("\n"), *before)
            yield Answer(code, self._beside(code, row, cells[1:]), asked)

    def _question(self, cell: etree._Element) -> str:
        # A layout table around everything is no question: only what stands in the cell itself counts.
        return "\n".join(text_of(cell, self._unseen, tables=False).paragraphs)

    def _question_further_on(self, cells: list[etree._Element]) -> int:
        """Which cell holds the question, where somebody put columns before it; 0: none that is surely a question."""
        for index, cell in enumerate(cells[1:_COLUMNS], 1):
            text = self._question(cell)
            found = CODE.match(text)
            if found and is_label(_code(found), text[found.end() :].split("\n", 1)[0]):
                return index
        return 0

    def _without_code(self, row: etree._Element, question: str, cells: list[etree._Element]) -> Iterator[Answer]:
        if spoiled := SPOILED.match(question):
            if any(text_of(cell, self._unseen).paragraphs for cell in cells[1:]):
                yield Answer(_code(spoiled), WordText(), misplaced=True)
            return
        table = _table(row)
        above = self._codes.get(table, "")
        is_heading = not above and row.find(f"{w('trPr')}/{w('tblHeader')}") is not None
        if any(self._question(cell).strip().casefold() in _HEADINGS for cell in cells[:_COLUMNS]):
            self._headed.add(table)
        elif not is_heading:
            self._codeless.append((table, above, question, cells[1:] or cells))

    def _beside(self, code: str, row: etree._Element, cells: list[etree._Element]) -> WordText:
        merged = cells[0]
        if len(cells) > 1:  # somebody split the answer cell
            merged = etree.Element(w("tc"))
            for cell in cells:
                merged.extend(deepcopy(cell).findall("*"))
        text = text_of(merged, self._unseen)
        text.hidden += row.find(f"{w('trPr')}/{w('hidden')}") is not None
        text.paragraphs = [said for line in text.paragraphs if (said := answered(code, line))]
        return text


def _is_merged_upwards(cell: etree._Element) -> bool:
    """Whether the cell is one with that above it: what was in it stands there now, among another answer."""
    merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    return merge is not None and merge.get(w("val")) != "restart"


def _code(found: re.Match[str]) -> str:
    return f"{found['subject']}.{found['letter']}"


def _table(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(w("tbl")), None)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == w("tc"):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _cells(child)
