"""The gate for a draft that comes back in Word: as strict as that of a form, and it says what to do with a draft."""

from __future__ import annotations

from bna_pipeline.contributions.gate import admit, too_large
from bna_pipeline.contributions.kinds import Kind
from bna_pipeline.contributions.office_parts import OfficeParts
from bna_pipeline.contributions.rules import WHOLE_FILE, Findings, Rule
from bna_pipeline.contributions.safe_xml import XmlTooLarge, XmlUnsafe
from bna_pipeline.contributions.word_file import opened_word
from bna_pipeline.contributions.word_safety import HasActiveParts, PointsOutside
from bna_pipeline.contributions.zips import ZipLocked, ZipTooLarge, ZipUnsafe
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.intake import IntakeLimits

_HOW = "Stuur het concept zelf terug als Word-bestand (.docx), met uw wijzigingen of opmerkingen erin."
_AGAIN = "Open het concept opnieuw, zet uw wijzigingen daarin en stuur dat bestand (.docx)."


def draft_findings(name: str, data: bytes, limits: IntakeLimits) -> tuple[Finding, ...]:
    """What stands in the way of reading a file as a draft; empty when it may be read.

    Args:
        name: as the sender called it.
    """
    findings = too_large(name, len(data), limits)
    if not findings.all() and admit(name, data, (Kind.WORD,), _HOW, limits, findings) is Kind.WORD:
        _look_inside(data, limits, findings)
    return tuple(f for f in findings.all() if f.severity is Severity.ERROR)


def _look_inside(data: bytes, limits: IntakeLimits, findings: Findings) -> None:
    try:
        parts, _, _ = opened_word(data, limits)
        _require_bounded(parts)
    except IntakeError as error:
        findings.add(_rule(error), WHOLE_FILE, error.message.replace("Het formulier", "Het bestand"), _mend(error))


def _require_bounded(parts: OfficeParts) -> None:
    """Every part in XML is counted before anyone builds a tree of it."""
    for name in parts.package.parts:
        if name.lower().endswith((".xml", ".rels")):
            parts.xml(name)


def _rule(error: IntakeError) -> Rule:
    match error:
        case HasActiveParts() | XmlUnsafe() | ZipUnsafe() | PointsOutside():
            return Rule.UNSAFE
        case ZipTooLarge() | XmlTooLarge():
            return Rule.TOO_LARGE
        case ZipLocked():
            return Rule.ENCRYPTED
        case _:
            return Rule.UNREADABLE


def _mend(error: IntakeError) -> str:
    match error:
        case ZipLocked():
            return "Haal het wachtwoord weg en stuur het bestand opnieuw."
        case HasActiveParts():
            return f"Een concept heeft geen macro's, ingesloten objecten of andere bestanden nodig. {_AGAIN}"
        case PointsOutside():
            return f"Een concept haalt niets op van een andere plek. {_AGAIN}"
        case ZipTooLarge() | XmlTooLarge():
            return f"Voeg geen grote afbeeldingen of hele documenten toe. {_AGAIN}"
        case _:
            return (
                f"Sla het op in Word (Opslaan als, Word-document .docx) en stuur het nog eens. Lukt dat niet: {_AGAIN}"
            )
