"""What needs no project: checking a package, a letter, or an exported trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.events import Entry
from bna_pipeline.model.verdicts import Row, ValidationReport, Verification
from bna_pipeline.system_words import in_words
from bna_pipeline.wiring.engines import LazyChecker, LazyTokens


def verify_package(package: Path, *, trust: Sequence[bytes] = (), seal: bytes | None = None) -> Verification:
    """Check a pakket, a dossier, or a letter alone (a PDF file) on disk; needs no project.

    Args:
        trust: CA certificates (PEM) that the reader trusts.
        seal: a seal that came another way (`record/seal.py`); says nothing of a letter alone.

    Raises:
        PackageInvalid: there is no such file or folder, or it cannot be read.
    """
    from bna_pipeline.record.verify import verify, verify_letter

    if not package.is_file():
        return verify(package, LazyChecker(), trust=trust, seal=seal, tokens=LazyTokens())
    from bna_pipeline.signing.check import before_signing

    letter = _read(package)
    adopted, fields = before_signing(letter)
    return verify_letter(letter, package.name, adopted, fields, LazyChecker(), trust)


def validation_of(package: Path, *, trust: Sequence[bytes] = (), at: datetime) -> ValidationReport:
    """The validation report of a letter: of a PDF file, or of the letter in a pakket or dossier.

    Args:
        trust: CA certificates (PEM) that the reader trusts.
        at: the moment of the check.

    Raises:
        PackageInvalid: there is no letter, or it cannot be read.
        ConfigurationError: `trust` holds no certificate in PEM.
    """
    from bna_pipeline.record.letterproof import adopted_in
    from bna_pipeline.signing.check import before_signing
    from bna_pipeline.signing.validation_report import digests_of, validation_report

    if package.is_file():
        path, known = package, None
        letter = _read(path)
        adopted, fields = before_signing(letter)
    else:
        path = _letter_in(package)
        letter = _read(path)
        known, fields = adopted_in(_read(path.with_name("manifest.json")))
        adopted = letter[: known.size]
    found = LazyChecker().check(letter, adopted, fields=fields, trust=trust, moment=at)
    return validation_report(
        found,
        file=FileDigest.of(path.name, letter),
        adopted=FileDigest.of(path.name, adopted),
        adopted_known=known is not None and known == FileDigest.of(known.name, adopted),
        moment=at,
        trust=digests_of(trust),
    )


def validation_file(report: ValidationReport, name: str) -> bytes:
    """The report as a file of this name: JSON when it ends so, else a page in HTML."""
    from bna_pipeline.signing.validation_page import validation_page
    from bna_pipeline.signing.validation_report import report_json

    return report_json(report) if name.lower().endswith(".json") else validation_page(report)


def verification_table(found: Verification) -> str:
    """The check of a package as a table for a terminal, in Dutch."""
    from bna_pipeline.record.verify import verification_table as table

    return table(found)


def export(entries: Sequence[Entry]) -> bytes:
    """An edition's trail as `audit.jsonl`."""
    from bna_pipeline.record.trail import audit_jsonl

    return audit_jsonl(entries)


def check_export(entries: Sequence[Entry], exported: bytes) -> tuple[Row, ...]:
    """Hold the ledger against an `audit.jsonl` that was taken from it, now or earlier.

    Raises:
        LedgerDamaged: a line of it cannot be read; the message names it.
    """
    from bna_pipeline.record.trail import check_against, read_audit

    return check_against(read_audit(exported), entries)


def _letter_in(package: Path) -> Path:
    from bna_pipeline.record.letterproof import LETTER_PLACES

    found = next((package / place for place in LETTER_PLACES if (package / place).is_file()), None)
    if found is None:
        raise PackageInvalid(f"In {package} staat geen brief.", "Geef een pakket, een dossier, of de brief zelf (PDF).")
    return found


def _read(path: Path) -> bytes:
    from bna_pipeline.record.reading import MAX_FILE_BYTES

    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PackageInvalid(f"{path} is te groot om na te gaan.", f"Hoogstens {MAX_FILE_BYTES} bytes.")
        return path.read_bytes()
    except OSError as fault:
        raise PackageInvalid(
            f"{path} is niet te lezen: {in_words(fault)}.", "Geef een bestand dat u mag lezen."
        ) from fault
