"""The letter's fixed form: its parts, their order, what stands under and around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bna_pipeline.documents.letter_case import WHOLE_LETTER, Fault, LetterCase
from bna_pipeline.documents.wording import lines_of
from bna_pipeline.model.content import LetterPartId
from bna_pipeline.model.draft import REPORT_PDF

PAGES = range(2, 5)
"""How long a letter may be, in pages."""

NOTHING = "Nvt"
"""What stands under a heading that has nothing to say, in exactly this word."""

SIGNATURES = "Ondertekening"
OFFICIALS = "Opdrachtgever en opdrachtnemer"

_FILE = re.compile(r"[\w-]+\.[a-z]{3,4}\b")
_NOTHING_SAID = re.compile(r"(?:n\.?\s?v\.?\s?t\.?|niet van toepassing|geen|niets|-|–|\.)\.?", re.IGNORECASE)
_TITLE = re.compile(r"(?:\b(?:prof|dr|drs|mr|ir|ing|ds|lic|bacc|bc)\.)|\b(?:MA|MSc|BSc|BA|LLM|MBA|MPA|EMPM|RA|PhD)\b")


def parts(case: LetterCase) -> Iterator[Fault]:
    """Each part once, in the fixed order."""
    found, wanted = [p.id for p in case.content.letter.parts], list(LetterPartId)
    if found == wanted:
        return
    missing = [p.value for p in wanted if p not in found]
    what = f"Deze onderdelen ontbreken: {', '.join(missing)}." if missing else "De onderdelen staan niet op volgorde."
    yield Fault(WHOLE_LETTER, what, "Herstel de lijst van onderdelen in letter/text.yaml van het programma.")


def never_empty(case: LetterCase) -> Iterator[Fault]:
    """No heading without a text below it."""
    for part in case.content.letter.parts:
        if not lines_of(part):
            yield Fault(part.heading, f"Onder '{part.heading}' staat niets.", f"Schrijf de tekst, of zet er {NOTHING}.")


def nothing_is_nvt(case: LetterCase) -> Iterator[Fault]:
    """Where there is nothing to say, in any part, that stands there in the one word for it."""
    for part in case.content.letter.parts:
        lines = lines_of(part)
        for line in lines:
            if line == NOTHING and len(lines) > 1:
                yield Fault(part.heading, f"Naast {NOTHING} staat er nog iets.", f"Haal {NOTHING} weg.", line)
            elif line != NOTHING and _NOTHING_SAID.fullmatch(line):
                yield Fault(
                    part.heading, f"Er staat '{line}' in plaats van {NOTHING}.", f"Schrijf precies {NOTHING}.", line
                )


def one_item(case: LetterCase) -> Iterator[Fault]:
    """Exactly one thing to take note of."""
    part = case.part(LetterPartId.TAKE_NOTE)
    if part is not None and (len(part.items) != 1 or part.paragraphs or part.statements or part.links):
        yield Fault(
            part.heading,
            f"Er staan {len(lines_of(part))} punten in plaats van één.",
            "Laat alleen de titel van de rapportage staan.",
            " ".join(lines_of(part)) or None,
        )


def subject_and_addressee(case: LetterCase) -> Iterator[Fault]:
    """The report's title as subject, and the addressee of the programme."""
    wanted = (
        (LetterPartId.SUBJECT, case.content.report.cover.title, "de titel van de rapportage"),
        (LetterPartId.ADDRESSEE, case.programme.letter.addressee, "de geadresseerde van het programma"),
    )
    for part_id, text, what in wanted:
        said = case.text(part_id)
        if case.part(part_id) is not None and said != text:
            yield Fault(
                case.name(part_id), f"Hier hoort {what}: '{text}'.", "Laat het veld in letter/text.yaml staan.", said
            )


def attachments(case: LetterCase) -> Iterator[Fault]:
    """Every attachment listed goes with the letter, and the other way round."""
    place = case.name(LetterPartId.ATTACHMENTS)
    part = case.part(LetterPartId.ATTACHMENTS)
    items = part.items if part else ()
    listed = [name for item in items for name in _FILE.findall(item)]
    if listed.count(REPORT_PDF) != 1:
        yield Fault(
            place,
            f"De bijlage {REPORT_PDF} staat er {listed.count(REPORT_PDF)} keer.",
            "Noem de rapportage precies één keer, met haar bestandsnaam.",
        )
    for number, item in enumerate(items, start=1):
        names = _FILE.findall(item)
        if not names or set(names) != {REPORT_PDF}:
            yield Fault(
                f"{place}, punt {number}",
                f"Bij '{item}' hoort geen bestand dat met de brief meegaat.",
                "Haal de regel weg, of noem het bestand dat meegaat.",
                item,
            )


def signatories(case: LetterCase) -> Iterator[Fault]:
    """Everyone signs with the name and titles that the programme gives, in its order."""
    found = [(s.field, s.label, s.name) for s in case.content.letter.signatures]
    wanted = [(s.field, s.label, s.name) for s in case.programme.letter.signatories]
    if found != wanted:
        yield Fault(
            SIGNATURES,
            f"Er staat: {_people(found) or 'niemand'}. Het programma noemt: {_people(wanted)}.",
            "Neem de ondertekenaars over uit het programma, met hun titels en in die orde.",
        )
    if case.content.letter.authority != case.programme.letter.authority:
        yield Fault(
            SIGNATURES,
            f"Boven de namen hoort '{case.programme.letter.authority}' te staan.",
            "Neem de naam van het college over uit het programma.",
            case.content.letter.authority,
        )


def _people(signatures: list[tuple[str, str, str]]) -> str:
    return ", ".join(f"{label} ({name})" for _, label, name in signatures)


def titles(case: LetterCase) -> Iterator[Fault]:
    """Behind or before each name stands an academic title; who has none is left as he is."""
    for signature in case.content.letter.signatures:
        if not _TITLE.search(signature.name):
            yield Fault(
                SIGNATURES,
                f"Bij {signature.label} staat geen academische titel: '{signature.name}'.",
                "Vul de titel aan bij `signatories` in het programma. Heeft deze persoon er geen, dan is het zo goed.",
                signature.name,
            )


def officials(case: LetterCase) -> Iterator[Fault]:
    """The two responsible officials, in order, each with a mail address."""
    lines = case.content.letter.responsible
    if [line.label for line in lines] != ["Opdrachtgever", "Opdrachtnemer"]:
        found = ", ".join(line.label for line in lines) or "niemand"
        yield Fault(
            OFFICIALS,
            f"Onder de brief horen Opdrachtgever en Opdrachtnemer te staan, in die orde. Er staat: {found}.",
            "Vul `responsible` aan in het programma.",
        )
    for line in lines:
        if "@" not in line.value:
            yield Fault(
                OFFICIALS,
                f"Bij {line.label} staat geen mailadres.",
                "Vul het mailadres aan bij `responsible` in het programma.",
                line.value,
            )


def length(case: LetterCase) -> Iterator[Fault]:
    """Two to four pages, once it is typeset."""
    if case.pages is not None and case.pages not in PAGES:
        pages = f"{case.pages} {'bladzijde' if case.pages == 1 else 'bladzijden'}"
        mend = "Maak de teksten van de redactie voor de brief korter."
        yield Fault(
            WHOLE_LETTER,
            f"De brief telt {pages}; dat horen er {PAGES.start} tot {PAGES.stop - 1} te zijn.",
            mend if case.pages >= PAGES.stop else "Vul de teksten van de redactie voor de brief aan.",
        )
