"""The validation report of a letter, out of what the check found: the verdict over all, and what stays open."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.validation import Indication
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport, ValidationReport

REPORT_HTML, REPORT_JSON = "validatierapport.html", "validatierapport.json"
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_WORST = (Indication.FAILED, Indication.INDETERMINATE, Indication.PASSED)


def validation_report(
    found: SignatureReport,
    *,
    file: FileDigest,
    adopted: FileDigest,
    adopted_known: bool,
    moment: datetime,
    trust: Sequence[Sha256] = (),
) -> ValidationReport:
    """The report on a letter; the same for the same inputs.

    Args:
        found: what the check of the letter at this moment found.
        adopted: the letter before its first signature.
        adopted_known: manifest or ledger say so; False: the file itself does.
        moment: as of when it was checked (aware).
        trust: SHA-256 of the trusted certificates' DER.
    """
    return ValidationReport(
        file=file,
        moment=moment,
        adopted=adopted,
        adopted_known=adopted_known,
        indication=_overall(found),
        trust=tuple(sorted(trust)),
        test_keys=any(signature.throwaway for signature in found.signatures),
        found=found,
        open=tuple(_open(found, adopted_known=adopted_known, trusting=bool(trust))),
    )


def digests_of(trust: Iterable[bytes]) -> list[Sha256]:
    """SHA-256 of the DER of every certificate in PEM files."""
    blocks = (block for pem in trust for block in _PEM.findall(pem))
    return [sha256_hex(base64.b64decode(block)) for block in blocks]


def report_json(report: ValidationReport) -> bytes:
    """UTF-8 JSON with sorted keys, two spaces of indent and a closing newline."""
    plain = report.model_dump(mode="json")
    return (json.dumps(plain, sort_keys=True, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def indication_of(signature: SignatureFound) -> Indication:
    """The verdict on one signature; without a judgement as far as its bytes tell."""
    if not (signature.intact and signature.valid):
        return Indication.FAILED
    return Indication.INDETERMINATE if signature.judgement is None else signature.judgement.indication


def _overall(found: SignatureReport) -> Indication:
    if not found.byte_rule_holds:
        return Indication.FAILED
    all_of_them = {indication_of(signature) for signature in found.signatures}
    if not found.signatures or found.unsigned:
        all_of_them.add(Indication.INDETERMINATE)
    return next(each for each in _WORST if each in all_of_them)


def _open(found: SignatureReport, *, adopted_known: bool, trusting: bool) -> Iterator[str]:
    """What could not be established, and what would be needed for it."""
    if not found.signatures:
        yield "Er staat nog geen handtekening in de brief."
    for name in found.unsigned:
        yield f"Nog niet gezet: {name}."
    if not adopted_known:
        yield (
            "Of dit de brief is die Gedeputeerde Staten hebben vastgesteld: dat staat niet in het bestand zelf. Het "
            "pakket (manifest.json) en het dossier noemen de SHA-256 van de vastgestelde brief; die hoort gelijk te "
            "zijn aan die van de brief zonder handtekeningen."
        )
    for signature in found.signatures:
        yield from _open_of(signature, trusting=trusting)
    if found.timestamps and found.signatures:
        yield (
            "Of het certificaat achter het laatste archieftijdstempel sindsdien is ingetrokken: dat weet alleen de "
            "uitgever ervan, en er is niet over het netwerk gevraagd."
        )


def _open_of(signature: SignatureFound, *, trusting: bool) -> Iterator[str]:
    whose = f"Handtekening {signature.field}:"
    if signature.throwaway:
        yield f"{whose} wie er tekende. Dit is een TESTSLEUTEL, die iedereen kan maken."
    elif not trusting:
        yield (
            f"{whose} wie er tekende. Zonder een uitgever die u vertrouwt, toont zij alleen dat de houder van deze "
            "sleutel tekende."
        )
    if not signature.timestamped:
        yield f"{whose} wanneer er is getekend. Het tijdstip is het woord van wie tekende; een tijdstempel is er niet."
    made = [each.made_at for link in signature.chain[:1] for each in link.revocation]
    if made and signature.at is not None and max(made) < signature.at - timedelta(days=1):
        yield (
            f"{whose} of het certificaat is ingetrokken in de tijd tussen {max(made):%d-%m-%Y %H:%M} UTC, toen de "
            "uitgever nog zei van niet, en de handtekening."
        )
    level = None if signature.judgement is None else signature.judgement.level
    if level in (None, SignatureLevel.B_B, SignatureLevel.B_T):
        yield (
            f"{whose} of het certificaat was ingetrokken. Het bestand bevat daarvoor geen of niet alle gegevens, en er "
            "is niet over het netwerk gevraagd."
        )
