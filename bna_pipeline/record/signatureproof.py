"""Rows on each signature and archive timestamp of a letter, as the check found them."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.model.base import Sha256
from bna_pipeline.model.validation import Indication, TimestampFound
from bna_pipeline.model.validation_words import judgement_in_words
from bna_pipeline.model.verdicts import Holds, Row, SignatureFound, SignatureReport
from bna_pipeline.record.rows import no, unknown, yes

_HOLDS = {Indication.PASSED: yes, Indication.INDETERMINATE: unknown, Indication.FAILED: no}


def byte_rule_row(report: SignatureReport, name: str, *, since: str = "de vaststelling") -> Row:
    """Whether the letter is the one that signing began with, with signatures and nothing else.

    Args:
        since: after what nothing else may have come.
    """
    if report.byte_rule_holds:
        return yes(f"{name}: byteregel", f"Na {since} kwamen er alleen handtekeningen bij.")
    said = " ".join(report.changes) or "Begint niet met de vastgestelde bytes."
    return no(f"{name}: byteregel", f"De brief is na {since} veranderd. {said}")


def signature_rows(
    found: SignatureFound, subject: str, *, certificate: Sha256 | None, throwaway: bool = False
) -> list[Row]:
    """Whether one signature holds, whose it is, and what it comes to.

    Args:
        certificate: SHA-256 of the certificate that it must be of; None: nobody says.
        throwaway: a paper says that it was put with a test key.
    """
    rows = [_validity(found, subject, certificate)]
    if found.throwaway or throwaway:
        rows.append(unknown(f"TEST {subject}", "TESTSLEUTEL: een wegwerpsleutel zegt niets over wie er tekende."))
    rows.append(_trust(found.trusted, f"{subject}, vertrouwen"))
    # Bytes that are not intact have failed above, and nothing more is to be said of them.
    if found.judgement is not None and rows[0].holds is Holds.YES:
        level = "geen PAdES-niveau" if found.judgement.level is None else f"niveau {found.judgement.level.value}"
        said = f"{level}. {judgement_in_words(found.judgement)}"
        rows.append(_HOLDS[found.judgement.indication](f"{subject}, oordeel", said[0].upper() + said[1:]))
    return rows


def timestamp_rows(report: SignatureReport, name: str) -> Iterator[Row]:
    """Whether each archive timestamp holds, and from whom it is."""
    for stamp in report.timestamps:
        subject = f"{name}: archieftijdstempel {stamp.at:%Y-%m-%d %H:%M} UTC"
        yield _stamp(stamp, subject)
        yield _trust(stamp.trusted, f"{subject}, vertrouwen")


def _stamp(stamp: TimestampFound, subject: str) -> Row:
    if not stamp.holds:
        return no(subject, "Klopt niet: de bytes waarvoor het staat, zijn veranderd, of het is beschadigd.")
    return yes(subject, f"Geldig, van {stamp.authority}, over de eerste {stamp.covers} bytes.")


def _trust(trusted: bool | None, subject: str) -> Row:
    if trusted is None:
        return unknown(subject, "Geen vertrouwde uitgever opgegeven (--trust).")
    if trusted:
        return yes(subject, "Het certificaat komt van een uitgever die u vertrouwt.")
    return no(subject, "Het certificaat komt niet van een uitgever die u vertrouwt.")


def _validity(found: SignatureFound, subject: str, certificate: Sha256 | None) -> Row:
    if not found.intact:
        return no(subject, "De ondertekende bytes zijn veranderd.")
    if not found.valid:
        return no(subject, "De handtekening zelf deugt niet.")
    if certificate is not None and found.certificate != certificate:
        return no(subject, "Is met een ander certificaat gezet dan manifest.json noemt.")
    when = "zonder tijdstip" if found.at is None else f"op {found.at:%Y-%m-%d %H:%M} UTC"
    source = "volgens een tijdstempel" if found.timestamped else "naar eigen zeggen"
    return yes(subject, f"Geldig, van {found.subject}, {when} ({source}).")
