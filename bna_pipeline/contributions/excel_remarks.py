"""What is remarkable about an Excel form besides its answers: nothing that somebody put in it falls away unsaid."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions import sheets
from bna_pipeline.contributions.excel_file import ExcelFile
from bna_pipeline.contributions.excel_pictures import Placed
from bna_pipeline.contributions.excel_rows import SheetAnswer, StrayCell
from bna_pipeline.contributions.rules import Findings, Rule, quoted

_RIGHT_CELL = f"Zet uw antwoord in de kolom ‘{sheets.ANSWER_HEADING}’, naast de goede code."
_OURS = frozenset({sheets.MILESTONE_HINT, sheets.PICTURE_HINT})


def place_of(answer: SheetAnswer) -> str:
    """Where a person finds an answer: `K-07.b (blad K-07, cel E5)`."""
    return f"{answer.code} ({sheets.place_of(answer.sheet, answer.cell)})"


def remark_on(file: ExcelFile, placed: Placed, findings: Findings) -> None:
    """Everything there is to say about the cells, drawings and notes of a form."""
    for answer in file.answers:
        _remark(answer, findings)
    _strays(file, findings)
    _drawings(placed, findings)
    _notes(file, findings)
    _asked_once(file, findings)


def _remark(answer: SheetAnswer, findings: Findings) -> None:
    place = place_of(answer)
    if answer.misplaced:
        findings.add(
            Rule.CELL_MISSING,
            place,
            "In deze rij is niet te zien welk vak het antwoord is: de code is veranderd of verschoven, of vakken zijn "
            "samengevoegd.",
            f"{_RIGHT_CELL} Gebruik een formulier dat u niet hebt veranderd.",
        )
    if answer.day and (_general(answer) or answer.code[-1] not in (q.REACHED.letter, q.COMING.letter)):
        findings.add(
            Rule.CELL_MISSING,
            place,
            f"In de kolom ‘{sheets.DATE_HEADING}’ staat {quoted(answer.day)}; die kolom is alleen voor mijlpalen.",
            _RIGHT_CELL,
        )
    if answer.said.strip() and not _general(answer) and answer.code[-1] == q.PICTURE.letter:
        findings.add(
            Rule.LEFT_OUT,
            place,
            f"Hier staat {quoted(answer.said)}, maar bij deze vraag hoort een afbeelding. De tekst komt niet mee.",
            "Voeg de afbeelding in boven dit vak. Hoort de tekst bij een andere vraag? Zet haar dan daar.",
        )
    if beside := q.beside_the_point(answer.code, (a for a in answer.asked.split("\n") if a.strip() not in _OURS)):
        findings.add(
            Rule.LEFT_OUT,
            place,
            f"Bij de vraag zelf staat tekst die niet bij de vraag hoort: {quoted(beside)}. Die komt niet mee.",
            f"Hoort dit bij uw antwoord? {_RIGHT_CELL}",
        )
    for cell, said in answer.beside:
        findings.add(
            Rule.LEFT_OUT,
            f"{answer.code} ({sheets.place_of(answer.sheet, cell)})",
            f"Naast deze vraag staat {quoted(said)}, buiten het vak voor het antwoord. Dat komt niet mee.",
            f"Hoort dit bij uw antwoord? {_RIGHT_CELL}",
        )
    if answer.hidden:
        findings.add(
            Rule.HIDDEN,
            place,
            "Dit antwoord staat in een vak, rij, kolom of blad dat niet te zien is.",
            "Maak het vak, de rij, de kolom of het blad weer zichtbaar, kijk of het antwoord klopt, en stuur opnieuw.",
        )
    if answer.error:
        findings.add(
            Rule.HIDDEN,
            place,
            f"Hier staat een formule zonder uitkomst: {quoted(answer.error)}.",
            "Vervang de formule door het antwoord zelf.",
        )


def _general(answer: SheetAnswer) -> bool:
    return answer.code.startswith(f"{q.GENERAL}.")


def _strays(file: ExcelFile, findings: Findings) -> None:
    for cell in (c for c in file.strays if c.lost):
        findings.add(
            Rule.CELL_MISSING,
            f"de rij onder {cell.below} ({sheets.place_of(cell.sheet, cell.cell)})",
            f"Hier staat {quoted(cell.said)}, maar de code van een vraag ontbreekt of is veranderd.",
            "Zet de goede code in deze rij, of zet het antwoord naast de goede code.",
        )
    others = (c for c in file.strays if not c.lost)
    for sheet, group in groupby(others, key=lambda c: c.sheet):
        _outside(sheet, list(group), findings)


def _outside(sheet: str, cells: list[StrayCell], findings: Findings) -> None:
    more = f" en in {len(cells) - 1} andere vakken" if len(cells) > 1 else ""
    findings.add(
        Rule.LEFT_OUT,
        sheets.place_of(sheet, cells[0].cell),
        f"Buiten de vragen staat tekst: {quoted(cells[0].said)}{more}. Die komt niet mee.",
        f"Hoort dit bij een antwoord? {_RIGHT_CELL}",
    )


def _drawings(placed: Placed, findings: Findings) -> None:
    for sheet, overlay, answer in placed.beside:
        place = place_of(answer) if answer else sheets.place_of(sheet, (overlay.first, overlay.column))
        if overlay.pictures:
            findings.add(
                Rule.PICTURE_MISPLACED,
                place,
                "Hier staat een afbeelding; die komt niet mee.",
                f"Sleep de afbeelding naar de rij van vraag {q.PICTURE.letter} van de actie, of haal haar weg.",
            )
        else:
            findings.add(
                Rule.LEFT_OUT,
                place,
                "Hier staat een tekening, grafiek of tekstvak; dat komt niet mee.",
                "Schrijf wat de lezer moet weten in het antwoord zelf, of voeg een afbeelding in (PNG of JPEG).",
            )


def _notes(file: ExcelFile, findings: Findings) -> None:
    codes = {(a.sheet, a.cell): place_of(a) for a in file.answers}
    for sheet, note in file.notes:
        findings.add(
            Rule.COMMENT,
            codes.get((sheet, note.cell), sheets.place_of(sheet, note.cell)),
            f"Hier staat nog een opmerking: {quoted(note.said)}. Die komt niet in de rapportage.",
            "Verwerk de opmerking in uw antwoord en haal haar weg, of laat haar staan als u niets wilt wijzigen.",
        )


def _asked_once(file: ExcelFile, findings: Findings) -> None:
    general = Counter(a.code for a in file.answers if _general(a) and a.filled)
    for code, count in general.items():
        if count > 1:
            findings.add(
                Rule.CELL_MISSING,
                code,
                f"Deze vraag is {count} keer beantwoord.",
                "Laat één antwoord staan.",
            )
