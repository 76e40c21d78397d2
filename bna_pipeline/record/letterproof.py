"""What a signed letter proves: the adopted bytes, the signatures, and the report inside it."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bna_pipeline.errors import BnaError, PackageInvalid
from bna_pipeline.model.base import FileDigest, sha256_hex
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF
from bna_pipeline.model.verdicts import Row, SignatureFound
from bna_pipeline.ports import SignatureChecker
from bna_pipeline.record.papers import MANIFEST, Manifest, SignatureListed, read_paper
from bna_pipeline.record.rows import no, unknown, yes
from bna_pipeline.record.signatureproof import byte_rule_row, signature_rows, timestamp_rows

logging.getLogger("pypdf").addHandler(logging.NullHandler())

# pypdf says of itself that a broken PDF may raise other exceptions than its own.
_PDF_FAULTS = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
               RecursionError, NotImplementedError, EOFError, OSError, MemoryError, zlib.error)  # fmt: skip
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2066-\u2069]+")


LETTER_PLACES = (f"data/{LETTER_PDF}", f"data/pakket/data/{LETTER_PDF}")
"""Where the letter lies in a pakket, and in a dossier."""


def adopted_in(manifest: bytes) -> tuple[FileDigest, tuple[str, ...]]:
    """The adopted letter, and the fields of its signatures in order, as a pakket's `manifest.json` names them.

    Raises:
        PackageInvalid: it cannot be read, or names no letter.
    """
    paper = read_paper(Manifest, MANIFEST, manifest)
    adopted = paper.adopted_file(LETTER_PDF)
    if adopted is None:
        raise PackageInvalid(f"{MANIFEST} noemt geen vastgestelde brief.")
    return adopted, tuple(signature.field for signature in paper.signatures)


def letter_rows(
    payload: Mapping[str, bytes], manifest: Manifest, checker: SignatureChecker, trust: Sequence[bytes], where: str
) -> list[Row]:
    """Rows on the letter in a pakket.

    Args:
        payload: the pakket's files by name below `data/`.
        checker: judges signatures and changes.
        trust: CA certificates (PEM); empty: trust is not established.
        where: put before file names in the rows.
    """
    letter = payload.get(LETTER_PDF)
    if letter is None:
        return [no(f"{where}{LETTER_PDF}", "Ontbreekt, dus er is geen handtekening na te gaan.")]
    rows = _signature_rows(letter, manifest, checker, trust, where)
    report = payload.get(REPORT_PDF)
    if report is None:
        return [*rows, no(f"{where}{REPORT_PDF}", "Ontbreekt, dus de bijlage is niet te vergelijken.")]
    return [*rows, *_report_rows(letter, report, where)]


def _signature_rows(
    letter: bytes, manifest: Manifest, checker: SignatureChecker, trust: Sequence[bytes], where: str
) -> list[Row]:
    name = f"{where}{LETTER_PDF}"
    adopted = manifest.adopted_file(LETTER_PDF)
    if adopted is None:
        return [no(name, "manifest.json noemt geen vastgestelde brief.")]
    prefix = letter[: adopted.size]
    if len(prefix) != adopted.size or sha256_hex(prefix) != adopted.sha256:
        return [no(name, "Begint niet met de bytes die zijn vastgesteld: de brief is daarna veranderd.")]
    rows = [yes(name, f"Begint met de {adopted.size} bytes die zijn vastgesteld.")]
    try:
        report = checker.check(letter, prefix, fields=[s.field for s in manifest.signatures], trust=trust)
    except BnaError as fault:
        return [*rows, no(name, f"De handtekeningen zijn niet na te gaan: {fault}")]
    rows.append(byte_rule_row(report, name))
    found = {signature.field: signature for signature in report.signatures}
    for listed in manifest.signatures:
        rows += _one_signature(listed, found.pop(listed.field, None), name)
    rows += [no(name, f"Draagt een handtekening die er niet hoort: {field}.") for field in found]
    rows += timestamp_rows(report, name)
    if not manifest.signatures:
        rows.append(no(name, "manifest.json noemt geen enkele handtekening."))
    return rows


def _one_signature(listed: SignatureListed, found: SignatureFound | None, name: str) -> list[Row]:
    subject = f"{name}: handtekening {listed.field}"
    if found is None:
        return [no(subject, "Ontbreekt.")]
    return signature_rows(found, subject, certificate=listed.certificate, throwaway=listed.throwaway)


def lone_letter_rows(
    letter: bytes, adopted: bytes, fields: Sequence[str], checker: SignatureChecker, trust: Sequence[bytes], name: str
) -> list[Row]:
    """Rows on a letter without its pakket: what it shows by itself, and what that leaves open.

    Args:
        adopted: the letter as it was before its first update, which need not be what was adopted.
        fields: its signature fields, in order.
        name: of the file, for the rows.
    """
    if not adopted or not fields:
        return [no(name, "Is geen brief die voor ondertekening is klaargemaakt, of is beschadigd.")]
    rows = [
        unknown(
            f"{name}: vastgestelde brief",
            f"Of de eerste {len(adopted)} bytes (SHA-256 {sha256_hex(adopted)}) de vastgestelde brief zijn, staat in "
            "manifest.json van het pakket.",
        )
    ]
    try:
        report = checker.check(letter, adopted, fields=fields, trust=trust)
    except BnaError as fault:
        return [*rows, no(name, f"De handtekeningen zijn niet na te gaan: {fault}")]
    rows.append(byte_rule_row(report, name, since=f"de eerste {len(adopted)} bytes"))
    for found in report.signatures:
        rows += signature_rows(found, f"{name}: handtekening {found.field}", certificate=None)
    signed = {found.field for found in report.signatures}
    rows += [unknown(f"{name}: handtekening {field}", "Is nog niet gezet.") for field in fields if field not in signed]
    return [*rows, *timestamp_rows(report, name), *_carried_rows(letter, name)]


def _carried_rows(letter: bytes, name: str) -> list[Row]:
    subject = f"{name}: bijlage"
    try:
        with PdfReader(io.BytesIO(letter)) as reader:
            copies = list(reader.attachments.get(REPORT_PDF, ()))
            if len(copies) != 1:
                return [no(subject, f"De brief draagt {len(copies)} rapportages in plaats van één.")]
            if _prints(reader, sha256_hex(copies[0])):
                return [yes(subject, "De brief drukt de SHA-256 af van de rapportage die erin zit.")]
            return [no(subject, "De brief drukt niet de SHA-256 af van de rapportage die erin zit.")]
    except _PDF_FAULTS:
        return [no(subject, "De PDF is niet te lezen.")]


def _report_rows(letter: bytes, report: bytes, where: str) -> list[Row]:
    name = f"{where}{LETTER_PDF}"
    try:
        carried = report_in(letter, report)
    except PackageInvalid as fault:
        return [no(f"{name}: bijlage", f"{name}: {fault.message}")]
    subject, other = f"{name}: bijlage", f"{where}{REPORT_PDF}"
    if carried.attached:
        rows = [yes(subject, f"De rapportage in de brief is byte voor byte {other}.")]
    else:
        said = "is een andere dan" if carried.copies else "ontbreekt; verwacht is"
        rows = [no(subject, f"De rapportage in de brief {said} {other}.")]
    subject = f"{name}: afgedrukte som"
    if carried.printed:
        return [*rows, yes(subject, f"De brief drukt de SHA-256 van {other} af.")]
    return [*rows, no(subject, f"De brief drukt niet de SHA-256 van {other} af.")]


@dataclass(frozen=True)
class ReportCarried:
    """How a letter carries a report.

    Attributes:
        copies: how many files with the report's name are embedded.
        attached: exactly one is, and it is the report byte for byte.
        printed: the report's SHA-256 stands on a page, perhaps broken over lines.
    """

    copies: int
    attached: bool
    printed: bool


def report_in(letter: bytes, report: bytes) -> ReportCarried:
    """Look inside a letter for a report.

    Raises:
        PackageInvalid: the PDF cannot be read.
    """
    try:
        with PdfReader(io.BytesIO(letter)) as reader:
            copies = list(reader.attachments.get(REPORT_PDF, ()))
            return ReportCarried(len(copies), copies == [report], _prints(reader, sha256_hex(report)))
    except _PDF_FAULTS as fault:
        raise PackageInvalid("De PDF is niet te lezen.", "Vraag het bestand opnieuw op.") from fault


def _prints(reader: PdfReader, digest: str) -> bool:
    # From the last page on: the attachments stand there, and reading a page's text is what takes the time.
    later = ""
    for page in reversed(reader.pages):
        later = _INVISIBLE.sub("", page.extract_text()) + later
        if digest in later:
            return True
    return False
