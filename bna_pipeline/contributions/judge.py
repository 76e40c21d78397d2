"""From the bytes that a partner or the redactie sent to everything there is to say about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bna_pipeline.contributions.contribution_checks import check_contribution
from bna_pipeline.contributions.data_raw import raw_from_data
from bna_pipeline.contributions.editorial_checks import check_editorial, sent_moment
from bna_pipeline.contributions.kinds import Kind, kind_of
from bna_pipeline.contributions.raw import RawContribution
from bna_pipeline.contributions.rules import WHOLE_FILE, Findings, Rule
from bna_pipeline.contributions.safe_xml import XmlUnsafe
from bna_pipeline.contributions.structured import NoData, read_data
from bna_pipeline.contributions.word_file import HasActiveParts, read_word
from bna_pipeline.contributions.word_raw import raw_from_word
from bna_pipeline.contributions.zips import ZipLocked, ZipTooLarge, ZipUnsafe
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.contribution import Carrier, Contribution, Editorial
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.programme import Edition, Programme

MAX_BYTES = 40 * 1024 * 1024
"""Bytes; a form with a picture of 10 MB in three examples stays under it."""

_HOW = "Stuur het ingevulde Word-formulier (.docx)."


@dataclass(frozen=True)
class Judgement:
    """What came of a file.

    Attributes:
        carrier: what it was read as; None when it could not be read.
        sent_at: when it was sent, by its own word; None when that is unreadable.
        findings: everything there is to say, in the order of the file.
        contribution: of a partner; only when no finding blocks it.
        editorial: of the redactie; only when no finding blocks it.
        pictures: the cleaned pictures that the contribution refers to.
    """

    carrier: Carrier | None
    sent_at: datetime | None
    findings: tuple[Finding, ...]
    contribution: Contribution | None = None
    editorial: Editorial | None = None
    pictures: Mapping[Sha256, bytes] = field(default_factory=dict)


def judge(programme: Programme, edition: Edition, partner_id: str, name: str, data: bytes) -> Judgement:
    """Read and check what a partner sent.

    Args:
        partner_id: in whose folder it arrived.
        name: the file's name; only for the reader, the type follows from the content.
        data: the bytes as they arrived.

    Never raises for what stands in the file: whatever is wrong with it is a finding.
    """
    findings = Findings()
    carrier, raw = _read(name, data, findings)
    if raw is None:
        return Judgement(carrier, None, findings.all())
    contribution, bench = check_contribution(raw, programme, edition, partner_id, findings)
    used = bench.pictures if contribution is not None else {}
    sent_at = _own_moment(bench.sent_at, findings)
    return Judgement(carrier, sent_at, findings.all(), contribution=contribution, pictures=used)


def judge_editorial(programme: Programme, edition: Edition, name: str, data: bytes) -> Judgement:
    """Read and check what the redactie sent: YAML or JSON with the keys of `Editorial`.

    Never raises for what stands in the file: whatever is wrong with it is a finding.
    """
    findings = Findings()
    if not _fits(name, data, findings, (Kind.TEXT,), "Stuur de redactie als YAML of JSON."):
        return Judgement(None, None, findings.all())
    try:
        carrier, mapping = read_data(data)
    except IntakeError as error:
        _refuse(error, findings)
        return Judgement(None, None, findings.all())
    sent_at = sent_moment(mapping)
    editorial = check_editorial(mapping, programme, edition, findings)
    return Judgement(carrier, _own_moment(sent_at, findings), findings.all(), editorial=editorial)


def _own_moment(sent_at: datetime | None, findings: Findings) -> datetime | None:
    # A file of another partner or edition is no version of this contribution, so its moment must not be weighed.
    return None if findings.has(Rule.OTHER_PARTNER, Rule.OTHER_EDITION) else sent_at


def _read(name: str, data: bytes, findings: Findings) -> tuple[Carrier | None, RawContribution | None]:
    if not _fits(name, data, findings, (Kind.WORD, Kind.TEXT), _HOW):
        return None, None
    try:
        if kind_of(data) is Kind.TEXT:
            carrier, mapping = read_data(data)
            return carrier, raw_from_data(mapping, findings)
        file = read_word(data)
        if not file.answers:
            findings.add(
                Rule.NO_FORM,
                WHOLE_FILE,
                f"{name} is een Word-bestand, maar de vragen van het formulier staan er niet in.",
                "Vul het formulier in dat u kreeg, en laat de codes van de vragen staan.",
            )
            return Carrier.WORD, None
        return Carrier.WORD, raw_from_word(file, findings)
    except IntakeError as error:
        _refuse(error, findings)
        return None, None


def _fits(name: str, data: bytes, findings: Findings, wanted: tuple[Kind, ...], how: str) -> bool:
    if len(data) > MAX_BYTES:
        size = len(data) // (1024 * 1024)
        findings.add(
            Rule.TOO_LARGE, WHOLE_FILE, f"{name} is {size} MB groot.", "Maak de afbeeldingen kleiner en stuur opnieuw."
        )
        return False
    kind = kind_of(data)
    if kind in wanted:
        return True
    if kind is Kind.ENCRYPTED_OFFICE:
        findings.add(
            Rule.ENCRYPTED, WHOLE_FILE, f"{name} is {kind.value}.", "Haal het wachtwoord weg en stuur opnieuw."
        )
    elif kind in (Kind.BROKEN_ZIP, Kind.EMPTY):
        findings.add(Rule.UNREADABLE, WHOLE_FILE, f"{name} is {kind.value}.", f"Stuur het opnieuw. {how}")
    else:
        mend = "Sla het in Word op als .docx en stuur dat." if kind is Kind.OLD_WORD else how
        findings.add(Rule.NO_FORM, WHOLE_FILE, f"{name} is {kind.value}.", mend)
    return False


def _refuse(error: IntakeError, findings: Findings) -> None:
    match error:
        case NoData():
            rule, mend = Rule.NO_FORM, _HOW
        case HasActiveParts():
            rule, mend = Rule.UNSAFE, "Plak uw antwoorden als tekst in het formulier en stuur dat."
        case XmlUnsafe() | ZipUnsafe():
            rule, mend = Rule.UNSAFE, "Sla het formulier opnieuw op in Word of LibreOffice."
        case ZipTooLarge():
            rule, mend = Rule.TOO_LARGE, "Maak de afbeeldingen kleiner en stuur opnieuw."
        case ZipLocked():
            rule, mend = Rule.ENCRYPTED, "Haal het wachtwoord weg en stuur opnieuw."
        case _:
            rule, mend = Rule.UNREADABLE, "Sla het bestand opnieuw op en stuur het nog eens."
    findings.add(rule, WHOLE_FILE, error.message, error.mend or mend)
