"""The gate before reading: what a file is, how large, and what it carries, judged before anything in it is believed.

Everything that a file may be refused for unread is called from here; the limits are `IntakeLimits`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bna_pipeline.contributions.kinds import Kind, kind_of
from bna_pipeline.contributions.rule_settings import USUAL, Weights
from bna_pipeline.contributions.rules import WHOLE_FILE, Findings, Rule, quoted, visible
from bna_pipeline.contributions.safe_xml import XmlTooLarge, XmlUnsafe
from bna_pipeline.contributions.structured import DataTooLarge, NoData
from bna_pipeline.contributions.word_safety import HasActiveParts, PointsOutside
from bna_pipeline.contributions.zips import ZipLocked, ZipTooLarge, ZipUnsafe
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.intake import IntakeLimits, in_megabytes

FORM = "Stuur het ingevulde Word- of Excel-formulier (.docx of .xlsx)."
_SAVED_OTHERWISE = {
    Kind.OLD_WORD: "Sla het in Word op als .docx en stuur dat.",
    Kind.OLD_EXCEL: "Sla het in Excel op als .xlsx (Excel-werkmap) en stuur dat.",
    Kind.BINARY_EXCEL: "Sla het in Excel op als .xlsx (Excel-werkmap) en stuur dat.",
    Kind.OPEN_DOCUMENT: "Sla het in LibreOffice op als Word-bestand (.docx) en stuur dat.",
    Kind.OPEN_SHEET: "Sla het in LibreOffice op als Excel-bestand (.xlsx) en stuur dat.",
}
_LONGEST_NAME = 150
# Hidden characters were written out as U+202E when the file was put on record.
_STRANGE = re.compile(r'[<>:"/\\|?*\n\r\t]|U\+[0-9A-F]{4}|^[. ]|[. ]$|\ufffd')


def too_large(name: str, size: int, limits: IntakeLimits, weights: Weights = USUAL) -> Findings:
    """What there is to say of a file whose bytes are not even fetched; empty when its size is within the limit.

    Args:
        weights: rules that weigh otherwise than usual, for what is added later.
    """
    findings = Findings(limits.findings, weights)
    if size > limits.file_bytes:
        findings.add(
            Rule.TOO_LARGE,
            WHOLE_FILE,
            f"{quoted(name)} is {in_megabytes(size, at_least=True)} groot; "
            f"{in_megabytes(limits.file_bytes)} is de grens.",
            "Maak de afbeeldingen kleiner en stuur opnieuw.",
        )
    return findings


def admit(
    name: str, data: bytes, wanted: Sequence[Kind], how: str, limits: IntakeLimits, findings: Findings
) -> Kind | None:
    """The kind of a file that may be read; None when it may not, which is then a finding.

    Args:
        wanted: kinds that are read here.
        how: what the sender should send instead.
    """
    _look_at_name(name, findings)
    try:
        kind = kind_of(data, limits)
    except IntakeError as error:
        refuse(error, findings)
        return None
    if kind in wanted:
        return kind
    shown = quoted(name)
    if kind is Kind.ENCRYPTED_OFFICE:
        findings.add(
            Rule.ENCRYPTED, WHOLE_FILE, f"{shown} is {kind.value}.", "Haal het wachtwoord weg en stuur opnieuw."
        )
    elif kind in (Kind.BROKEN_ZIP, Kind.EMPTY):
        findings.add(Rule.UNREADABLE, WHOLE_FILE, f"{shown} is {kind.value}.", f"Stuur het opnieuw. {how}")
    else:
        findings.add(Rule.NO_FORM, WHOLE_FILE, f"{shown} is {kind.value}.", _SAVED_OTHERWISE.get(kind, how))
    return None


def refuse(error: IntakeError, findings: Findings) -> None:
    """The one finding about a file that cannot be read further, by what stood in the way."""
    match error:
        case NoData():
            rule, mend = Rule.NO_FORM, FORM
        case HasActiveParts():
            rule, mend = Rule.UNSAFE, "Plak uw antwoorden als tekst in het formulier en stuur dat."
        case XmlUnsafe() | ZipUnsafe() | PointsOutside():
            rule, mend = Rule.UNSAFE, "Sla het formulier opnieuw op in Word of LibreOffice."
        case ZipTooLarge() | XmlTooLarge() | DataTooLarge():
            rule, mend = Rule.TOO_LARGE, "Stuur alleen het formulier, met kortere teksten en kleinere afbeeldingen."
        case ZipLocked():
            rule, mend = Rule.ENCRYPTED, "Haal het wachtwoord weg en stuur opnieuw."
        case _:
            rule, mend = Rule.UNREADABLE, "Sla het bestand opnieuw op en stuur het nog eens."
    findings.add(rule, WHOLE_FILE, error.message, error.mend or mend)


def _look_at_name(name: str, findings: Findings) -> None:
    if len(name) > _LONGEST_NAME:
        said = f"De naam van het bestand is {len(name)} tekens lang"
    elif _STRANGE.search(name) or visible(name) != name:
        said = f"In de naam van het bestand, {quoted(name)}, staan vreemde tekens"
    else:
        return
    findings.add(
        Rule.FILE_NAME,
        WHOLE_FILE,
        f"{said}. De inhoud is gewoon gelezen.",
        "U hoeft niets te doen. Gebruik een volgende keer een korte naam met letters, cijfers en streepjes.",
    )


def same_name(name: str, before: Iterable[str], weights: Weights = USUAL) -> tuple[Finding, ...]:
    """A remark when another file came before whose name differs in capitals or in how accents are coded alone.

    Exactly the same name once more is how a mended version comes, and nothing to remark on.
    """
    findings = Findings(weights=weights)
    twin = next((other for other in before if other != name and _folded(other) == _folded(name)), None)
    if twin is not None:
        findings.add(
            Rule.SAME_NAME,
            WHOLE_FILE,
            f"Eerder kwam een bestand binnen met bijna dezelfde naam: {quoted(twin)}. Beide zijn bewaard.",
            "Was het een eerdere versie? Dan hoeft u niets te doen. Geef een nieuwe versie liever een eigen naam.",
        )
    return findings.all()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
