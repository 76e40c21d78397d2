"""The rules of the letter's fixed form (`domain.md`, "The letter"): a checker, separate from what makes the letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bna_pipeline.documents.dutch import ordinal_words
from bna_pipeline.documents.wording import lines_of
from bna_pipeline.errors import LetterRuleBroken
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.content import Content, LetterPart, LetterPartId
from bna_pipeline.model.draft import DOCUMENTS, LETTER_DOCX, LETTER_PDF, REPORT_PDF
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.programme import Edition, Programme

PAGES = range(2, 5)
"""How long a letter may be, in pages."""

_FILE = re.compile(r"[\w-]+\.(?:pdf|docx)\b")
_SENT = re.compile(r"\b(?:is|zijn|heeft|hebben|werd|werden)\b[^.]*\b(?:verzonden|gezonden|verstuurd|gestuurd)\b")
_CHAMBER = re.compile(r"\bTweede Kamer\b")
_RULE = "Vaste vorm van de statenmededeling"


def check_letter(programme: Programme, content: Content) -> tuple[Finding, ...]:
    """Hold a letter against the fixed form and against the programme's register.

    Returns:
        Everything that is wrong; errors block. Codes BRF-001 to BRF-010.
    """
    edition = programme.edition(content.edition)
    return (
        *check_form(content),
        *_ordinal(content, edition),
        *_earlier_dates(content, programme, edition),
        *_signatures(content, programme),
    )


def check_form(content: Content) -> tuple[Finding, ...]:
    """The rules that can be held against the letter alone: parts, order, numbering, pillars, attachments, tense."""
    return (
        *_parts(content),
        *_empty(content),
        *_one_item(content),
        *_pillars(content),
        *_statements(content),
        *_attachments(content),
        *_tense(content),
    )


def require_sound(findings: Iterable[Finding]) -> None:
    """Refuse a letter in which something blocks.

    Raises:
        LetterRuleBroken: the message holds every finding that blocks, with its place.
    """
    broken = [f for f in findings if f.severity is Severity.ERROR]
    if broken:
        message = " ".join(f"{f.code} ({f.place}): {f.message}" for f in broken)
        raise LetterRuleBroken(message, " ".join(dict.fromkeys(f.mend for f in broken)))


def check_length(pages: int) -> tuple[Finding, ...]:
    """Hold the number of pages of the letter's PDF against the fixed form (BRF-011, a warning)."""
    if pages in PAGES:
        return ()
    return (
        _finding(
            "BRF-011",
            "de hele brief",
            f"een statenmededeling telt {PAGES.start} tot {PAGES.stop - 1} bladzijden",
            f"De brief telt {pages} bladzijden.",
            "Maak de teksten van de redactie voor de brief korter of vul ze aan.",
            Severity.WARNING,
        ),
    )


def _finding(code: str, place: str, rule: str, message: str, mend: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, severity=severity, place=place, rule=f"{_RULE}: {rule}", message=message, mend=mend)


def _find(content: Content, part_id: LetterPartId) -> LetterPart | None:
    return next((p for p in content.letter.parts if p.id is part_id), None)


def _text(content: Content, part_id: LetterPartId) -> str:
    part = _find(content, part_id)
    return " ".join(lines_of(part)) if part else ""


def _parts(content: Content) -> Iterator[Finding]:
    found = [p.id for p in content.letter.parts]
    wanted = list(LetterPartId)
    if found != wanted:
        missing = [p.value for p in wanted if p not in found]
        what = (
            f"Deze onderdelen ontbreken: {', '.join(missing)}." if missing else "De onderdelen staan niet op volgorde."
        )
        yield _finding(
            "BRF-001",
            "de hele brief",
            f"elk onderdeel één keer, in de orde {', '.join(p.value for p in wanted)}",
            what,
            "Herstel de lijst van onderdelen in het tekstbestand van het programma.",
        )


def _empty(content: Content) -> Iterator[Finding]:
    for part in content.letter.parts:
        if not lines_of(part):
            yield _finding(
                "BRF-002",
                part.heading,
                "een onderdeel is nooit leeg",
                f"Onder '{part.heading}' staat niets.",
                "Schrijf de tekst, of zet er 'Nvt'.",
            )


def _one_item(content: Content) -> Iterator[Finding]:
    part = _find(content, LetterPartId.TAKE_NOTE)
    if part is not None and (len(part.items) != 1 or part.paragraphs or part.statements or part.links):
        yield _finding(
            "BRF-003",
            part.heading,
            "precies één punt",
            f"Er staan {len(lines_of(part))} punten in plaats van één.",
            "Laat alleen de titel van de rapportage staan.",
        )


def _ordinal(content: Content, edition: Edition) -> Iterator[Finding]:
    part, ordinal = _find(content, LetterPartId.TAKE_NOTE), ordinal_words(edition.ordinal)
    if part is not None and ordinal not in " ".join(lines_of(part)).lower():
        yield _finding(
            "BRF-004",
            part.heading,
            "het punt noemt het rangtelwoord van de editie",
            f"Het woord '{ordinal}' ontbreekt.",
            "Neem het rangtelwoord op in de zin.",
        )


def _earlier_dates(content: Content, programme: Programme, edition: Edition) -> Iterator[Finding]:
    said = _text(content, LetterPartId.OCCASION)
    dates = [programme.agenda.informed_on]
    dates += [e.letter_sent for e in programme.earlier(edition) if e.letter_sent is not None]
    for day in dates:
        if dutch_date(day) not in said:
            yield _finding(
                "BRF-005",
                "Aanleiding",
                "noemt de datum van de agenda en van elke eerdere editie",
                f"De datum {dutch_date(day)} staat er niet.",
                "Neem alle data uit het register van edities op.",
            )


def _pillars(content: Content) -> Iterator[Finding]:
    said = _text(content, LetterPartId.CORE)
    for pillar in content.report.pillars:
        if pillar.name not in said:
            yield _finding(
                "BRF-006",
                "Kernboodschap",
                "elke pijler wordt genoemd",
                f"De pijler '{pillar.name}' wordt niet genoemd.",
                "Laat de stelling over de voortgang alle pijlers langsgaan.",
            )


def _statements(content: Content) -> Iterator[Finding]:
    for part_id in (LetterPartId.CORE, LetterPartId.CONSEQUENCES):
        part = _find(content, part_id)
        if part is None:
            continue
        for wanted, statement in enumerate(part.statements, start=1):
            sentence = statement.heading.endswith((".", "!", "?"))
            if statement.number != wanted or not statement.argument or not sentence:
                yield _finding(
                    "BRF-007",
                    f"{part.heading}, stelling {wanted}",
                    "doorlopend genummerd, met een volzin als kop en een onderbouwing eronder",
                    f"De stelling '{statement.heading}' voldoet daar niet aan.",
                    "Schrijf een volzin met een punt, en eronder de onderbouwing.",
                )


def _attachments(content: Content) -> Iterator[Finding]:
    part = _find(content, LetterPartId.ATTACHMENTS)
    items = part.items if part else ()
    listed = [name for item in items for name in _FILE.findall(item)]
    if listed.count(REPORT_PDF) != 1:
        yield _finding(
            "BRF-008",
            "Bijlagen",
            "elke bijlage in het pakket staat in de lijst",
            f"De bijlage {REPORT_PDF} staat er {listed.count(REPORT_PDF)} keer.",
            "Noem de rapportage precies één keer, met haar bestandsnaam.",
        )
    attachable = set(DOCUMENTS) - {LETTER_PDF, LETTER_DOCX}
    for number, item in enumerate(items, start=1):
        names = _FILE.findall(item)
        if not names or not set(names) <= attachable:
            yield _finding(
                "BRF-008",
                f"Bijlagen, {number}",
                "elke bijlage in de lijst zit in het pakket",
                f"Bij '{item}' hoort geen bestand in het pakket.",
                "Haal de regel weg of noem het bestand dat meegaat.",
            )


def _signatures(content: Content, programme: Programme) -> Iterator[Finding]:
    found = [(s.field, s.label, s.name) for s in content.letter.signatures]
    wanted = [(s.field, s.label, s.name) for s in programme.letter.signatories]
    if found != wanted:
        yield _finding(
            "BRF-009",
            "Ondertekening",
            f"getekend door {', '.join(label for _, label, _ in wanted)}, in die orde",
            f"Er staat: {', '.join(f'{label} ({name})' for _, label, name in found) or 'niemand'}.",
            "Neem de ondertekenaars over uit het programma.",
        )


def _tense(content: Content) -> Iterator[Finding]:
    for part_id in (LetterPartId.OCCASION, LetterPartId.FOLLOW_UP):
        for sentence in re.split(r"(?<=[.!?])\s+", _text(content, part_id)):
            if _CHAMBER.search(sentence) and _SENT.search(sentence) and not re.search(r"\b\d{4}\b", sentence):
                yield _finding(
                    "BRF-010",
                    part_id.value.capitalize(),
                    "dezelfde gebeurtenis staat overal in dezelfde tijd",
                    f"De verzending aan de Tweede Kamer staat hier in de voltooide tijd: '{sentence}'",
                    "Schrijf dat de rapportage wordt verzonden, of noem de datum als het om een eerdere gaat.",
                    Severity.WARNING,
                )
